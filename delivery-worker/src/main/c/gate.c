/* gate COMMAND [ARGUMENT...]
 *
 * Stands before a container's own command. Waits until the secrets are complete ($SEALBOOK_DIR/.ready exists) and then
 * becomes the command. It never starts the command without its secrets, and never with secrets that lie on a disk.
 *
 *   SEALBOOK_DIR   where the secrets are; default /run/secrets. Must be a tmpfs or ramfs.
 *   SEALBOOK_WAIT  seconds to wait for them; default 60.
 *
 * Exit status: 78 the set-up is wrong, 75 timed out (trying again may help), 127 the command cannot be run,
 * 128 + n ended by signal n while waiting; otherwise the command's own.
 */
#include "bare.h"

enum { SIGINT = 2, SIGTERM = 15, PATH_ROOM = 4096, TICKS_PER_SECOND = 20, LONGEST_WAIT = 86400 };

static char path[PATH_ROOM];

static void stop(int status, const char *why, const char *what) {
    print(2, "sealbook-gate: ");
    print(2, why);
    if (what) {
        print(2, ": ");
        print(2, what);
    }
    print(2, "\n");
    leave(status);
}

/* path = directory + "/" + name; 0 when there is no room. */
static int join(const char *directory, Word size, const char *name) {
    Word more = length(name);
    if (size + more + 2 > PATH_ROOM) return 0;
    for (Word i = 0; i < size; i++) path[i] = directory[i];
    path[size] = '/';
    for (Word i = 0; i <= more; i++) path[size + 1 + i] = name[i];
    return 1;
}

static Word seconds(const char *text) {
    Word n = 0;
    if (!*text) stop(EXIT_CONFIGURATION, "SEALBOOK_WAIT is not a number of seconds", 0);
    for (; *text; text++) {
        if (*text < '0' || *text > '9') stop(EXIT_CONFIGURATION, "SEALBOOK_WAIT is not a number of seconds", 0);
        n = n * 10 + (*text - '0');
        if (n > LONGEST_WAIT) return LONGEST_WAIT;
    }
    return n;
}

/* As process 1 of a container nobody acts on TERM and INT for us: hold them back and look for them while waiting. */
static void wait_for_secrets(const char *directory, Word patience) {
    unsigned long held = 1UL << (SIGTERM - 1) | 1UL << (SIGINT - 1), before = 0;
    Word tick[2] = {0, 1000000000 / TICKS_PER_SECOND};
    if (!join(directory, length(directory), ".ready"))
        stop(EXIT_CONFIGURATION, "SEALBOOK_DIR is too long", 0);
    call5(SYS_rt_sigprocmask, 0, (Word)&held, (Word)&before, 8, 0);
    for (Word left = patience * TICKS_PER_SECOND; call5(SYS_faccessat, AT_FDCWD, (Word)path, 0, 0, 0); left--) {
        if (left <= 0) stop(EXIT_TEMPORARY, "timed out waiting for the secrets in", directory);
        Word signal = call5(SYS_rt_sigtimedwait, (Word)&held, 0, (Word)tick, 8, 0);
        if (signal > 0) leave(128 + (int)signal);
    }
    call5(SYS_rt_sigprocmask, 2, (Word)&before, 0, 8, 0);
}

static int has_slash(const char *text) {
    for (; *text; text++)
        if (*text == '/') return 1;
    return 0;
}

static void become(const char *search, char **command, char **environment) {
    const char *name = command[0];
    Word problem = -ENOENT;
    if (has_slash(name)) {
        problem = call5(SYS_execve, (Word)name, (Word)command, (Word)environment, 0, 0);
    } else {
        while (*search) {
            Word size = 0;
            while (search[size] && search[size] != ':') size++;
            if (size && join(search, size, name)) {
                Word result = call5(SYS_execve, (Word)path, (Word)command, (Word)environment, 0, 0);
                if (result != -ENOENT && result != -ENOTDIR) problem = result;
            }
            search += size;
            if (*search) search++;
        }
    }
    stop(EXIT_NOT_FOUND,
         problem == -ENOENT || problem == -ENOTDIR ? "command not found" : "the command cannot be executed", name);
}

__attribute__((noreturn, used)) void begin(Word *stack) {
    Word count = stack[0];
    char **arguments = (char **)(stack + 1), **environment = arguments + count + 1;
    const char *directory = "/run/secrets", *search = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    Word patience = 60;
    if (count < 2) stop(EXIT_CONFIGURATION, "usage: gate COMMAND [ARGUMENT...]", 0);
    for (char **entry = environment; *entry; entry++) {
        const char *value;
        if ((value = after(*entry, "SEALBOOK_DIR="))) directory = value;
        else if ((value = after(*entry, "SEALBOOK_WAIT="))) patience = seconds(value);
        else if ((value = after(*entry, "PATH="))) search = value;
    }
    Word type = filesystem(directory);
    if (type == -1) stop(EXIT_CONFIGURATION, "there is no directory for the secrets", directory);
    if (!in_memory(directory))
        stop(EXIT_CONFIGURATION, "the secrets would not be in memory (neither tmpfs nor ramfs); refusing", directory);
    wait_for_secrets(directory, patience);
    become(search, arguments + 1, environment);
    for (;;) leave(EXIT_NOT_FOUND);
}
