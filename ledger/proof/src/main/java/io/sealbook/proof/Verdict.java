package io.sealbook.proof;

/** What a check found. Only {@link Proved} is good news. */
sealed interface Verdict {
    /** The claim holds; {@code what} says exactly which claim. */
    record Proved(String what) implements Verdict {}

    /** The claim is false. */
    record Disproved(String why) implements Verdict {}

    /** Nothing is known: what was given could not be read. */
    record Unchecked(String why) implements Verdict {}
}
