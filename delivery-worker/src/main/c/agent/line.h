/* A connection to the ledger. */
#ifndef SEALBOOK_LINE_H
#define SEALBOOK_LINE_H

#include "bytes.h"
#include "settings.h"
#include <openssl/ssl.h>

struct line {
    int socket;
    SSL_CTX *trust;
    SSL *tls;
};

enum opening { LINE_OPEN, LINE_DEAD, LINE_UNTRUSTED };

/* Whoever opens a line closes it, also when that failed. Untrusted is whoever answers there and cannot prove who they
 * are. */
enum opening line_open(struct line *line, const struct settings *settings);

/* 0 when not all of it went out. */
int line_tell(struct line *line, struct bytes words);

/* How many bytes came; none at the end, or when it broke. */
size_t line_hear(struct line *line, struct bytes room);

void line_close(struct line *line);

#endif
