#!/bin/sh
# client COMMAND [ARGUMENT...]
#
# Stands before the command of a container that fetches its secrets itself. Presents the bootstrap token to the ledger,
# lays out the files, and becomes the command. Never starts it without its secrets; once they are there, every further
# start needs neither worker nor ledger. POSIX sh with base64 and one of curl, GNU wget, busybox wget.
#
#   SEALBOOK_URL    the ledger; https, or plain http to this machine
#   SEALBOOK_PLAIN  "private" where whoever runs the worker vouches for a network on which http is heard by nobody
#   SEALBOOK_CA     certificates to trust in place of the image's own
#   SEALBOOK_TOKEN_FILE, SEALBOOK_DIR, SEALBOOK_WAIT, SEALBOOK_GENERATION
#
# Exit status: 75 no token or no ledger in time (trying again may help), 76 the answer was not whole, 77 the ledger
# refused the token, 78 the set-up is wrong; 143 and 130 told to stop while waiting; otherwise the command's own.
set -eu
# What is a letter does not depend on the image's language.
LC_ALL=C
umask 077
dir=${SEALBOOK_DIR:-/run/secrets}
token=${SEALBOOK_TOKEN_FILE:-$dir/.token}
patience=${SEALBOOK_WAIT:-60}
url=${SEALBOOK_URL:-}
answer=$dir/.answer error=$dir/.error refused=$dir/.refused

stop() { # STATUS SENTENCE
    rm -f "$answer" "$error"
    echo "sealbook-client: $2" >&2
    exit "$1"
}

# A token is spent with the first answer: whatever is wrong with it, there is no second one.
lose() { # STATUS SENTENCE
    : >"$refused"
    rm -f "$token" "$dir/.nonce"
    stop "$1" "$2"
}

