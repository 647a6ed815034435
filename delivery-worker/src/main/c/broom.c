/* The only program of the worker's own image, run with memory for secrets mounted at DIRECTORY.
 *
 * broom --look DIRECTORY          says what the directory is, whose, what lies in it, and whether the host swaps
 * broom --wipe DIRECTORY NAME...  overwrites and removes each NAME in DIRECTORY; one that is gone already is no error
 * broom --swap DIRECTORY NAME     lets ..data and ..other in DIRECTORY/NAME change places, in one step for every reader
 * broom --clear DIRECTORY NAME    overwrites and removes what ..data in DIRECTORY/NAME does not need: every other ..NAME
 * broom --empty DIRECTORY         overwrites and removes everything in DIRECTORY
 * broom --keep DIRECTORY          holds the mount at DIRECTORY until TERM or INT, and does nothing else
 *
 * It prints names, ages and mounts, never contents. Exit status: 78 wrong use or not in memory, 1 something remains,
 * 128 + n ended by signal n.
 */
#include "bare.h"

enum {
    O_RDONLY = 0, O_WRONLY = 1, O_DIRECTORY_X86 = 0200000, O_NOFOLLOW_X86 = 0400000, O_DIRECTORY_ARM = 040000,
    O_NOFOLLOW_ARM = 0100000, O_CLOEXEC = 02000000, AT_REMOVEDIR = 0x200, AT_SYMLINK_NOFOLLOW = 0x100, DEEPEST = 8,
    STATX_BASIC = 0x7ff, RENAME_EXCHANGE = 2, SIGINT = 2, SIGTERM = 15, IS_DIRECTORY = 0040000, IS_FILE = 0100000,
    KIND = 0170000
};
#if defined(__x86_64__)
enum { O_DIRECTORY = O_DIRECTORY_X86, O_NOFOLLOW = O_NOFOLLOW_X86 };
#else
enum { O_DIRECTORY = O_DIRECTORY_ARM, O_NOFOLLOW = O_NOFOLLOW_ARM };
#endif

struct moment { long long seconds; unsigned nanoseconds; int spare; };
struct facts { /* struct statx, the part we read */
    unsigned mask, block; unsigned long long attributes; unsigned links, uid, gid; unsigned short mode, spare;
    unsigned long long inode, size, blocks, attributes_mask; struct moment accessed, born, changed, modified;
    char rest[128];
};
struct entry { unsigned long long inode; long long offset; unsigned short size; unsigned char type; char name[]; };

static const char current[] = "..data", other[] = "..other";
static char zeros[4096], lines[4096];

static int same(const char *a, const char *b) {
    const char *rest = after(a, b);
    return rest && !*rest;
}

static void number(long long n) {
    char digits[24];
    int at = 23;
    digits[at] = 0;
    if (n < 0) n = 0;
    do digits[--at] = (char)('0' + n % 10), n /= 10;
    while (n);
    print(1, digits + at);
}

static void octal(unsigned n) {
    char digits[5] = {0};
    for (int at = 3; at >= 0; at--, n >>= 3) digits[at] = (char)('0' + (n & 7));
    print(1, digits);
}

static int look_at(Word directory, const char *name, struct facts *facts) {
    return !call5(SYS_statx, directory, (Word)name, AT_SYMLINK_NOFOLLOW, STATX_BASIC, (Word)facts);
}

static void show(const char *title, const char *file) {
    print(1, title);
    Word descriptor = call5(SYS_openat, AT_FDCWD, (Word)file, O_RDONLY | O_CLOEXEC, 0, 0);
    if (descriptor < 0) leave(EXIT_CONFIGURATION);
    for (Word size; (size = call5(SYS_read, descriptor, (Word)lines, sizeof lines - 1, 0, 0)) > 0;) {
        lines[size] = 0;
        print(1, lines);
    }
    call5(SYS_close, descriptor, 0, 0, 0, 0);
}

static int dots(const char *name) { return same(name, ".") || same(name, ".."); }

static Word open_directory(Word parent, const char *name) {
    return call5(SYS_openat, parent, (Word)name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0, 0);
}

static void look(const char *directory) {
    char room[8192] __attribute__((aligned(8)));
    Word now[2] = {0, 0};
    Word root = open_directory(AT_FDCWD, directory);
    if (root < 0) leave(EXIT_CONFIGURATION);
    struct facts own;
    print(1, in_memory(directory) ? "memory yes\n" : "memory no\n");
    if (!look_at(AT_FDCWD, directory, &own)) leave(EXIT_CONFIGURATION);
    print(1, "owner ");
    number(own.uid);
    print(1, " mode ");
    octal(own.mode & 07777);
    print(1, "\n");
    call5(SYS_clock_gettime, 0, (Word)now, 0, 0, 0);
    for (Word size; (size = call5(SYS_getdents64, root, (Word)room, sizeof room, 0, 0)) > 0;)
        for (Word at = 0; at < size;) {
            struct entry *entry = (struct entry *)(room + at);
            struct facts facts;
            at += entry->size;
            if (dots(entry->name) || !look_at(root, entry->name, &facts)) continue;
            print(1, "entry ");
            number(now[0] - facts.changed.seconds);
            print(1, " ");
            print(1, entry->name);
            print(1, "\n");
        }
    show("mountinfo\n", "/proc/self/mountinfo");
    show("swaps\n", "/proc/swaps");
    print(1, "end\n");
}

