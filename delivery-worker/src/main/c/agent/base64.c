#include "base64.h"

static int sextet(unsigned char sign) {
    if (sign >= 'A' && sign <= 'Z') return sign - 'A';
    if (sign >= 'a' && sign <= 'z') return sign - 'a' + 26;
    if (sign >= '0' && sign <= '9') return sign - '0' + 52;
    return sign == '+' ? 62 : sign == '/' ? 63 : -1;
}

int base64_decode(struct bytes *text) {
    size_t signs = text->size, written = 0;
    if (signs % 4) return 0;
    for (int padding = 0; padding < 2 && signs && text->at[signs - 1] == '='; padding++) signs--;
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < signs; i++) {
        int value = sextet(text->at[i]);
        if (value < 0) return 0;
        held = (held << 6 | (unsigned)value) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            text->at[written++] = (unsigned char)(held >> bits);
        }
    }
    if (held & ((1u << bits) - 1)) return 0;
    text->size = written;
    return 1;
}
