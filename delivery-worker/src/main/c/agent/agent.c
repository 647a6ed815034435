/* agent COMMAND [ARGUMENT...]
 *
 * Stands before the command of a keeper, the container that holds the memory of another one, and fetches the files of
 * that one. It makes a key pair, shows the public key, waits for a bootstrap token that was issued for this key,
 * presents it to the ledger, opens the answer and lays the files out. Then it becomes the command, and all that it knew
 * is gone: the private key was never anywhere but in the memory of this process.
 *
 *   SEALBOOK_URL         the ledger; https, or plain http to this machine
 *   SEALBOOK_PLAIN       "private" where whoever runs the worker vouches for a network on which http is heard by nobody
 *   SEALBOOK_CA          certificates to trust in place of the system's own
 *   SEALBOOK_DEPLOYMENT  whose files
 *   SEALBOOK_GENERATION  of which generation at least
 *   SEALBOOK_DIR         where they come to lie; default /run/secrets. Must be a tmpfs or ramfs. There are also
 *     .key               the public key, in base64
 *     .handed            leads to what somebody hands over: token, and order with "name uid gid" for each file
 *     .refused           why there are no files, after one of the statuses below
 *   SEALBOOK_WAIT        seconds to try to reach the ledger; default 60
 *
 * Without a token it waits for ever. Status: 75 no ledger in time, 76 the answer was not whole or not for this key, 77
 * the ledger refused the token. It becomes the command with these, too, because the memory would not outlive it. Exit
 * status: 78 the set-up is wrong, 127 the command cannot be run, 128 + n ended by signal n; otherwise the command's
 * own.
 */
#include "files.h"
#include "hpke.h"
#include "http.h"
#include "memory.h"
#include "process.h"
#include "sealed.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <unistd.h>

enum { NO_LEDGER = 75, NOT_WHOLE = 76, NOT_ACCEPTED = 77, NOT_FOUND = 127 };
enum {
    MOST_ANSWER = 64 << 20,
    MOST_ORDER = 160 << 10,
    MOST_TOKEN = 512,
    TICK = 50,
    NONCE_BYTES = 16,
    LOCKED = 1 << 16
};

static const char KEY[] = ".key", HANDED[] = ".handed", REFUSED[] = ".refused", READY[] = ".ready";

/* Everything secret that is ours lies in these, or in the part of OpenSSL's memory that is never swapped. */
static unsigned char answer_room[MOST_ANSWER], token_room[MOST_TOKEN];
static unsigned char order_room[MOST_ORDER];
static struct files files;

static struct settings settings;
static int directory;

static void clear(void) {
    memory_blank(directory, "..handed/token");
    unlinkat(directory, "..handed/order", 0);
    unlinkat(directory, HANDED, 0);
    unlinkat(directory, "..handed", AT_REMOVEDIR);
    unlinkat(directory, KEY, 0);
}

/* There is no second answer to one token: another one must be handed over, for another key. */
static void lose(int status, const char *why) {
    char words[256];
    int size = snprintf(words, sizeof words, "%d %s\n", status, why);
    clear();
    memory_tell(directory, REFUSED, bytes(words, (size_t)size));
}

static EVP_PKEY *show_key(void) {
    unsigned char raw[HPKE_KEY], shown[2 * HPKE_KEY];
    EVP_PKEY *pair = hpke_pair(raw);
    if (!pair) process_stop(CONFIGURATION, "there is no key");
    int size = EVP_EncodeBlock(shown, raw, sizeof raw);
    /* What lies there was for the key of a process that is gone. */
    clear();
    if (!memory_tell(directory, KEY, bytes(shown, (size_t)size)))
        process_stop(CONFIGURATION, "the directory cannot be written");
    return pair;
}

static int take_handed(struct bytes *token) {
    struct bytes order;
    while (!memory_holds(directory, HANDED)) process_rest(TICK);
    return memory_read(directory, "..handed/token", bytes(token_room, sizeof token_room), token) && token->size &&
           memory_read(directory, "..handed/order", bytes(order_room, sizeof order_room), &order) &&
           read_order(order, &files);
}

