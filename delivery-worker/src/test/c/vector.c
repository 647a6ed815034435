/*
 * vector AEAD PRIVATE-KEY INFO ASSOCIATED SEALED...: opens what test vectors seal, everything in hexadecimal; AEAD is
 * its number in RFC 9180, §7.3. Prints the messages, and ends with 1 when one or more do not open.
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
    if (count < 6) return 2;
    struct bytes key = read_hex(0, arguments[2]), info = read_hex(1, arguments[3]), about = read_hex(2, arguments[4]);
    EVP_PKEY *pair = EVP_PKEY_new_raw_private_key_ex(0, "X25519", 0, key.at, key.size);
    int unopened = 0;
    for (int i = 5; i < count; i++) {
        struct bytes sealed = read_hex(3, arguments[i]);
        if (hpke_open(pair, atoi(arguments[1]) == 1 ? &aes_128_gcm : &AES_256_GCM, info, about, &sealed))
            for (size_t at = 0; at < sealed.size; at++) printf("%02x", sealed.at[at]);
        else unopened = 1;
    }
    return unopened;
}
