#include "process.h"

#include <openssl/crypto.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOCKED = 1 << 16, SMALLEST = 32 };

void process_stop(int status, const char *why) {
    fprintf(stderr, "sealbook-agent: %s\n", why);
    _exit(status);
}

/* The first process of a container is ended by no signal that it does not handle. */
static void end(int number) { _exit(128 + number); }

void process_harden(void) {
    struct rlimit none = {0, 0};
    struct sigaction ending = {.sa_handler = end};
    if (prctl(PR_SET_DUMPABLE, 0) || setrlimit(RLIMIT_CORE, &none))
        process_stop(CONFIGURATION, "its memory could be dumped");
    sigaction(SIGTERM, &ending, 0);
    sigaction(SIGINT, &ending, 0);
    signal(SIGPIPE, SIG_IGN);
    umask(022);
    if (!OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, 0) || !CRYPTO_secure_malloc_init(LOCKED, SMALLEST))
        process_stop(CONFIGURATION, "there is no memory for a key");
}

void process_lock(struct bytes room) { mlock2(room.at, room.size, MLOCK_ONFAULT); }

void process_rest(long milliseconds) {
    nanosleep(&(struct timespec){.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000}, 0);
}

long process_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}
