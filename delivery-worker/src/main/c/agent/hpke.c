#include "hpke.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

enum { HASH = 32, NONCE = 12, ROOM = 192 };

const struct aead AES_256_GCM = {2, 32, "AES-256-GCM"};

static const unsigned char KEM[] = {'K', 'E', 'M', 0, 0x20};

/* A labelled input of §4 while it is put together. */
struct labelled {
    unsigned char at[ROOM];
    size_t size;
};

static void add(struct labelled *input, struct bytes more) {
    if (more.size > ROOM - input->size) OPENSSL_die("bug: no room for an input", __FILE__, __LINE__);
    memcpy(input->at + input->size, more.at, more.size);
    input->size += more.size;
}

static int derive(int mode, struct bytes key, const char *other, struct bytes value, struct bytes out) {
    EVP_KDF *hkdf = EVP_KDF_fetch(0, "HKDF", 0);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(hkdf);
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
                               OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
                               OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.at, key.size),
                               OSSL_PARAM_construct_octet_string(other, value.at, value.size),
                               OSSL_PARAM_construct_end()};
    int done = context && EVP_KDF_derive(context, out.at, out.size, parameters) > 0;
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(hkdf);
    return done;
}

/* §4, LabeledExtract. */
static int extract(struct bytes suite, struct bytes salt, const char *label, struct bytes input,
                   unsigned char out[HASH]) {
    struct labelled all = {.size = 0};
    add(&all, text("HPKE-v1"));
    add(&all, suite);
    add(&all, text(label));
    add(&all, input);
    int done =
        derive(EVP_KDF_HKDF_MODE_EXTRACT_ONLY, bytes(all.at, all.size), OSSL_KDF_PARAM_SALT, salt, bytes(out, HASH));
    OPENSSL_cleanse(&all, sizeof all);
    return done;
}

/* §4, LabeledExpand. */
static int expand(struct bytes suite, const unsigned char key[HASH], const char *label, struct bytes info,
                  struct bytes out) {
    unsigned char length[] = {0, (unsigned char)out.size};
    struct labelled all = {.size = 0};
    add(&all, bytes(length, sizeof length));
    add(&all, text("HPKE-v1"));
    add(&all, suite);
    add(&all, text(label));
    add(&all, info);
    return derive(EVP_KDF_HKDF_MODE_EXPAND_ONLY, bytes(key, HASH), OSSL_KDF_PARAM_INFO, bytes(all.at, all.size), out);
}

/* RFC 7748 §6.1: an agreement whose outcome is all zeros fails. */
static int agree(EVP_PKEY *pair, const unsigned char other[HPKE_KEY], unsigned char out[HPKE_KEY]) {
    size_t size = HPKE_KEY;
    EVP_PKEY *theirs = EVP_PKEY_new_raw_public_key_ex(0, "X25519", 0, other, HPKE_KEY);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(0, pair, 0);
    int done = theirs && context && EVP_PKEY_derive_init(context) > 0 &&
               EVP_PKEY_derive_set_peer(context, theirs) > 0 && EVP_PKEY_derive(context, out, &size) > 0 &&
               size == HPKE_KEY;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(theirs);
    return done;
}

/* §4.1, Decap. */
static int decapsulate(EVP_PKEY *pair, const unsigned char encapsulated[HPKE_KEY], unsigned char shared[HASH]) {
    struct bytes suite = bytes(KEM, sizeof KEM);
    unsigned char agreed[HPKE_KEY], key[HASH], both[2 * HPKE_KEY];
    size_t size = HPKE_KEY;
    memcpy(both, encapsulated, HPKE_KEY);
    int done = EVP_PKEY_get_raw_public_key(pair, both + HPKE_KEY, &size) > 0 && agree(pair, encapsulated, agreed) &&
               extract(suite, bytes("", 0), "eae_prk", bytes(agreed, sizeof agreed), key) &&
               expand(suite, key, "shared_secret", bytes(both, sizeof both), bytes(shared, HASH));
    OPENSSL_cleanse(agreed, sizeof agreed);
    OPENSSL_cleanse(key, sizeof key);
    return done;
}

/* §5.1, KeySchedule with neither a pre-shared key nor an authenticated sender. */
static int schedule(const struct aead *aead, unsigned char shared[HASH], struct bytes info, struct bytes key,
                    struct bytes nonce) {
    unsigned char numbers[] = {'H', 'P', 'K', 'E', 0, 0x20, 0, 1, 0, aead->number};
    struct bytes suite = bytes(numbers, sizeof numbers), nothing = bytes("", 0);
    unsigned char context[1 + 2 * HASH] = {0 /* base mode */}, secret[HASH];
    struct bytes all = bytes(context, sizeof context);
    int done = extract(suite, nothing, "psk_id_hash", nothing, context + 1) &&
               extract(suite, nothing, "info_hash", info, context + 1 + HASH) &&
               extract(suite, bytes(shared, HASH), "secret", nothing, secret) &&
               expand(suite, secret, "key", all, key) && expand(suite, secret, "base_nonce", all, nonce);
    OPENSSL_cleanse(secret, sizeof secret);
    return done;
}

static int decipher(const struct aead *aead, const unsigned char *key, const unsigned char *nonce,
                    struct bytes associated, struct bytes *message) {
    int size = 0, ending = 0;
    unsigned char *tag = message->at + message->size - HPKE_TAG;
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(0, aead->name, 0);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int done = cipher && context && EVP_DecryptInit_ex2(context, cipher, key, nonce, 0) > 0 &&
               EVP_DecryptUpdate(context, 0, &size, associated.at, (int)associated.size) > 0 &&
               EVP_DecryptUpdate(context, message->at, &size, message->at, (int)(message->size - HPKE_TAG)) > 0 &&
               EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, HPKE_TAG, tag) > 0 &&
               EVP_DecryptFinal_ex(context, message->at + size, &ending) > 0;
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(cipher);
    if (done) message->size = (size_t)size;
    else OPENSSL_cleanse(message->at, message->size);
    return done;
}

EVP_PKEY *hpke_pair(unsigned char public_key[HPKE_KEY]) {
    size_t size = HPKE_KEY;
    EVP_PKEY *pair = EVP_PKEY_Q_keygen(0, 0, "X25519");
    if (pair && EVP_PKEY_get_raw_public_key(pair, public_key, &size) > 0) return pair;
    EVP_PKEY_free(pair);
    return 0;
}

int hpke_open(EVP_PKEY *pair, const struct aead *aead, struct bytes info, struct bytes associated,
              struct bytes *sealed) {
    unsigned char shared[HASH], key[HASH], nonce[NONCE];
    if (sealed->size < HPKE_KEY + HPKE_TAG) return 0;
    struct bytes message = after(*sealed, HPKE_KEY);
    int done = decapsulate(pair, sealed->at, shared) &&
               schedule(aead, shared, info, bytes(key, aead->key), bytes(nonce, sizeof nonce)) &&
               decipher(aead, key, nonce, associated, &message);
    OPENSSL_cleanse(shared, sizeof shared);
    OPENSSL_cleanse(key, sizeof key);
    if (done) *sealed = message;
    return done;
}
