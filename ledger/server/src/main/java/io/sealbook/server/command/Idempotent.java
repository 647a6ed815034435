package io.sealbook.server.command;

import io.sealbook.access.Caller;
import io.sealbook.api.event.StreamName;
import io.sealbook.edge.Problem;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.store.Idempotency;
import io.sealbook.store.LedgerJson;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Reads the header {@code Idempotency-Key}: 1 to 128 visible ASCII characters, private to the caller's account. A key
 * is known by the first event of its request: a request that changed nothing leaves none, and is decided afresh.
 */
public final class Idempotent {
    public static final String HEADER = "Idempotency-Key";
    private static final Pattern FORM = Pattern.compile("[!-~]{1,128}");

    private final Pseudonyms pseudonyms;

    public Idempotent(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    /**
     * Absent without a key. {@code request} is whatever makes this request different from another, as JSON tells it, but
     * never a secret value: whoever holds the key of the fingerprint could guess at it for as long as the ledger lives.
     */
    public @Nullable Idempotency of(@Nullable String key, Caller caller, String route, @Nullable Object... request) {
        if (key == null) {
            return null;
        }
        if (!FORM.matcher(key).matches()) {
            throw Problem.badRequest(HEADER, "1 to 128 visible ASCII characters");
        }
        return new Idempotency(
                new StreamName("request", caller.account() + "/" + key),
                pseudonyms.ofRequest(route + "\n" + LedgerJson.mapper().writeValueAsString(request)));
    }

    /** The answer to a request that is not the one that its key belongs to. */
    public static Problem otherRequest() {
        return Problem.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "idempotency-key-reused",
                "This key belongs to another request",
                "An earlier request with this Idempotency-Key was different. Use a new key.");
    }
}
