package io.sealbook.projections;

import io.sealbook.store.DatabaseLogin;
import java.nio.file.Path;

/**
 * What the projections stand on: the ledger that they follow, the database under their own role, and the directory with
 * the metadata key, which is the only key that they need.
 */
public record Ground(String ledger, DatabaseLogin database, Path keyring) {}