static enum opening present(struct bytes token, const char *nonce, int *status, struct bytes *answer) {
    struct line line;
    enum opening opening = line_open(&line, &settings);
    if (opening == LINE_OPEN)
        *status = http_present(&line, &settings, token, nonce, bytes(answer_room, sizeof answer_room), answer);
    line_close(&line);
    return opening;
}

/* Asks until there is an answer. One that was lost is asked for with the same nonce: that is no theft. */
static int fetch(struct bytes token, struct bytes *answer) {
    unsigned char random[NONCE_BYTES];
    char nonce[2 * NONCE_BYTES + 1];
    long until = process_seconds() + settings.patience;
    if (RAND_bytes(random, sizeof random) != 1) return lose(NO_LEDGER, "there is no randomness"), 0;
    for (size_t i = 0; i < sizeof random; i++) snprintf(nonce + 2 * i, 3, "%02x", random[i]);
    for (;;) {
        int status = 0;
        if (present(token, nonce, &status, answer) == LINE_UNTRUSTED)
            return lose(CONFIGURATION, "the ledger's certificate is not trusted, or not for this address"), 0;
        if (status == 200) return 1;
        if (status >= 400 && status < 500 && status != 408 && status != 425 && status != 429)
            return lose(NOT_ACCEPTED, "the ledger refused the token: its trail says why"), 0;
        if (process_seconds() >= until) return lose(NO_LEDGER, "the ledger did not answer in time"), 0;
        process_rest(1000);
    }
}

/* What was sealed for another deployment or generation does not open as for this one. */
static int unseal(EVP_PKEY *pair, struct bytes answer, struct sealed *sealed) {
    char about[128];
    if (!read_sealed(answer, sealed) || !same(sealed->deployment, text(settings.deployment))) return 0;
    int size = snprintf(about, sizeof about, "%s/%ld", settings.deployment, sealed->generation);
    return size > 0 && (size_t)size < sizeof about && sealed->generation >= settings.generation &&
           hpke_open(pair, &AES_256_GCM, text("sealbook-bootstrap/v1"), bytes(about, (size_t)size), &sealed->envelope);
}

/* What is wrong with the opened answer, or null when its files lie where they belong. */
static const char *lay_out_opened(const struct sealed *sealed) {
    if (!read_delivery(sealed->envelope, &files)) return "the ledger's answer is not whole, or not what it ordered";
    clear();
    return lay_out(directory, &files, sealed->generation) ? 0 : "the secrets do not fit into the memory, which is full";
}

static void bring(EVP_PKEY *pair) {
    struct bytes token, answer;
    struct sealed sealed;
    if (!take_handed(&token)) return lose(CONFIGURATION, "what was handed over cannot be read");
    int fetched = fetch(token, &answer);
    OPENSSL_cleanse(token.at, token.size);
    if (!fetched) return;
    const char *problem =
        unseal(pair, answer, &sealed) ? lay_out_opened(&sealed) : "the ledger's answer does not open with this key";
    OPENSSL_cleanse(answer.at, answer.size);
    if (problem) lose(NOT_WHOLE, problem);
}

int main(int count, char **arguments) {
    if (count < 2) process_stop(CONFIGURATION, "usage: agent COMMAND [ARGUMENT...]");
    const char *problem = read_settings(&settings);
    if (!problem) problem = memory_open(settings.directory, &directory);
    if (problem) process_stop(CONFIGURATION, problem);
    process_harden();
    process_lock(bytes(answer_room, sizeof answer_room));
    process_lock(bytes(token_room, sizeof token_room));
    if (!memory_holds(directory, READY) && !memory_holds(directory, REFUSED)) {
        EVP_PKEY *pair = show_key();
        bring(pair);
        EVP_PKEY_free(pair);
    }
    execv(arguments[1], arguments + 1);
    process_stop(NOT_FOUND, "the command cannot be executed");
}
