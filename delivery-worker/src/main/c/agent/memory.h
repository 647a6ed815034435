/* The directory that a keeper and the container that it serves share, and what lies in it beside the files. */
#ifndef SEALBOOK_MEMORY_H
#define SEALBOOK_MEMORY_H

#include "bytes.h"

/* A directory in a tmpfs or ramfs; a sentence when there is none, else null. */
const char *memory_open(const char *path, int *directory);

int memory_holds(int directory, const char *name);

/* Puts a file there that nobody sees half written. */
int memory_tell(int directory, const char *name, struct bytes words);

/* Reads a file that fits; 0 when there is none. */
int memory_read(int directory, const char *name, struct bytes room, struct bytes *out);

/* Overwrites and removes a file, if it is there. */
void memory_blank(int directory, const char *name);

#endif
