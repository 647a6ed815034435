package io.sealbook.worker.place;

/** How far the making of a container came before any secret was asked for. */
public sealed interface Begun permits Begun.Objection, Begun.ImageMissing, Begun.Complete, HalfMade, Tended {
    /** It cannot be made as ordered; the sentence is for the report. Nothing is left behind but what labels find. */
    record Objection(String problem) implements Begun {}

    /** Nothing is wrong with the order but that the engine has not got its image. */
    record ImageMissing() implements Begun {}

    /** It lacks nothing: once it is started it fetches its secrets itself, with the token that it is handed then. */
    record Complete() implements Begun {}
}
