/*
 * vector AEAD PRIVATE-KEY INFO ASSOCIATED SEALED: opens what a test vector seals, everything in hexadecimal; AEAD is
 * its number in RFC 9180, §7.3. Prints the message, or ends with 1.
 */
#include "hpke.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned char room[4][4096];

static struct bytes read_hex(int place, const char *digits) {
    size_t size = strlen(digits) / 2;
    if (size > sizeof room[place]) exit(2);
    for (size_t i = 0; i < size; i++)
        if (sscanf(digits + 2 * i, "%2hhx", &room[place][i]) != 1) exit(2);
    return bytes(room[place], size);
}

int main(int count, char **arguments) {
    static const struct aead aes_128_gcm = {1, 16, "AES-128-GCM"};
    if (count != 6) return 2;
    struct bytes key = read_hex(0, arguments[2]), sealed = read_hex(3, arguments[5]);
    EVP_PKEY *pair = EVP_PKEY_new_raw_private_key_ex(0, "X25519", 0, key.at, key.size);
    if (!hpke_open(pair, atoi(arguments[1]) == 1 ? &aes_128_gcm : &AES_256_GCM, read_hex(1, arguments[3]),
                   read_hex(2, arguments[4]), &sealed))
        return 1;
    for (size_t i = 0; i < sealed.size; i++) printf("%02x", sealed.at[i]);
    return 0;
}
