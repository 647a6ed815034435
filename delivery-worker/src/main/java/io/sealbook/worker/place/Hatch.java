package io.sealbook.worker.place;

import java.util.Optional;

/** A way into memory on the engine's host, for archives and single files. */
interface Hatch extends AutoCloseable {
    /** Unpacks an archive below a directory. */
    void put(String directory, Tar tar);

    /** The bytes of a file; empty when there is none. */
    Optional<byte[]> read(String file);

    /** Removes what the way leads through, not the memory. */
    @Override
    void close();
}
