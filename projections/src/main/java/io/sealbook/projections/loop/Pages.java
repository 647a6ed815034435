package io.sealbook.projections.loop;

import io.sealbook.api.http.Page;
import io.sealbook.edge.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.UriComponentsBuilder;

/** What all lists and read models have in common at the edge: limits, the link to the next page, waiting for a position. */
public final class Pages {
    public static final int MOST = 500;

    private static final int USUAL = 100;
    private static final Duration WAIT_AT_MOST = Duration.ofSeconds(2);

    private Pages() {}

    public static int limit(@Nullable Integer asked) {
        if (asked == null) {
            return USUAL;
        }
        if (asked < 1 || asked > MOST) {
            throw Problem.badRequest("limit", "is a number from 1 to " + MOST);
        }
        return asked;
    }

    /** The page, with a link (RFC 8288) to the next one if there is one. */
    public static <T> ResponseEntity<Page<T>> answer(Page<T> page, ServerHttpRequest request) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (page.next() != null) {
            String next = UriComponentsBuilder.newInstance()
                    .path(request.getURI().getRawPath())
                    .query(request.getURI().getRawQuery())
                    .replaceQueryParam("cursor", page.next())
                    .build(true)
                    .toUriString();
            answer.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return answer.body(page);
    }

    /** Goes on when the projection shows the event at this position, which it is given two seconds for. */
    public static void awaitPosition(Progress progress, String projection, @Nullable Long position) {
        if (position == null) {
            return;
        }
        if (position < 0) {
            throw Problem.badRequest("atLeast", "is a position: a number from 0");
        }
        try {
            if (progress.awaitMoreThan(projection, position, WAIT_AT_MOST)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Problem.unavailable(
                "read-model-behind", "The read model does not show this position yet.", Duration.ofSeconds(1));
    }
}
