#include "files.h"

#include "base64.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char HOME[] = "..first", READY[] = ".ready";

enum { LONGEST_NAME = 128, LARGEST_OWNER = 07777777 };

/* Takes what stands before a sign, and the sign. */
static int take(struct bytes *from, char end, struct bytes *out) {
    unsigned char *at = memchr(from->at, end, from->size);
    if (!at) return 0;
    *out = bytes(from->at, (size_t)(at - from->at));
    *from = after(*from, out->size + 1);
    return 1;
}

static int number(struct bytes digits, unsigned base, unsigned *out) {
    *out = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.at[i] < '0' || digits.at[i] >= '0' + base) return 0;
        *out = *out * base + (digits.at[i] - '0');
    }
    return digits.size > 0 && digits.size < 9;
}

static int is_name(struct bytes name) {
    for (size_t i = 0; i < name.size; i++) {
        unsigned char sign = name.at[i], letter = sign | 0x20;
        if (!(letter >= 'a' && letter <= 'z') && !(sign >= '0' && sign <= '9') && sign != '_' && sign != '-' &&
            !(sign == '.' && i))
            return 0;
    }
    return name.size > 0 && name.size <= LONGEST_NAME;
}

static int take_name(struct bytes *from, struct bytes *out) { return take(from, ' ', out) && is_name(*out); }

static struct file *find(struct files *files, struct bytes name) {
    for (size_t i = 0; i < files->count; i++)
        if (same(files->each[i].name, name)) return &files->each[i];
    return 0;
}

int read_order(struct bytes lines, struct files *out) {
    struct bytes digits;
    memset(out, 0, sizeof *out);
    while (lines.size) {
        struct file *file = &out->each[out->count];
        if (out->count == MOST_FILES || !take_name(&lines, &file->name) || find(out, file->name)) return 0;
        if (!take(&lines, ' ', &digits) || !number(digits, 10, &file->owner)) return 0;
        if (!take(&lines, '\n', &digits) || !number(digits, 10, &file->group)) return 0;
        if (file->owner > LARGEST_OWNER || file->group > LARGEST_OWNER) return 0;
        out->count++;
    }
    return 1;
}

/* Three octal digits, or four of which the first is 0: no file runs as its owner. */
static int read_mode(struct bytes digits, mode_t *out) {
    return (digits.size == 3 || (digits.size == 4 && digits.at[0] == '0')) && number(digits, 8, out);
}

int read_delivery(struct bytes lines, struct files *ordered) {
    struct bytes name, field;
    unsigned count;
    for (size_t came = 0; came < ordered->count; came++) {
        struct file *file = take_name(&lines, &name) ? find(ordered, name) : 0;
        if (!file || file->value.at) return 0;
        if (!take(&lines, ' ', &field) || !read_mode(field, &file->mode)) return 0;
        if (!take(&lines, '\n', &file->value) || !base64_decode(&file->value)) return 0;
    }
    return take(&lines, ' ', &name) && same(name, text("#end")) && take(&lines, '\n', &field) &&
           number(field, 10, &count) && count == ordered->count && !lines.size;
}

static int write_all(int descriptor, struct bytes content) {
    while (content.size) {
        ssize_t written = write(descriptor, content.at, content.size);
        if (written <= 0) return 0;
        content = after(content, (size_t)written);
    }
    return 1;
}

/* The mode first: whoever has given a file away cannot change it. */
static int write_file(int home, const char *name, const struct file *file) {
    int descriptor = openat(home, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0) return 0;
    int done = write_all(descriptor, file->value) && !fchmod(descriptor, file->mode) &&
               !fchown(descriptor, file->owner, file->group);
    close(descriptor);
    return done;
}

static int place(int directory, int home, const char *name, const struct file *file) {
    char inside[sizeof "..data/" + LONGEST_NAME];
    snprintf(inside, sizeof inside, "..data/%s", name);
    return write_file(home, name, file) && !symlinkat(inside, directory, name);
}

int lay_out(int directory, const struct files *files, long generation) {
    char name[LONGEST_NAME + 1], contents[64];
    if (mkdirat(directory, HOME, 0755)) return 0;
    int home = openat(directory, HOME, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), done = home >= 0;
    for (size_t i = 0; done && i < files->count; i++) {
        const struct file *file = &files->each[i];
        snprintf(name, sizeof name, "%.*s", (int)file->name.size, (char *)file->name.at);
        done = place(directory, home, name, file);
    }
    snprintf(contents, sizeof contents, "{\"generation\":%ld,\"versions\":[]}", generation);
    struct file ready = {.owner = geteuid(), .group = getegid(), .mode = 0444, .value = text(contents)};
    done = done && place(directory, home, READY, &ready) && !symlinkat(HOME, directory, "..data");
    if (home >= 0) close(home);
    return done;
}
