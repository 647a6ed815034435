package io.sealbook.projections.page;

import io.sealbook.edge.Problem;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Serves the page under {@code /ui/}, same-origin with what it reads. Its policy allows its own files and nothing else:
 * no inline script, no other host, no frame.
 */
public final class PageRoutes {
    // The two styles that React Aria adds by itself; the hashes change with the library, and a test reads the built
    // page.
    static final String PRESSABLE_STYLE = "sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o=";
    static final String OVERSCROLL_STYLE = "sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg=";

    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' '" + PRESSABLE_STYLE + "' '"
            + OVERSCROLL_STYLE + "'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    private static final String ROOT = "/ui/";
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final PageFiles files;

    private PageRoutes(PageFiles files) {
        this.files = files;
    }

    public static RouterFunction<ServerResponse> routes() {
        PageRoutes page = new PageRoutes(PageFiles.ofClassPath());
        return RouterFunctions.route(reads("/"), _ -> redirect())
                .andRoute(reads("/ui"), _ -> redirect())
                .andRoute(reads(ROOT + "**"), page::file);
    }

    private static RequestPredicate reads(String pattern) {
        return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path(pattern));
    }

    private static Mono<ServerResponse> redirect() {
        return ServerResponse.temporaryRedirect(URI.create(ROOT)).build();
    }

    private Mono<ServerResponse> file(ServerRequest request) {
        PageFiles.File file =
                files.find(request.path().substring(ROOT.length())).orElseThrow(Problem::notFound);
        return ServerResponse.ok()
                .contentType(file.type())
                .cacheControl(
                        file.isLasting()
                                ? CacheControl.maxAge(FOR_EVER).cachePublic().immutable()
                                : CacheControl.noCache())
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .bodyValue(file.content());
    }
}
