/* HPKE (RFC 9180) in base mode for one message: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and an AEAD. */
#ifndef SEALBOOK_HPKE_H
#define SEALBOOK_HPKE_H

#include "bytes.h"
#include <openssl/evp.h>

enum { HPKE_KEY = 32, HPKE_TAG = 16 };

/* An AEAD of §7.3: its number, the length of its key, and what OpenSSL calls it. */
struct aead {
    unsigned char number;
    size_t key;
    const char *name;
};

extern const struct aead AES_256_GCM;

/* A new key pair; its public half goes to public_key. 0 when there is none. */
EVP_PKEY *hpke_pair(unsigned char public_key[HPKE_KEY]);

/*
 * Opens in place an encapsulated key with the ciphertext behind it. 0 when it was not sealed like this to this key;
 * then nothing that was deciphered remains.
 */
int hpke_open(EVP_PKEY *pair, const struct aead *aead, struct bytes info, struct bytes associated,
              struct bytes *sealed);

#endif
