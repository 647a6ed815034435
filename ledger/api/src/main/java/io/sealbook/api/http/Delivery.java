package io.sealbook.api.http;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.Sensitive;
import java.util.List;

/** What a consumed token reveals: the files of one generation of one deployment. */
public record Delivery(DeploymentId deployment, int generation, List<File> secrets) implements DeliveryAnswer {
    public Delivery {
        secrets = List.copyOf(secrets);
    }

    /** One file: its name, its mode as four octal digits, and its bytes. */
    public record File(String name, String mode, Sensitive valueBase64, SecretPath path, int version) {}
}
