package io.sealbook.worker.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A processor that our programs are built for, and what runs them here: the machine itself, or qemu in its place. */
enum Processor {
    X86_64("amd64"),
    AARCH64("aarch64");

    private static final String EMULATOR = "qemu-aarch64-static";

    private final String architecture;

    Processor(String architecture) {
        this.architecture = architecture;
    }

    /** The machine's own, and aarch64 everywhere. */
    static Stream<Processor> thatRunHere() {
        return Stream.of(values()).filter(processor -> processor.isOwn() || processor == AARCH64);
    }

    private boolean isOwn() {
        return architecture.equals(System.getProperty("os.arch"));
    }

    /** Lays the program, as it is in the jar, into the directory. What it returns starts it, before its arguments. */
    List<String> unpack(Program program, Path directory) throws IOException {
        byte[] content = program.forArchitecture(architecture)
                .orElseThrow(() -> new IllegalStateException("the build made no " + program + " for " + architecture));
        Path file = Files.write(directory.resolve(program.name()), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return start(file);
    }

    /** What starts a program that was built for this processor, before its arguments. */
    List<String> start(Path program) {
        return isOwn() ? List.of(program.toString()) : List.of(emulator(), program.toString());
    }

    // By its name, never through what the kernel may know of other processors: that differs between machines.
    private static String emulator() {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, EMULATOR))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no " + EMULATOR + ": let ./test install Debian's qemu-user-static, and test again"));
    }

    /** A compiler for static programs, with the libraries that the worker's own are linked with. */
    List<String> compiler() {
        return isOwn()
                ? List.of("gcc", "-static")
                : List.of("aarch64-linux-gnu-gcc", "-static", "--sysroot=" + libraries());
    }

    // Where infra/provision.sh lays them.
    private static Path libraries() {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        return Path.of(cache, "sealbook/aarch64");
    }
}
