#!/bin/sh
# build.sh DIRECTORY: compiles gate and broom into DIRECTORY for this machine's architecture, or for ARCH with CC.
# The same sources and compiler give the same bytes: no build id, no paths, no times.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
out=$1
arch=${ARCH:-$(uname -m)}
cc=${CC:-gcc}
command -v "$cc" >/dev/null 2>&1 || {
    echo "build.sh: no C compiler '$cc': install gcc (Debian: apt-get install gcc)" >&2
    exit 2
}
case $arch in
x86_64 | amd64) arch=x86_64 flags="-fcf-protection=none" ;;
aarch64 | arm64) arch=aarch64 flags="-mbranch-protection=none -mno-outline-atomics" ;;
*)
    echo "build.sh: the gate is written for x86_64 and aarch64, this is $arch" >&2
    exit 2
    ;;
esac
mkdir -p "$out"
for program in gate broom; do
    # shellcheck disable=SC2086
    (cd "$here" && "$cc" -std=c17 -Os -Wall -Wextra -Werror -static -nostdlib -ffreestanding -fno-builtin \
        -fno-tree-loop-distribute-patterns -fno-stack-protector -fno-asynchronous-unwind-tables -fno-pie -no-pie \
        -fno-ident $flags -Wl,--build-id=none,-z,noseparate-code,-z,norelro,-z,noexecstack -s \
        -o "$out/$program-$arch" "$program.c")
done
