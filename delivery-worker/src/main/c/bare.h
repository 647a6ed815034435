/* The kernel, without a C library: what gate and broom share. Linux on x86-64 and aarch64. */
#ifndef SEALBOOK_BARE_H
#define SEALBOOK_BARE_H

typedef long Word;

#if defined(__x86_64__)
enum {
    SYS_read = 0, SYS_write = 1, SYS_close = 3, SYS_rt_sigprocmask = 14, SYS_execve = 59, SYS_rt_sigtimedwait = 128,
    SYS_statfs = 137, SYS_getdents64 = 217, SYS_clock_gettime = 228, SYS_exit_group = 231, SYS_openat = 257,
    SYS_unlinkat = 263, SYS_readlinkat = 267, SYS_faccessat = 269, SYS_renameat2 = 316, SYS_statx = 332
};

static Word call5(Word number, Word a, Word b, Word c, Word d, Word e) {
    Word result;
    register Word r10 __asm__("r10") = d;
    register Word r8 __asm__("r8") = e;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                     : "rcx", "r11", "memory");
    return result;
}

__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
#elif defined(__aarch64__)
enum {
    SYS_unlinkat = 35, SYS_statfs = 43, SYS_faccessat = 48, SYS_openat = 56, SYS_close = 57, SYS_getdents64 = 61,
    SYS_read = 63, SYS_write = 64, SYS_readlinkat = 78, SYS_exit_group = 94, SYS_clock_gettime = 113, SYS_rt_sigprocmask = 135,
    SYS_rt_sigtimedwait = 137, SYS_execve = 221, SYS_renameat2 = 276, SYS_statx = 291
};

static Word call5(Word number, Word a, Word b, Word c, Word d, Word e) {
    register Word x8 __asm__("x8") = number;
    register Word x0 __asm__("x0") = a;
    register Word x1 __asm__("x1") = b;
    register Word x2 __asm__("x2") = c;
    register Word x3 __asm__("x3") = d;
    register Word x4 __asm__("x4") = e;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
}

__asm__(".globl _start\n_start: mov x0, sp\n bl begin\n");
#else
#error "gate and broom know x86-64 and aarch64 only"
#endif

enum { AT_FDCWD = -100, ENOENT = 2, ENOTDIR = 20 };

/* Exit statuses, as sysexits.h has them; 127 as every shell does. */
enum { EXIT_TEMPORARY = 75, EXIT_CONFIGURATION = 78, EXIT_NOT_FOUND = 127 };

static Word length(const char *text) {
    Word n = 0;
    while (text[n]) n++;
    return n;
}

/* What follows prefix in text, or 0 if text does not start with it. */
static const char *after(const char *text, const char *prefix) {
    while (*prefix)
        if (*text++ != *prefix++) return 0;
    return text;
}

static void print(int descriptor, const char *text) {
    Word left = length(text);
    while (left > 0) {
        Word written = call5(SYS_write, descriptor, (Word)text, left, 0, 0);
        if (written <= 0) return;
        text += written;
        left -= written;
    }
}

static void leave(int status) {
    for (;;) call5(SYS_exit_group, status, 0, 0, 0, 0);
}

/* struct statfs begins with its type, a word on both architectures; the rest is room. */
static Word filesystem(const char *directory) {
    Word facts[32];
    return call5(SYS_statfs, (Word)directory, (Word)facts, 0, 0, 0) ? -1 : facts[0];
}

static int in_memory(const char *directory) {
    Word type = filesystem(directory);
    return type == 0x01021994 /* tmpfs */ || type == 0x858458f6 /* ramfs */;
}

#endif
