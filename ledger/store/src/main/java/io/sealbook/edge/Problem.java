package io.sealbook.edge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * An answer that says no, as RFC 9457 has it: what is wrong, which field and which rule, never a value. Nothing was
 * changed by the request.
 */
public final class Problem extends RuntimeException {
    private final HttpStatus status;
    private final String code;
    private final String title;
    private final transient List<Field> fields = new ArrayList<>();
    private final transient Map<String, Object> properties = new LinkedHashMap<>();
    private final transient HttpHeaders headers = new HttpHeaders();

    private Problem(HttpStatus status, String code, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.title = title;
    }

    /** Which part of the request broke which rule; the pointer is RFC 6901 for a body, a name for a parameter. */
    public record Field(String pointer, String rule) {}

    public static Problem of(HttpStatus status, String code, String title, String detail) {
        return new Problem(status, code, title, detail);
    }

    public static Problem badRequest(String pointer, String rule) {
        return of(HttpStatus.BAD_REQUEST, "invalid-request", "The request is not valid", "One field breaks a rule.")
                .field(pointer, rule);
    }

    public static Problem notFound() {
        return of(HttpStatus.NOT_FOUND, "not-found", "There is no such thing", "Nothing of this name is known here.");
    }

    public static Problem conflict(String code, String detail) {
        return of(HttpStatus.CONFLICT, code, "The request does not fit the present state", detail);
    }

    public static Problem gone(String code, String detail) {
        return of(HttpStatus.GONE, code, "It is gone", detail);
    }

    public static Problem preconditionFailed(String detail) {
        return of(HttpStatus.PRECONDITION_FAILED, "precondition-failed", "It has changed in the meantime", detail);
    }

    public static Problem unavailable(String code, String detail, Duration retryAfter) {
        Problem problem = of(HttpStatus.SERVICE_UNAVAILABLE, code, "Try again in a moment", detail);
        problem.headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
        return problem;
    }

    public Problem field(String pointer, String rule) {
        fields.add(new Field(pointer, rule));
        return this;
    }

    public Problem with(String property, @Nullable Object value) {
        if (value != null) {
            properties.put(property, value);
        }
        return this;
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public List<Field> fields() {
        return List.copyOf(fields);
    }

    HttpHeaders headers() {
        return headers;
    }

    /** The members of the problem, in the order that people read them. */
    Map<String, Object> body(@Nullable String requestId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:sealbook:problem:" + code);
        body.put("title", title);
        body.put("status", status.value());
        body.put("detail", String.valueOf(getMessage()));
        body.put("code", code);
        if (requestId != null) {
            body.put("requestId", requestId);
        }
        if (!fields.isEmpty()) {
            body.put("errors", List.copyOf(fields));
        }
        body.putAll(properties);
        return body;
    }
}
