package io.sealbook.server.command;

/**
 * The answer to a command, after its commit.
 *
 * @param position of the last event that it appended, or that the repeated request had appended; where nothing was to
 *     be appended, of the last event that the decision knew
 * @param appended whether that event is the command's own
 */
public record Receipt<R>(R answer, long position, boolean appended) {}
