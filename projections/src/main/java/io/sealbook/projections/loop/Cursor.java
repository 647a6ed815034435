package io.sealbook.projections.loop;

import io.sealbook.edge.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the next page of a list begins. Opaque to clients; it holds nothing that the page before did not show. */
public final class Cursor {
    private static final String RULE = "is a cursor from the page before, unchanged";

    private Cursor() {}

    public static String after(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(("1:" + last).getBytes(StandardCharsets.UTF_8));
    }

    /** What the cursor was made of, as {@code form} reads it; one that was made by somebody else is a bad request. */
    public static <T> @Nullable T read(@Nullable String cursor, Function<String, T> form) {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith("1:")) {
                return form.apply(text.substring(2));
            }
        } catch (IllegalArgumentException _) {
            // Told below, in the same words.
        }
        throw Problem.badRequest("cursor", RULE);
    }
}
