package io.sealbook.projections.loop;

import org.jspecify.annotations.Nullable;

/**
 * How far a projection is: the position of the last event that it shows, how many committed events it does not show yet,
 * and, while it is being rebuilt, the position that the rebuild has reached.
 */
public record ProjectionAnswer(
        String name, long position, long lag, @Nullable Long rebuilt) {}
