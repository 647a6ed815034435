package io.sealbook.worker.redeem;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.worker.line.Json;
import io.sealbook.worker.line.LedgerUnavailable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads {@link io.sealbook.api.http.Delivery} token by token. Values go from the answer's bytes straight into bytes that
 * we can wipe; a String of them would stay in memory until the collector pleases.
 */
final class DeliveryReader {
    private DeliveryReader() {}

    static Delivered read(byte[] json) {
        List<Delivered.File> files = new ArrayList<>();
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            return delivery(parser, files);
        } catch (JacksonException | IllegalArgumentException malformed) {
            files.forEach(file -> file.content().close());
            // The message may quote the value that could not be read.
            throw new LedgerUnavailable("the ledger's answer is no delivery ("
                    + malformed.getClass().getSimpleName() + ")");
        }
    }

    private static Delivered delivery(JsonParser parser, List<Delivered.File> files) {
        @Nullable DeploymentId deployment = null;
        int generation = -1;
        expect(parser.nextToken(), JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "deployment" -> deployment = new DeploymentId(parser.getString());
                case "generation" -> generation = parser.getIntValue();
                case "secrets" -> {
                    expect(value, JsonToken.START_ARRAY);
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        files.add(file(parser));
                    }
                }
                default -> parser.skipChildren();
            }
        }
        if (deployment == null || generation < 0) {
            throw new IllegalArgumentException("a delivery names its deployment and generation");
        }
        return new Delivered(deployment, generation, files);
    }

    @HandlesPlaintext("decodes a delivered value from the answer into bytes that are wiped")
    private static Delivered.File file(JsonParser parser) {
        @Nullable String name = null;
        @Nullable String mode = null;
        @Nullable SecretPath path = null;
        int version = -1;
        @Nullable Plaintext content = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "name" -> name = parser.getString();
                case "mode" -> mode = parser.getString();
                case "path" -> path = new SecretPath(parser.getString());
                case "version" -> version = parser.getIntValue();
                case "valueBase64" -> content = Plaintext.owning(parser.getBinaryValue());
                default -> parser.skipChildren();
            }
        }
        if (name == null || mode == null || path == null || version < 0 || content == null) {
            if (content != null) {
                content.close();
            }
            throw new IllegalArgumentException("a delivered file has name, mode, path, version and value");
        }
        return new Delivered.File(name, mode, new VersionedPath(path, version), content);
    }

    private static void expect(@Nullable JsonToken seen, JsonToken wanted) {
        if (seen != wanted) {
            throw new IllegalArgumentException("expected " + wanted);
        }
    }
}
