package io.sealbook.server.token;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.api.http.Delivery;
import io.sealbook.server.token.TokenCommand.Grant;
import io.sealbook.server.token.TokenCommand.Redemption.Granted;
import io.sealbook.store.SealedValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Opens what a redemption granted, in one of the forms of an answer. The readings must have committed before. */
final class Deliveries {
    private static final String DEFAULT_MODE = "0400";

    private final SealedValues sealed;

    Deliveries(SealedValues sealed) {
        this.sealed = sealed;
    }

    @HandlesPlaintext("puts recorded readings into the delivery that the token asked for")
    Delivery files(Granted granted) {
        List<Delivery.File> files = new ArrayList<>();
        for (Grant grant : granted.grants()) {
            try (Plaintext plaintext = sealed.open(grant.event())) {
                Sensitive base64 =
                        plaintext.use(bytes -> Sensitive.of(Base64.getEncoder().encodeToString(bytes)));
                files.add(new Delivery.File(
                        grant.binding().file(),
                        mode(grant),
                        base64,
                        grant.binding().path(),
                        grant.version()));
            }
        }
        return new Delivery(granted.deployment(), granted.generation(), files);
    }

    /**
     * The files as lines, for shells: {@code name mode base64} for each, then {@code #end} and their number, so that a
     * reader knows an answer that was cut off. No name begins with {@code #}, and no field has a space in it.
     */
    @HandlesPlaintext("puts recorded readings into the lines that the token asked for")
    Plaintext lines(Granted granted) {
        List<byte[]> parts = new ArrayList<>();
        try {
            for (Grant grant : granted.grants()) {
                parts.add(ascii(grant.binding().file() + " " + mode(grant) + " "));
                try (Plaintext plaintext = sealed.open(grant.event())) {
                    parts.add(plaintext.use(Base64.getEncoder()::encode));
                }
                parts.add(ascii("\n"));
            }
            parts.add(ascii("#end " + granted.grants().size() + "\n"));
            ByteBuffer lines = ByteBuffer.allocate(
                    parts.stream().mapToInt(part -> part.length).sum());
            parts.forEach(lines::put);
            return Plaintext.owning(lines.array());
        } finally {
            parts.forEach(part -> Arrays.fill(part, (byte) 0));
        }
    }

    private static String mode(Grant grant) {
        return grant.binding().mode() == null ? DEFAULT_MODE : grant.binding().mode();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