/* Freed pages keep their bytes until somebody needs them; so they are zeroed first. */
static void blank(Word parent, const char *name, unsigned long long left) {
    Word file = call5(SYS_openat, parent, (Word)name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0, 0);
    if (file < 0) return;
    while (left) {
        Word step = left < sizeof zeros ? (Word)left : (Word)sizeof zeros;
        Word written = call5(SYS_write, file, (Word)zeros, step, 0, 0);
        if (written <= 0) break;
        left -= (unsigned long long)written;
    }
    call5(SYS_close, file, 0, 0, 0, 0);
}

static void wipe(Word parent, const char *name, int depth);

/* With a home only what begins with ".." goes, and of that not the home itself and the link that leads there. */
static int stays(const char *name, const char *home) {
    return dots(name) || (home && (!after(name, "..") || same(name, current) || same(name, home)));
}

/* How many entries should have gone and did not. */
static int empty(Word parent, const char *name, int depth, const char *home) {
    char room[4096] __attribute__((aligned(8)));
    int remaining = 1;
    for (int removed = 1; removed;) { /* removing while reading may skip entries: start over until nothing is left */
        Word directory = open_directory(parent, name);
        removed = remaining = 0;
        if (directory < 0) return 1;
        for (Word size; (size = call5(SYS_getdents64, directory, (Word)room, sizeof room, 0, 0)) > 0;)
            for (Word at = 0; at < size;) {
                struct entry *entry = (struct entry *)(room + at);
                struct facts facts;
                at += entry->size;
                if (stays(entry->name, home)) continue;
                wipe(directory, entry->name, depth + 1);
                if (look_at(directory, entry->name, &facts)) remaining++;
                else removed = 1;
            }
        call5(SYS_close, directory, 0, 0, 0, 0);
    }
    return remaining;
}

static void wipe(Word parent, const char *name, int depth) {
    struct facts facts;
    if (depth > DEEPEST || !look_at(parent, name, &facts)) return;
    if ((facts.mode & KIND) == IS_DIRECTORY) {
        empty(parent, name, depth, 0);
        call5(SYS_unlinkat, parent, (Word)name, AT_REMOVEDIR, 0, 0);
        return;
    }
    if ((facts.mode & KIND) == IS_FILE) blank(parent, name, facts.size);
    call5(SYS_unlinkat, parent, (Word)name, 0, 0, 0);
}

/* As process 1 of a container nobody acts on TERM and INT for us. */
static void keep(void) {
    unsigned long awaited = 1UL << (SIGTERM - 1) | 1UL << (SIGINT - 1);
    call5(SYS_rt_sigprocmask, 0, (Word)&awaited, 0, 8, 0);
    for (;;) {
        Word signal = call5(SYS_rt_sigtimedwait, (Word)&awaited, 0, 0, 8, 0);
        if (signal > 0) leave(128 + (int)signal);
    }
}

static int plain(const char *name) {
    if (!*name || *name == '.') return 0;
    for (; *name; name++)
        if (*name == '/') return 0;
    return 1;
}

/* Both names lead somewhere at every moment, so no reader ever misses a file. */
static int swap(Word root, const char *name) {
    Word directory = open_directory(root, name);
    return directory < 0 ||
           call5(SYS_renameat2, directory, (Word)current, directory, (Word)other, RENAME_EXCHANGE);
}

static int clear(Word root, const char *name) {
    char home[256];
    Word directory = open_directory(root, name);
    if (directory < 0) return 1;
    Word size = call5(SYS_readlinkat, directory, (Word)current, (Word)home, sizeof home - 1, 0);
    if (size <= 0) return 1;
    home[size] = 0;
    return empty(root, name, 0, home);
}

__attribute__((noreturn, used)) void begin(Word *stack) {
    Word count = stack[0];
    char **arguments = (char **)(stack + 1);
    int remains = 0;
    if (count == 3 && same(arguments[1], "--look")) {
        look(arguments[2]);
        leave(0);
    }
    if (count < 3 || !in_memory(arguments[2])) leave(EXIT_CONFIGURATION);
    if (count == 3 && same(arguments[1], "--keep")) keep();
    if (count == 3 && same(arguments[1], "--empty")) leave(empty(AT_FDCWD, arguments[2], 0, 0) ? 1 : 0);
    Word root = open_directory(AT_FDCWD, arguments[2]);
    if (root < 0) leave(EXIT_CONFIGURATION);
    if (count == 4 && (plain(arguments[3]) || same(arguments[3], "."))) {
        if (same(arguments[1], "--swap")) leave(swap(root, arguments[3]) ? 1 : 0);
        if (same(arguments[1], "--clear")) leave(clear(root, arguments[3]) ? 1 : 0);
    }
    if (!same(arguments[1], "--wipe")) leave(EXIT_CONFIGURATION);
    for (Word i = 3; i < count; i++) {
        struct facts facts;
        if (!plain(arguments[i])) leave(EXIT_CONFIGURATION);
        wipe(root, arguments[i], 0);
        if (look_at(root, arguments[i], &facts)) remains = 1;
    }
    leave(remains);
    for (;;) leave(remains);
}