in_memory() {
    kind='' longest=0
    while read -r _ mounted type _; do
        mounted=${mounted%/}
        case $dir/ in "$mounted"/*)
            if [ ${#mounted} -ge "$longest" ]; then kind=$type longest=${#mounted}; fi
            ;;
        esac
    done </proc/mounts
    case $kind in tmpfs | ramfs) return 0 ;; *) return 1 ;; esac
}

find_fetcher() {
    if command -v curl >/dev/null 2>&1; then
        fetcher=curl
    elif command -v wget >/dev/null 2>&1; then
        # Both answer --version; only one of them checks certificates.
        case $(wget --version 2>&1 || :) in *"GNU Wget"*) fetcher=wget ;; *) fetcher=busybox ;; esac
    else
        stop 78 "the image has neither curl nor wget"
    fi
}

check_url() {
    scheme=${url%%://*} authority=${url#*://}
    authority=${authority%%/*}
    case $authority in '' | *@*) stop 78 "SEALBOOK_URL is no address of a ledger" ;; esac
    case $scheme in
        https) if [ "$fetcher" = busybox ]; then
            stop 78 "this image's wget checks no certificates: put curl or GNU wget into the image"
        fi ;;
        http) case $authority in
            localhost | localhost:* | 127.0.0.1 | 127.0.0.1:* | '[::1]' | '[::1]:'*) ;;
            *) if [ "${SEALBOOK_PLAIN:-}" != private ]; then
                stop 78 "over plain http everybody on the network could read the secrets: use https"
            fi ;;
        esac ;;
        *) stop 78 "SEALBOOK_URL is no address of a ledger" ;;
    esac
}

# The token and the values travel in bodies, to and from files in memory: never as arguments or in the environment.
# Prints the status of the answer, 000 without one.
present() {
    set -- --header "Sealbook-Nonce: $nonce" --header "Accept: text/plain" --header "Content-Type: text/plain"
    case $fetcher in
        curl)
            curl -q -sS --noproxy '*' --max-time 15 "$@" ${SEALBOOK_CA:+--cacert "$SEALBOOK_CA"} \
                --data-binary "@$token" -o "$answer" -w '%{http_code}' "$url" 2>"$error" || :
            return
            ;;
        wget)
            wget --no-config --no-proxy --max-redirect=0 --tries=1 --timeout=15 -q -S "$@" \
                ${SEALBOOK_CA:+--ca-certificate="$SEALBOOK_CA"} --post-file="$token" -O "$answer" "$url" \
                2>"$error" || :
            ;;
        busybox) # its -T crashes in some builds
            if command -v timeout >/dev/null 2>&1; then set -- timeout 15 wget "$@"; else set -- wget "$@"; fi
            if "$@" -q -Y off --post-file "$token" -O "$answer" "$url" 2>"$error"; then
                echo 200
                return
            fi
            ;;
    esac
    status=000
    while read -r word code _ || [ -n "$word" ]; do
        case $word in HTTP/*) status=$code ;; wget:) case $code in server) read_status "$error" ;; esac ;; esac
    done <"$error"
    echo "$status"
}

read_status() { # FILE, as busybox says it: wget: server returned error: HTTP/1.1 410 Gone
    line=$(cat "$1")
    case $line in *HTTP/*)
        line=${line#*HTTP/}
        line=${line#* }
        status=${line%% *}
        ;;
    esac
}

fetch() {
    if [ ! -s "$dir/.nonce" ]; then
        # A lost answer is asked for again with the same nonce: that is no theft.
        read -r nonce </proc/sys/kernel/random/uuid
        echo "$nonce" >"$dir/.nonce"
    fi
    read -r nonce <"$dir/.nonce"
    case $(present) in
        200) return 0 ;;
        408 | 425 | 429) return 1 ;;
        4??) lose 77 "the ledger refused the token: its trail says why" ;;
        *) return 1 ;;
    esac
}

# Reads "name mode base64" and at last "#end NUMBER". Nothing is in its place before all of it was right.
lay_out() {
    rm -rf "$dir/..first"
    mkdir "$dir/..first"
    count=0 end=
    while read -r name mode value; do
        if [ -n "$end" ]; then lose 76 "the ledger's answer goes on after its end"; fi
        case $name in
            '#end') end=$mode && continue ;;
            '' | .* | *[!A-Za-z0-9._-]*) lose 76 "the ledger's answer names a file that cannot be" ;;
        esac
        case $mode in [0-7][0-7][0-7] | 0[0-7][0-7][0-7]) ;; *) lose 76 "the ledger's answer has a mode that cannot be" ;; esac
        # Some base64 programs pass over what they do not understand.
        case $value in '' | *[!A-Za-z0-9+/=]*) lose 76 "the ledger's answer cannot be decoded" ;; esac
        if [ -e "$dir/..first/$name" ]; then lose 76 "the ledger's answer has a file twice"; fi
        printf %s "$value" | base64 -d >"$dir/..first/$name" || lose 76 "the ledger's answer cannot be decoded"
        chmod "$mode" "$dir/..first/$name"
        count=$((count + 1))
    done <"$answer"
    if [ "$end" != "$count" ]; then lose 76 "the ledger's answer was cut short"; fi
    printf '{"generation":%s,"versions":[]}' "${SEALBOOK_GENERATION:-0}" >"$dir/..first/.ready"
    chmod 0444 "$dir/..first/.ready"
    rm -f "$answer" "$error" "$token" "$dir/.nonce"
    for file in "$dir"/..first/*; do
        if [ -e "$file" ]; then ln -s "..data/${file##*/}" "$dir/${file##*/}"; fi
    done
    ln -s ..data/.ready "$dir/.ready"
    # The commit point: with it the next start asks nobody.
    ln -s ..first "$dir/..data"
}

if [ $# = 0 ]; then stop 78 "usage: client COMMAND [ARGUMENT...]"; fi
case $patience in '' | *[!0-9]*) stop 78 "SEALBOOK_WAIT is not a number of seconds" ;; esac
{ [ -d "$dir" ] && in_memory; } || stop 78 "$dir is missing or would not be in memory (neither tmpfs nor ramfs); refusing"
if [ ! -e "$dir/.ready" ]; then
    if [ -e "$refused" ]; then stop 77 "the ledger has refused the token before: redeploy"; fi
    # Were printf a program, the values would be its arguments, for all to see.
    if [ "$(command -v printf)" != printf ]; then stop 78 "the image's sh has no printf of its own"; fi
    command -v base64 >/dev/null 2>&1 || stop 78 "the image has no base64"
    find_fetcher
    check_url
    url=${url%/}/v1/bootstrap-tokens/consume
    trap 'stop 143 "told to stop"' TERM
    trap 'stop 130 "told to stop"' INT
    waited=0
    until [ -s "$token" ] && fetch; do
        if [ "$waited" -ge "$patience" ]; then stop 75 "timed out waiting for the token or the ledger"; fi
        waited=$((waited + 1))
        sleep 1
    done
    lay_out
    trap - TERM INT
fi
exec "$@"
