/* The ledger's answer to a token that was issued for a key. */
#ifndef SEALBOOK_SEALED_H
#define SEALBOOK_SEALED_H

#include "bytes.h"

struct sealed {
    struct bytes deployment;
    long generation;
    struct bytes envelope;
};

/* Reads {"deployment": "…", "generation": n, "sealed": "base64"} in place, passing over members that it does not know.
 */
int read_sealed(struct bytes json, struct sealed *out);

#endif
