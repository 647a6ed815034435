package io.sealbook.server.secret;

import io.sealbook.api.event.Description;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Texts;
import java.util.regex.Pattern;

/** The rules that what is said about a secret must keep, so that it fits its leaf and every place that shows it. */
final class Descriptions {
    private static final int MAX_LABELS = 32;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._/-]{1,64}");

    private Descriptions() {}

    static Description check(Description description) {
        Texts.check("/contentType", description.contentType(), 128);
        Texts.check("/comment", description.comment(), 1000);
        Texts.check("/owner", description.owner(), 200);
        if (description.labels().size() > MAX_LABELS) {
            throw Problem.badRequest("/labels", "at most " + MAX_LABELS + " labels");
        }
        description.labels().forEach((name, value) -> {
            if (!LABEL.matcher(name).matches()) {
                throw Problem.badRequest("/labels", "a label's name is 1 to 64 letters, digits, '.', '_', '/' or '-'");
            }
            Texts.check("/labels", value, 256);
        });
        if (description.rotateEvery() != null
                && (description.rotateEvery().isNegative()
                        || description.rotateEvery().isZero())) {
            throw Problem.badRequest("/rotateEvery", "is longer than nothing");
        }
        return description;
    }
}
