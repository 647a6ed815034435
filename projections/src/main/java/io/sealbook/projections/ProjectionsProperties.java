package io.sealbook.projections;

import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings under {@code sealbook.projections.}.
 *
 * @param ledgerUrl where the ledger takes requests; plain HTTP only on this machine
 * @param keyFile the service's own key, readable by its owner alone
 */
@ConfigurationProperties("sealbook.projections")
public record ProjectionsProperties(
        @DefaultValue("http://127.0.0.1:8420") URI ledgerUrl, Path keyFile) {}
