package io.sealbook.worker.place;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What lies whole in a container's memory: the files that it reads, and beside them those that a refresh brings next, or
 * those that it read before as long as the new ones have not proved themselves.
 */
public record Held(Contents current, @Nullable Contents beside) {
    public Optional<Contents> other() {
        return Optional.ofNullable(beside);
    }

    /** After the two have changed places. */
    public Held swapped() {
        return other().map(other -> new Held(other, current)).orElse(this);
    }

    /** After what is not read is gone. */
    public Held cleared() {
        return new Held(current, null);
    }
}
