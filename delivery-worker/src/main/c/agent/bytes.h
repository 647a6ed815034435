/* Bytes that somebody else has room for. */
#ifndef SEALBOOK_BYTES_H
#define SEALBOOK_BYTES_H

#include <stddef.h>
#include <string.h>

struct bytes {
    unsigned char *at;
    size_t size;
};

static inline struct bytes bytes(const void *at, size_t size) { return (struct bytes){(unsigned char *)at, size}; }

static inline struct bytes text(const char *words) { return bytes(words, strlen(words)); }

static inline int same(struct bytes a, struct bytes b) { return a.size == b.size && !memcmp(a.at, b.at, a.size); }

/* What begins so many bytes later; there must be as many. */
static inline struct bytes after(struct bytes all, size_t skipped) {
    return bytes(all.at + skipped, all.size - skipped);
}

#endif
