#include "sealed.h"

#include "base64.h"

static int is_one_of(const char *signs, unsigned char sign) { return memchr(signs, sign, strlen(signs)) != 0; }

static int next(struct bytes *json) {
    while (json->size && is_one_of(" \t\r\n", json->at[0])) *json = after(*json, 1);
    return json->size ? json->at[0] : 0;
}

static int take(struct bytes *json, char sign) {
    if (next(json) != sign) return 0;
    *json = after(*json, 1);
    return 1;
}

/* Nothing that we need has anything to escape. */
static int take_string(struct bytes *json, struct bytes *out) {
    if (!take(json, '"')) return 0;
    for (size_t i = 0; i < json->size && json->at[i] >= ' ' && json->at[i] != '\\'; i++)
        if (json->at[i] == '"') {
            *out = bytes(json->at, i);
            *json = after(*json, i + 1);
            return 1;
        }
    return 0;
}

/* A number, true, false or null. */
static int take_word(struct bytes *json, struct bytes *out) {
    size_t size = 0;
    next(json);
    while (size < json->size && is_one_of("+-.0123456789Eabcdefghijklmnopqrstuvwxyz", json->at[size])) size++;
    *out = bytes(json->at, size);
    *json = after(*json, size);
    return size > 0;
}

static int number(struct bytes digits, long *out) {
    *out = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9') return 0;
        *out = *out * 10 + (digits.at[i] - '0');
    }
    return digits.size > 0 && digits.size < 10;
}

int read_sealed(struct bytes json, struct sealed *out) {
    static const char *const names[] = {"deployment", "generation", "sealed"};
    struct bytes values[3] = {0}, name, value;
    if (!take(&json, '{')) return 0;
    do {
        if (!take_string(&json, &name) || !take(&json, ':')) return 0;
        if (!(next(&json) == '"' ? take_string(&json, &value) : take_word(&json, &value))) return 0;
        for (int i = 0; i < 3; i++) {
            if (!same(name, text(names[i]))) continue;
            if (values[i].at) return 0;
            values[i] = value;
        }
    } while (take(&json, ','));
    out->deployment = values[0];
    out->envelope = values[2];
    return take(&json, '}') && !next(&json) && !json.size && values[0].at && values[1].at && values[2].at &&
           number(values[1], &out->generation) && base64_decode(&out->envelope);
}
