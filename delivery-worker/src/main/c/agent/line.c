#include "line.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* For every single wait; on Linux the one for sending counts for connecting, too. */
enum { SECONDS = 15 };

static int connect_to(const struct addrinfo *address) {
    struct timeval patience = {.tv_sec = SECONDS};
    int one = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, address->ai_protocol);
    if (one < 0) return -1;
    if (!setsockopt(one, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) &&
        !setsockopt(one, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) &&
        !connect(one, address->ai_addr, address->ai_addrlen))
        return one;
    close(one);
    return -1;
}

static int connect_anywhere(const char *host, const char *port) {
    struct addrinfo wish = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *found = 0;
    int connected = -1;
    if (getaddrinfo(host, port, &wish, &found)) return -1;
    for (const struct addrinfo *one = found; one && connected < 0; one = one->ai_next) connected = connect_to(one);
    freeaddrinfo(found);
    return connected;
}

static int is_literal(const char *host) {
    unsigned char address[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
}

/* A certificate must name the host as it was asked for: an address as an address. */
static int name(SSL *tls, const char *host) {
    SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return is_literal(host) ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host)
                            : SSL_set1_host(tls, host) && SSL_set_tlsext_host_name(tls, host);
}

static enum opening greet(struct line *line, const struct settings *settings) {
    line->trust = SSL_CTX_new(TLS_client_method());
    if (!line->trust || !SSL_CTX_set_min_proto_version(line->trust, TLS1_2_VERSION) ||
        !(settings->certificates ? SSL_CTX_load_verify_file(line->trust, settings->certificates)
                                 : SSL_CTX_set_default_verify_paths(line->trust)))
        return LINE_UNTRUSTED;
    SSL_CTX_set_verify(line->trust, SSL_VERIFY_PEER, 0);
    line->tls = SSL_new(line->trust);
    if (!line->tls || !name(line->tls, settings->host) || !SSL_set_fd(line->tls, line->socket)) return LINE_UNTRUSTED;
    if (SSL_connect(line->tls) == 1) return LINE_OPEN;
    return SSL_get_verify_result(line->tls) == X509_V_OK ? LINE_DEAD : LINE_UNTRUSTED;
}

enum opening line_open(struct line *line, const struct settings *settings) {
    *line = (struct line){.socket = connect_anywhere(settings->host, settings->port)};
    if (line->socket < 0) return LINE_DEAD;
    return settings->tls ? greet(line, settings) : LINE_OPEN;
}

int line_tell(struct line *line, struct bytes words) {
    while (words.size) {
        size_t written = 0;
        if (line->tls) {
            if (SSL_write_ex(line->tls, words.at, words.size, &written) <= 0) return 0;
        } else {
            ssize_t sent = send(line->socket, words.at, words.size, MSG_NOSIGNAL);
            if (sent <= 0) return 0;
            written = (size_t)sent;
        }
        words = after(words, written);
    }
    return 1;
}

size_t line_hear(struct line *line, struct bytes room) {
    size_t heard = 0;
    if (line->tls) return SSL_read_ex(line->tls, room.at, room.size, &heard) > 0 ? heard : 0;
    ssize_t received = recv(line->socket, room.at, room.size, 0);
    return received > 0 ? (size_t)received : 0;
}

void line_close(struct line *line) {
    SSL_free(line->tls);
    SSL_CTX_free(line->trust);
    if (line->socket >= 0) close(line->socket);
}
