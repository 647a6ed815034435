/* One request and its answer, HTTP/1.1. */
#ifndef SEALBOOK_HTTP_H
#define SEALBOOK_HTTP_H

#include "bytes.h"
#include "line.h"
#include "settings.h"

/*
 * Presents a token. Returns the status of the answer, and in *body the part of room where its body lies; 0 when none
 * came that is whole and has room.
 */
int http_present(struct line *line, const struct settings *settings, struct bytes token, const char *nonce,
                 struct bytes room, struct bytes *body);

#endif
