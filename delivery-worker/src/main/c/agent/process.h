/* The process itself, which may be the first of a container. */
#ifndef SEALBOOK_PROCESS_H
#define SEALBOOK_PROCESS_H

#include "bytes.h"

/* As sysexits.h has it. */
enum { CONFIGURATION = 78 };

void process_stop(int status, const char *why);

/* From here on no dump of its memory is made, and OpenSSL keeps keys where nothing is swapped. */
void process_harden(void);

/* Keeps this room out of swap as soon as it is used, as far as the process may. */
void process_lock(struct bytes room);

void process_rest(long milliseconds);

/* On a clock that nobody sets. */
long process_seconds(void);

#endif
