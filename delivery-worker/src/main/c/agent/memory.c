#include "memory.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

const char *memory_open(const char *path, int *directory) {
    struct statfs facts;
    *directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*directory < 0 || fstatfs(*directory, &facts)) return "there is no directory for the secrets";
    return facts.f_type == TMPFS_MAGIC || facts.f_type == RAMFS_MAGIC
               ? 0
               : "the secrets would not be in memory (neither tmpfs nor ramfs)";
}

int memory_holds(int directory, const char *name) { return !faccessat(directory, name, F_OK, 0); }

int memory_tell(int directory, const char *name, struct bytes words) {
    char fresh[32];
    snprintf(fresh, sizeof fresh, "%s.new", name);
    int file = openat(directory, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0444);
    if (file < 0) return 0;
    int done = write(file, words.at, words.size) == (ssize_t)words.size;
    close(file);
    return done && !renameat(directory, fresh, directory, name);
}

int memory_read(int directory, const char *name, struct bytes room, struct bytes *out) {
    size_t size = 0;
    ssize_t more = 0;
    int file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) return 0;
    while (size < room.size && (more = read(file, room.at + size, room.size - size)) > 0) size += (size_t)more;
    close(file);
    *out = bytes(room.at, size);
    return !more && size < room.size;
}

/* Freed pages keep their bytes until somebody needs them; so they are zeroed first. */
void memory_blank(int directory, const char *name) {
    static const char zeros[4096];
    struct stat facts;
    int file = openat(directory, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file >= 0 && !fstat(file, &facts))
        for (off_t left = facts.st_size; left > 0;) {
            ssize_t written = write(file, zeros, left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros);
            if (written <= 0) break;
            left -= written;
        }
    if (file >= 0) close(file);
    unlinkat(directory, name, 0);
}
