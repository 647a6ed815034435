/* The files of a delivery: what was ordered, what came, and how they lie in memory. */
#ifndef SEALBOOK_FILES_H
#define SEALBOOK_FILES_H

#include "bytes.h"
#include <sys/types.h>

enum { MOST_FILES = 1024 };

struct file {
    struct bytes name;
    uid_t owner;
    gid_t group;
    /* Of a file that came. */
    mode_t mode;
    struct bytes value;
};

struct files {
    size_t count;
    struct file each[MOST_FILES];
};

/* Reads "name uid gid" for each file. */
int read_order(struct bytes lines, struct files *out);

/* Reads "name mode base64" and at last "#end number", in place, for exactly those files that were ordered. */
int read_delivery(struct bytes lines, struct files *ordered);

/*
 * Lays them out in a directory where nothing of theirs is. The link ..data comes last: with it they count. 0 when there
 * is no room for them, or not all of that was possible.
 */
int lay_out(int directory, const struct files *files, long generation);

#endif
