package io.sealbook.worker.line;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the ledger, each with a deadline. Over plain HTTP it talks to this machine only, because tokens and
 * secrets travel here. Answers that no caller could do anything about (401, 429, 5xx, no answer) become
 * {@link LedgerUnavailable}.
 */
public final class LedgerLine implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");
    private static final int LARGEST_WAIT_SECONDS = 3600;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final URI url;
    private final KeyFile key;

    public LedgerLine(URI url, KeyFile key) {
        boolean plain = "http".equalsIgnoreCase(url.getScheme());
        if (url.getHost() == null || !(plain || "https".equalsIgnoreCase(url.getScheme()))) {
            throw new IllegalArgumentException("the ledger's url is http://127.0.0.1:port or https://host[:port]");
        }
        if (plain && !LOOPBACK.matcher(url.getHost()).matches()) {
            throw new IllegalArgumentException("the ledger is on another machine (" + url.getHost()
                    + "), so its url must be https: tokens and secrets would travel in the clear");
        }
        this.url = url;
        this.key = key;
    }

    /** GET with the worker's key; {@code wait} is how long the ledger may hold the request. */
    public Answer ask(String path, Duration wait) {
        return send(request(path).timeout(wait.plus(DEADLINE)).header("Authorization", key.authorization()));
    }

    /** POST of a JSON body with the worker's key. */
    public Answer tell(String path, Object body) {
        return send(request(path)
                .header("Authorization", key.authorization())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body))));
    }

    /** POST without a body, with the worker's key. */
    public Answer tell(String path) {
        return send(request(path).header("Authorization", key.authorization()).POST(BodyPublishers.noBody()));
    }

    /** DELETE with the worker's key. */
    public Answer withdraw(String path) {
        return send(request(path).header("Authorization", key.authorization()).DELETE());
    }

    /** POST of a bootstrap token, which is identity enough, as the body. */
    public Answer present(String path, byte[] token, String nonce) {
        return send(request(path)
                .header("Content-Type", "text/plain")
                .header("Sealbook-Nonce", nonce)
                .POST(BodyPublishers.ofByteArray(token)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path)).timeout(DEADLINE).header("Accept", "application/json");
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            Answer answer = new Answer(response.statusCode(), response.body());
            @Nullable String sentence = unavailable(answer.status());
            if (sentence != null) {
                answer.close();
                throw new LedgerUnavailable(sentence, retryAfter(response).orElse(null), null);
            }
            return answer;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailable("interrupted while asking the ledger");
        } catch (IOException unreachable) {
            throw new LedgerUnavailable("the ledger at " + url + " does not answer", null, unreachable);
        }
    }

    private static @Nullable String unavailable(int status) {
        if (status == 401) {
            return "the ledger does not accept the worker's key (401): it is unknown, expired or revoked";
        }
        if (status == 429 || status >= 500) {
            return "the ledger cannot answer now (" + status + ")";
        }
        return null;
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Math.min(Integer.parseInt(value), LARGEST_WAIT_SECONDS)));
    }

    /** Ends every request in flight. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
