package io.sealbook.server.log;

import java.nio.file.Path;

/**
 * Where a log is published and what it is called.
 *
 * @param origin the log's name, which its key bears, too; without spaces and plus signs
 * @param directory of the published tiles; shared by all replicas
 * @param lastCheckpoint the record of what was signed; shared by all replicas, never restored with the database
 * @param signingKey the file of the private key
 */
public record LogSettings(String origin, Path directory, Path lastCheckpoint, Path signingKey) {}
