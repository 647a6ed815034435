#!/bin/sh
# build.sh DIRECTORY: compiles gate and broom into DIRECTORY, for x86-64 and aarch64: one of them for this machine, the
# other with Debian's cross compiler if it is there (a worker without it knows engines like its own machine only).
# The same sources and compiler give the same bytes: no build id, no paths, no times.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
out=$1
own=$(uname -m)
case $own in
x86_64 | amd64) own=x86_64 other=aarch64 ;;
aarch64 | arm64) own=aarch64 other=x86_64 ;;
*)
    echo "build.sh: gate and broom are written for x86_64 and aarch64, this is $own" >&2
    exit 2
    ;;
esac

compile() { # ARCHITECTURE COMPILER
    case $1 in
    x86_64) flags="-fcf-protection=none" ;;
    aarch64) flags="-mbranch-protection=none -mno-outline-atomics" ;;
    esac
    for program in gate broom; do
        # shellcheck disable=SC2086
        (cd "$here" && "$2" -std=c17 -Os -Wall -Wextra -Werror -static -nostdlib -ffreestanding -fno-builtin \
            -fno-tree-loop-distribute-patterns -fno-stack-protector -fno-asynchronous-unwind-tables -fno-pie -no-pie \
            -fno-ident $flags -Wl,--build-id=none,-z,noseparate-code,-z,norelro,-z,noexecstack -s \
            -o "$out/$program-$1" "$program.c")
    done
}

command -v "${CC:-gcc}" >/dev/null 2>&1 || {
    echo "build.sh: no C compiler '${CC:-gcc}': install gcc (Debian: apt-get install gcc)" >&2
    exit 2
}
mkdir -p "$out"
compile "$own" "${CC:-gcc}"
cross=$other-linux-gnu-gcc
if command -v "$cross" >/dev/null 2>&1; then compile "$other" "$cross"; fi
