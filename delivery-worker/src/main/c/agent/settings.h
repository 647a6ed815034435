/* What the environment says. Texts belong to it. */
#ifndef SEALBOOK_SETTINGS_H
#define SEALBOOK_SETTINGS_H

struct settings {
    const char *directory;
    const char *deployment;
    long generation;
    long patience;
    /* Null for those of the system. */
    const char *certificates;
    int tls;
    char authority[300];
    char host[256];
    char port[6];
    /* Of the ledger itself, without a slash at its end. */
    char path[512];
};

/* A sentence when they cannot be followed, else null. */
const char *read_settings(struct settings *settings);

#endif
