#ifndef SEALBOOK_BASE64_H
#define SEALBOOK_BASE64_H

#include "bytes.h"

/* Decodes in place what has the one form of RFC 4648 §4: padded, without line breaks, unused bits zero. 0 for all else.
 */
int base64_decode(struct bytes *text);

#endif
