#!/bin/sh
# build.sh DIRECTORY: compiles gate, broom and agent into DIRECTORY, for x86-64 and aarch64: one of them for this
# machine, the other with Debian's cross compiler if it is there (a worker without it knows engines like its own machine
# only), and its agent only with Debian's static libraries for it, which infra/provision.sh lays below the cache.
# The same sources, compiler and libraries give the same bytes: no build id, no paths, no times.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
out=$1
own=$(uname -m)
case $own in
x86_64 | amd64) own=x86_64 other=aarch64 ;;
aarch64 | arm64) own=aarch64 other=x86_64 ;;
*)
    echo "build.sh: gate, broom and agent are written for x86_64 and aarch64, this is $own" >&2
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

# The linker warns that looking up names may need shared libraries; for hosts and DNS glibc needs none since 2.34.
compile_agent() { # ARCHITECTURE COMPILER [OPTION...]
    architecture=$1
    shift
    (cd "$here/agent" && "$@" -std=c17 -D_GNU_SOURCE -Os -Wall -Wextra -Werror -static-pie -fPIE \
        -fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffunction-sections -fdata-sections -fno-ident \
        -Wl,--gc-sections,--build-id=none,-z,relro,-z,now,-z,noexecstack,--no-warnings -s \
        -o "$out/agent-$architecture" ./*.c -lssl -lcrypto)
}

command -v "${CC:-gcc}" >/dev/null 2>&1 || {
    echo "build.sh: no C compiler '${CC:-gcc}': install gcc (Debian: apt-get install gcc)" >&2
    exit 2
}
echo '#include <openssl/ssl.h>' | "${CC:-gcc}" -x c -E - >/dev/null 2>&1 || {
    echo "build.sh: no OpenSSL to link with: install it (Debian: apt-get install libssl-dev)" >&2
    exit 2
}
mkdir -p "$out"
compile "$own" "${CC:-gcc}"
compile_agent "$own" "${CC:-gcc}"
cross=$other-linux-gnu-gcc
libraries=${XDG_CACHE_HOME:-$HOME/.cache}/sealbook/$other
if command -v "$cross" >/dev/null 2>&1; then
    compile "$other" "$cross"
    if [ -e "$libraries/complete" ]; then compile_agent "$other" "$cross" "--sysroot=$libraries"; fi
fi
