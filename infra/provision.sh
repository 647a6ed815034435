# shellcheck shell=bash
# Finds what Sealbook needs on this machine, or installs it. Sourced by ./run and ./test, never run by itself.
#
# What is there and new enough is left alone. Missing parts come from Debian's packages (root only) and from npm;
# elsewhere this says what is missing and ends with status 2. A Docker engine that this starts keeps running until
# ./run down.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/sealbook
engine_state=/run/sealbook-engine
engine_label=io.sealbook.started-by=run
install_log=$cache/install.log

say() { printf '%s\n' "$*"; }

give_up() {
    printf '\nsealbook: %s\n' "$*" >&2
    exit 2
}

# provision PART...: jdk node compiler cross_compiler qemu busybox engine docker private_engines registry chromium
provision() {
    mkdir -p "$cache"
    case $(uname -s)/$(uname -m) in
        Linux/x86_64 | Linux/aarch64) ;;
        *) say "note: Sealbook is tested on Linux, amd64 and arm64; this is $(uname -s) on $(uname -m)" ;;
    esac
    local part
    for part in "$@"; do "find_$part"; done
}

# --- parts ---------------------------------------------------------------------------------------------------------

find_jdk() {
    local home package
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do use_jdk "$home" && return; done
    for package in temurin-25-jdk openjdk-25-jdk-headless; do
        if may_install && has_candidate "$package"; then
            install_packages "JDK 25" "$package"
            for home in /usr/lib/jvm/*; do use_jdk "$home" && return; done
        fi
    done
    give_up "there is no JDK 25. Unpack one under /usr/lib/jvm, or set JAVA_HOME to one." \
        "(No package temurin-25-jdk or openjdk-25-jdk-headless is in this machine's package sources.)"
}

use_jdk() {
    [ -n "$1" ] && [ -x "$1/bin/javac" ] || return 1
    "$1/bin/javac" -version 2>&1 | grep -q '^javac 25\b' || return 1
    export JAVA_HOME=$1
    say "found JDK 25: $1"
}

find_node() {
    local cached=$cache/node/node_modules/.bin
    use_node && return
    if [ -x "$cached/node" ]; then
        PATH=$cached:$PATH
        use_node && return
    fi
    if ! command -v npm >/dev/null || ! npm --version >/dev/null 2>&1; then
        may_install || give_up "Node 20.19 or newer and npm are missing. Install them, then start again."
        refresh_package_lists
        if at_least 20.19 "$(candidate nodejs)"; then install_packages "Node" nodejs; fi
        if ! command -v npm >/dev/null; then install_packages "npm (a few hundred small packages)" npm; fi
        use_node && return
    fi
    say "installing Node 22 and npm 11 from npm into $cache/node"
    mkdir -p "$cache/node"
    printf '{"private": true}\n' >"$cache/node/package.json"
    wait_for npm install --prefix "$cache/node" --no-audit --no-fund node@22 npm@11 ||
        give_up "npm could not install Node; see $install_log"
    PATH=$cached:$PATH
    use_node || give_up "npm installed a Node that does not run; see $install_log"
}

use_node() {
    local version
    version=$(node --version 2>/dev/null) && npm --version >/dev/null 2>&1 || return 1
    at_least 20.19 "${version#v}" || return 1
    hash -r
    export PATH
    say "found Node ${version#v}: $(command -v node)"
}

find_compiler() {
    if ! command -v gcc >/dev/null || ! printf '#include <stdint.h>\nint main(void){return 0;}' |
        gcc -x c -o /dev/null - 2>/dev/null; then
        install_packages "a C compiler" gcc libc6-dev
    fi
    say "found gcc $(gcc -dumpfullversion): $(command -v gcc)"
    if ! may_link_openssl; then
        install_packages "OpenSSL to link with" libssl-dev
        may_link_openssl || give_up "the package libssl-dev brought no static libraries"
    fi
    say "found OpenSSL to link with"
}

may_link_openssl() {
    printf '#include <openssl/ssl.h>\nint main(void){return !TLS_client_method();}' |
        gcc -x c -static -Wl,--no-warnings -o /dev/null - -lssl -lcrypto 2>/dev/null
}

# The worker's programs for the other processor, so that one jar serves engines of both.
find_cross_compiler() {
    local package program
    case $(uname -m) in
        x86_64) package=gcc-aarch64-linux-gnu program=aarch64-linux-gnu-gcc ;;
        aarch64) package=gcc-x86-64-linux-gnu program=x86_64-linux-gnu-gcc ;;
        *) return ;;
    esac
    if ! command -v "$program" >/dev/null; then install_packages "a C compiler for the other processor" "$package"; fi
    say "found $program $("$program" -dumpfullversion): $(command -v "$program")"
    find_libraries
}

# Debian's static libraries for the other processor, unpacked below the cache: the machine itself hears of no other.
find_libraries() {
    local machine architecture libraries package packages=(libssl-dev libc6-dev linux-libc-dev)
    case $(uname -m) in
        x86_64) machine=aarch64 architecture=arm64 ;;
        aarch64) machine=x86_64 architecture=amd64 ;;
    esac
    libraries=$cache/$machine
    if [ ! -e "$libraries/complete" ]; then
        may_install || give_up "static libraries for $machine are missing. Unpack Debian's ${packages[*]} for" \
            "$architecture in $libraries (dpkg-deb -x), touch $libraries/complete, then start again."
        say "fetching libraries for $machine into $libraries: apt-get download ${packages[*]}"
        rm -rf "$libraries"
        mkdir -p "$libraries/apt/state/lists/partial" "$libraries/apt/cache/archives/partial"
        cd "$libraries/apt"
        apt_for "$architecture" update && apt_for "$architecture" download "${packages[@]}" ||
            give_up "could not fetch the libraries for $machine; see $install_log"
        cd "$OLDPWD"
        for package in "$libraries"/apt/*.deb; do dpkg-deb -x "$package" "$libraries"; done
        rm -rf "$libraries/apt"
        touch "$libraries/complete"
    fi
    say "found libraries for $machine: $libraries"
}

# With lists of its own, below the working directory; the machine's sources and their keys count.
apt_for() { # ARCHITECTURE COMMAND...
    local architecture=$1
    shift
    wait_for apt-get -q -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" \
        -o Dir::State="$PWD/state" -o Dir::State::status=/dev/null -o Dir::Cache="$PWD/cache" \
        -o APT::Sandbox::User=root "$@"
}

# For the tests of the worker's programs for aarch64, which call it by its name. It starts no service; but where systemd
# or binfmt-support is at work, the package also has the kernel start programs for other processors through it.
find_qemu() {
    if [ "$(uname -m)" = aarch64 ]; then return; fi
    if ! command -v qemu-aarch64-static >/dev/null; then
        install_packages "qemu, which runs programs for other processors (380 MB)" qemu-user-static
        command -v qemu-aarch64-static >/dev/null ||
            give_up "the package qemu-user-static brought no qemu-aarch64-static"
    fi
    say "found qemu for programs for aarch64: $(command -v qemu-aarch64-static)"
}

find_busybox() {
    # For the demo's container, which has no libraries: so it must be a static one.
    if ! is_static busybox; then install_packages "a static busybox" busybox-static; fi
    is_static busybox || give_up "busybox is there but not static. Install the package busybox-static."
    say "found busybox: $(command -v busybox)"
}

is_static() {
    local program
    program=$(command -v "$1") && ! ldd "$program" >/dev/null 2>&1
}

find_chromium() {
    local program
    program=$(chromium_program) || {
        install_packages "Chromium" chromium fonts-dejavu-core
        program=$(chromium_program) || give_up "the package chromium brought no chromium"
    }
    export SEALBOOK_CHROMIUM=$program
    say "found Chromium: $program"
}

chromium_program() {
    command -v chromium || command -v chromium-browser || command -v google-chrome-stable || command -v google-chrome
}

# --- the Docker engine ---------------------------------------------------------------------------------------------

find_engine() {
    local at=${DOCKER_HOST:-unix:///var/run/docker.sock} version
    if ! engine_answers "$at"; then
        [ -z "${DOCKER_HOST:-}" ] || give_up "the Docker engine at DOCKER_HOST=$DOCKER_HOST does not answer."
        [ "$(id -u)" = 0 ] || give_up "no Docker engine answers at /var/run/docker.sock." \
            "Start one, and run this as root or as a user of the group docker; or set DOCKER_HOST."
        [ "$(uname -s)" = Linux ] || give_up "no Docker engine answers. Start one, or set DOCKER_HOST."
        command -v dockerd >/dev/null || install_engine
        start_engine
        engine_answers "$at" || give_up "the Docker engine does not answer; see $(engine_log)"
    fi
    say "found a Docker engine: $at"
}

# The command, with which the demo and the tests look at containers from outside.
find_docker() {
    command -v docker >/dev/null || install_engine
    command -v docker >/dev/null || give_up "the docker command is missing. Install Docker's client, then start again."
    say "found the docker command: $(command -v docker)"
}

# Whether an engine answers at unix://PATH, tcp://HOST:PORT and the like.
engine_answers() {
    local path=${1#unix://}
    [ "$path" = "$1" ] || [ -S "$path" ] || return 1
    if command -v docker >/dev/null; then
        DOCKER_HOST=$1 timeout 20 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
    elif command -v curl >/dev/null; then
        if [ "$path" != "$1" ]; then
            curl -fsS --max-time 20 --unix-socket "$path" http://localhost/_ping >/dev/null 2>&1
        else
            curl -fsS --max-time 20 "http://${1#*://}/_ping" >/dev/null 2>&1
        fi
    else
        # Every Debian has this much of Perl.
        # shellcheck disable=SC2016
        [ "$path" != "$1" ] && timeout 20 perl -MIO::Socket::UNIX -e '
            my $engine = IO::Socket::UNIX->new(Peer => shift) or exit 1;
            print $engine "GET /_ping HTTP/1.0\r\n\r\n";
            exit(<$engine> =~ / 200 / ? 0 : 1);' "$path" 2>/dev/null
    fi
}

# What tests need that start engines of their own, break them, and search and fill their disks. They need root.
find_private_engines() {
    [ "$(id -u)" = 0 ] || give_up "the tests break Docker engines of their own, and only root can start those."
    command -v dockerd >/dev/null || install_engine
    if ! command -v mkfs.ext4 >/dev/null; then install_packages "small disks for engines" e2fsprogs; fi
    if ! command -v unshare >/dev/null || ! command -v mount >/dev/null; then
        install_packages "small worlds for engines" util-linux mount
    fi
    mount_cgroups
    say "found dockerd for engines that tests break: $(command -v dockerd)"
}

# A registry of images, for the tests of pulling from one.
find_registry() {
    command -v docker-registry >/dev/null || install_without_starting "a registry of images" docker-registry
    say "found a registry of images: $(command -v docker-registry)"
}

install_engine() {
    local packages=(docker.io iptables)
    # The engine loads a profile where the kernel has AppArmor, and needs its parser for that.
    if grep -qs Y /sys/module/apparmor/parameters/enabled; then packages+=(apparmor); fi
    if has_candidate docker-cli; then packages+=(docker-cli); fi
    # start_engine starts it, so that ./run down knows what to stop.
    install_without_starting "the Docker engine" "${packages[@]}"
}

# Packages do not start services here.
install_without_starting() { # WHAT PACKAGE...
    local policy=/usr/sbin/policy-rc.d
    if [ -e "$policy" ]; then
        install_packages "$@"
    else
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        install_packages "$@"
        rm -f "$policy"
        trap - EXIT
    fi
}

engine_log() {
    if [ -d /run/systemd/system ]; then say "journalctl -u docker"; else say /var/log/sealbook-engine.log; fi
}

start_engine() {
    local waited=0 path=$PATH flags=()
    mkdir -p "$engine_state"
    if [ -d /run/systemd/system ] && systemctl cat docker.service >/dev/null 2>&1; then
        say "starting the Docker engine: systemctl start docker; stop it with ./run down"
        systemctl start docker
        say systemd >"$engine_state/how"
    else
        say "starting a Docker engine: dockerd --label $engine_label; it keeps running, stop it with ./run down"
        mount_cgroups
        if ! iptables -t nat -L -n >/dev/null 2>&1; then
            if iptables-legacy -t nat -L -n >/dev/null 2>&1; then
                mkdir -p "$engine_state/bin"
                ln -sf "$(command -v iptables-legacy)" "$engine_state/bin/iptables"
                ln -sf "$(command -v ip6tables-legacy)" "$engine_state/bin/ip6tables"
                path=$engine_state/bin:$PATH
            else
                say "note: this machine has no iptables; containers reach each other and this host, nothing else"
                flags=(--iptables=false)
            fi
        fi
        PATH=$path setsid nohup dockerd --label "$engine_label" "${flags[@]}" \
            </dev/null >>"$(engine_log)" 2>&1 &
        say $! >"$engine_state/pid"
        say dockerd >"$engine_state/how"
    fi
    until engine_answers unix:///var/run/docker.sock; do
        waited=$((waited + 1))
        if [ $waited -gt 60 ]; then
            tail -n 5 /var/log/sealbook-engine.log >&2 2>/dev/null
            give_up "the Docker engine does not start; see $(engine_log)"
        fi
        sleep 1
    done
}

# On a machine without systemd nobody may have mounted the control groups.
mount_cgroups() {
    local groups=/sys/fs/cgroup names
    if [ -e $groups/cgroup.controllers ] || [ -d $groups/memory ]; then return; fi
    if [ -z "$(awk '!/^#/ && $2 != 0' /proc/cgroups)" ]; then
        mount -t cgroup2 cgroup2 $groups
        return
    fi
    # The kernel has them in the old form; those that share a hierarchy must be mounted together.
    mount -t tmpfs -o mode=755 cgroup $groups
    awk '!/^#/ && $4 == 1 { key = $2 ? $2 : $1; all[key] = all[key] (all[key] ? "," : "") $1 }
        END { for (key in all) print key, all[key] }' /proc/cgroups |
        while read -r _ names; do
            mkdir -p "$groups/$names"
            mount -t cgroup -o "$names" cgroup "$groups/$names" || rmdir "$groups/$names"
        done
}

# Stops the engine that start_engine started, and no other.
stop_engine() {
    local pid
    case $(cat "$engine_state/how" 2>/dev/null) in
        systemd) systemctl stop docker docker.socket && say "stopped the Docker engine" ;;
        dockerd)
            pid=$(cat "$engine_state/pid")
            if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q "^[^ ]*dockerd .*$engine_label"; then
                say "stopping the Docker engine (dockerd, process $pid)"
                kill "$pid"
                while [ -e "/proc/$pid/exe" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q .; do
                    sleep 0.2
                done
            else
                say "the Docker engine that ./run started is gone already"
            fi
            ;;
        *) say "no Docker engine was started by ./run" ;;
    esac
    rm -rf "$engine_state"
}

# --- packages ------------------------------------------------------------------------------------------------------

# Packages are installed by root on Debian, nowhere else.
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && grep -qs '^ID=debian' /etc/os-release; }

install_packages() { # WHAT PACKAGE...
    local what=$1
    shift
    may_install || give_up "$what is missing. Install it (on Debian: apt-get install $*), then start again."
    refresh_package_lists
    say "installing $what: apt-get install $*"
    wait_for env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        install --no-install-recommends "$@" || give_up "could not install $*; see $install_log"
    hash -r
}

refresh_package_lists() {
    if [ -z "${lists_are_fresh:-}" ]; then
        say "reading the package lists: apt-get update"
        wait_for apt-get -q -o DPkg::Lock::Timeout=300 update || give_up "apt-get update failed; see $install_log"
        lists_are_fresh=yes
    fi
}

candidate() { LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: \(.*\)/\1/p' | grep -v '(none)'; }

has_candidate() {
    refresh_package_lists
    [ -n "$(candidate "$1")" ]
}

# Whether the second version is at least the first. Nothing is older than everything.
at_least() { [ -n "$2" ] && [ "$(printf '%s\n%s\n' "$1" "${2#*:}" | sort -V | head -n 1)" = "$1" ]; }

# Runs a command that may take minutes, its output in the log, and says every ten seconds that it still runs.
wait_for() {
    local pid started=$SECONDS next=10
    printf '\n$ %s\n' "$*" >>"$install_log"
    "$@" </dev/null >>"$install_log" 2>&1 &
    pid=$!
    while kill -0 $pid 2>/dev/null; do
        sleep 0.2
        if [ $((SECONDS - started)) -ge $next ]; then
            say "  … $next s"
            next=$((next + 10))
        fi
    done
    wait $pid
}
