#include "http.h"

#include <stdio.h>
#include <strings.h>

enum { REQUEST_ROOM = 2048 };

static int ask(struct line *line, const struct settings *settings, struct bytes token, const char *nonce) {
    char head[REQUEST_ROOM];
    int size = snprintf(head, sizeof head,
                        "POST %s/v1/bootstrap-tokens/consume HTTP/1.1\r\n"
                        "Host: %s\r\n"
                        "Accept: application/json\r\n"
                        "Content-Type: text/plain\r\n"
                        "Content-Length: %zu\r\n"
                        "Sealbook-Nonce: %s\r\n"
                        "Connection: close\r\n\r\n",
                        settings->path, settings->authority, token.size, nonce);
    return size > 0 && (size_t)size < sizeof head && line_tell(line, bytes(head, (size_t)size)) &&
           line_tell(line, token);
}

/* Takes the next line off the text; 0 when it has no end. */
static int take_line(struct bytes *from, struct bytes *line) {
    unsigned char *end = memmem(from->at, from->size, "\r\n", 2);
    if (!end) return 0;
    *line = bytes(from->at, (size_t)(end - from->at));
    *from = after(*from, line->size + 2);
    return 1;
}

/* The value of a header field of this name, else nothing. */
static int field(struct bytes line, const char *name, struct bytes *value) {
    size_t size = strlen(name);
    if (line.size <= size || line.at[size] != ':' || strncasecmp((char *)line.at, name, size)) return 0;
    *value = after(line, size + 1);
    while (value->size && value->at[0] == ' ') *value = after(*value, 1);
    while (value->size && value->at[value->size - 1] == ' ') value->size--;
    return 1;
}

static int digit(unsigned char sign) {
    if (sign >= '0' && sign <= '9') return sign - '0';
    if (sign >= 'a' && sign <= 'f') return sign - 'a' + 10;
    return sign >= 'A' && sign <= 'F' ? sign - 'A' + 10 : 16;
}

static int number(struct bytes digits, int base, size_t *out) {
    size_t n = 0;
    if (!digits.size || digits.size > 8) return 0;
    for (size_t i = 0; i < digits.size; i++) {
        int value = digit(digits.at[i]);
        if (value >= base) return 0;
        n = n * (size_t)base + (size_t)value;
    }
    *out = n;
    return 1;
}

/* RFC 9112 §7.1, in place. */
static int join_chunks(struct bytes *body) {
    struct bytes rest = *body, line;
    size_t joined = 0, size;
    for (;;) {
        if (!take_line(&rest, &line)) return 0;
        unsigned char *extension = memchr(line.at, ';', line.size);
        if (extension) line.size = (size_t)(extension - line.at);
        if (!number(line, 16, &size) || size > rest.size) return 0;
        if (!size) break;
        memmove(body->at + joined, rest.at, size);
        joined += size;
        rest = after(rest, size);
        if (!take_line(&rest, &line) || line.size) return 0;
    }
    body->size = joined;
    return 1;
}

static int read_answer(struct bytes answer, struct bytes *body) {
    struct bytes line, value;
    size_t length = 0, status;
    int counted = 0, chunked = 0;
    if (!take_line(&answer, &line) || line.size < 12 || memcmp(line.at, "HTTP/1.", 7) || line.at[8] != ' ' ||
        !number(bytes(line.at + 9, 3), 10, &status))
        return 0;
    for (;;) {
        if (!take_line(&answer, &line)) return 0;
        if (!line.size) break;
        if (field(line, "Content-Length", &value)) {
            if (counted || !number(value, 10, &length)) return 0;
            counted = 1;
        } else if (field(line, "Transfer-Encoding", &value)) {
            if (value.size != 7 || strncasecmp((char *)value.at, "chunked", 7)) return 0;
            chunked = 1;
        }
    }
    if (counted && (chunked || length != answer.size)) return 0;
    if (chunked && !join_chunks(&answer)) return 0;
    *body = answer;
    return (int)status;
}

int http_present(struct line *line, const struct settings *settings, struct bytes token, const char *nonce,
                 struct bytes room, struct bytes *body) {
    struct bytes left = room;
    if (!ask(line, settings, token, nonce)) return 0;
    for (size_t heard; left.size && (heard = line_hear(line, left)); left = after(left, heard)) {}
    /* A full room may not be the end. */
    return left.size ? read_answer(bytes(room.at, room.size - left.size), body) : 0;
}
