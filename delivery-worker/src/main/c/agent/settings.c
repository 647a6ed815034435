#include "settings.h"

#include "bytes.h"
#include <stdlib.h>

static const char NO_ADDRESS[] = "SEALBOOK_URL is no address of a ledger";

enum { LONGEST_WAIT = 86400, MOST_DIGITS = 9 };

static const char *set(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

static int number(const char *digits, long *out) {
    size_t size = strlen(digits);
    if (!size || size > MOST_DIGITS || strspn(digits, "0123456789") != size) return 0;
    *out = strtol(digits, 0, 10);
    return 1;
}

/* Everything that may stand in a line of a request. */
static int printable(const char *text) {
    for (; *text; text++)
        if (*text <= ' ' || *text > '~') return 0;
    return 1;
}

static int copy(char *out, size_t room, const char *from, size_t size) {
    if (size >= room) return 0;
    memcpy(out, from, size);
    out[size] = 0;
    return 1;
}

static int read_port(struct settings *settings, const char *from) {
    long port;
    if (!*from) return copy(settings->port, sizeof settings->port, settings->tls ? "443" : "80", settings->tls ? 3 : 2);
    return *from == ':' && number(from + 1, &port) && port > 0 && port < 65536 &&
           copy(settings->port, sizeof settings->port, from + 1, strlen(from + 1));
}

/* host, host:port, [IPv6] or [IPv6]:port */
static int read_authority(struct settings *settings) {
    const char *from = settings->authority, *end;
    if (*from == '[') {
        end = strchr(++from, ']');
        return end && end > from && copy(settings->host, sizeof settings->host, from, (size_t)(end - from)) &&
               read_port(settings, end + 1);
    }
    end = from + strcspn(from, ":");
    return end > from && copy(settings->host, sizeof settings->host, from, (size_t)(end - from)) &&
           read_port(settings, end);
}

static int is_here(const char *host) {
    return !strcmp(host, "localhost") || !strcmp(host, "127.0.0.1") || !strcmp(host, "::1");
}

static const char *read_url(struct settings *settings, const char *url) {
    if (!strncmp(url, "https://", 8)) settings->tls = 1, url += 8;
    else if (!strncmp(url, "http://", 7)) settings->tls = 0, url += 7;
    else return NO_ADDRESS;
    size_t authority = strcspn(url, "/"), path = strlen(url + authority);
    if (path && url[authority + path - 1] == '/') path--;
    if (strpbrk(url, "@?#\\") || !printable(url) ||
        !copy(settings->authority, sizeof settings->authority, url, authority) ||
        !copy(settings->path, sizeof settings->path, url + authority, path) || !read_authority(settings))
        return NO_ADDRESS;
    if (!settings->tls && !is_here(settings->host) && strcmp(set("SEALBOOK_PLAIN", ""), "private"))
        return "over plain http everybody on the network could read the token: use https";
    return 0;
}

const char *read_settings(struct settings *settings) {
    memset(settings, 0, sizeof *settings);
    settings->directory = set("SEALBOOK_DIR", "/run/secrets");
    settings->deployment = set("SEALBOOK_DEPLOYMENT", "");
    settings->certificates = set("SEALBOOK_CA", 0);
    if (!number(set("SEALBOOK_WAIT", "60"), &settings->patience)) return "SEALBOOK_WAIT is not a number of seconds";
    if (settings->patience > LONGEST_WAIT) settings->patience = LONGEST_WAIT;
    if (!number(set("SEALBOOK_GENERATION", ""), &settings->generation)) return "SEALBOOK_GENERATION is not a number";
    if (!*settings->deployment) return "SEALBOOK_DEPLOYMENT does not say whose files to fetch";
    return read_url(settings, set("SEALBOOK_URL", ""));
}
