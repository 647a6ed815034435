package io.sealbook.standalone.postgres;

import io.sealbook.api.Sensitive;

/** Where a database is, and who owns it: what the services need to prepare it and to log in. */
public record DatabaseAddress(String host, int port, String database, String ownerUser, Sensitive ownerPassword) {}
