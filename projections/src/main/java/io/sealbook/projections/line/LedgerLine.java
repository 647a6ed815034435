package io.sealbook.projections.line;

import io.sealbook.access.RefusalRecorder;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TokenId;
import io.sealbook.api.http.Reason;
import io.sealbook.api.http.RefusalReport;
import io.sealbook.api.http.StolenToken;
import io.sealbook.store.LedgerJson;
import io.sealbook.store.LedgerUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * Asks the ledger for what only it may append, with the service's own key. Each request has a deadline; one that was not
 * answered may be sent again, because each says who it is. Over plain HTTP it talks to this machine only.
 */
public final class LedgerLine implements RefusalRecorder, AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final URI url;
    private final KeyFile key;

    public LedgerLine(URI url, Path keyFile) {
        boolean plain = "http".equalsIgnoreCase(url.getScheme());
        if (url.getHost() == null || !(plain || "https".equalsIgnoreCase(url.getScheme()))) {
            throw new IllegalArgumentException("the ledger's url is http://127.0.0.1:port or https://host[:port]");
        }
        if (plain && !LOOPBACK.matcher(url.getHost()).matches()) {
            throw new IllegalArgumentException("the ledger is on another machine (" + url.getHost()
                    + "), so its url must be https: a key would travel in the clear");
        }
        this.url = url;
        this.key = new KeyFile(keyFile);
    }

    /**
     * Asks for a new generation of the deployment; the ledger grants one for all requests with the same
     * {@code idempotencyKey}. Tells whether it did; false if the deployment is in no state for it.
     */
    public boolean redeploy(DeploymentId deployment, Reason reason, String idempotencyKey) {
        int status = post("/v1/deployments/" + deployment + "/redeploy", reason, idempotencyKey);
        return switch (status) {
            case 200, 202 -> true;
            case 404, 409, 422 -> false;
            default -> throw unexpected("a redeployment", status);
        };
    }

    /**
     * Asks that the deployment does about the stolen token what its policy says; the ledger does it once. False if the
     * ledger takes the request for wrong.
     */
    public boolean respond(DeploymentId deployment, TokenId stolen, String idempotencyKey) {
        int status = post("/v1/deployments/" + deployment + "/thefts", new StolenToken(stolen), idempotencyKey);
        return switch (status) {
            case 204 -> true;
            case 400, 404, 409, 422 -> false;
            default -> throw unexpected("a theft", status);
        };
    }

    /** Returns when the refusal is in the ledger. */
    @Override
    public void record(RefusalReport refusal) {
        int status = post("/v1/refusals", refusal, UUID.randomUUID().toString());
        if (status != 204) {
            throw unexpected("a refusal", status);
        }
    }

    private int post(String path, Object body, String idempotencyKey) {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(DEADLINE)
                .header("Authorization", key.authorization())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofByteArray(LedgerJson.mapper().writeValueAsBytes(body)))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException("interrupted while asking the ledger", e);
        } catch (IOException e) {
            throw new LedgerUnavailableException("the ledger at " + url + " does not answer", e);
        }
    }

    private static LedgerUnavailableException unexpected(String asked, int status) {
        return new LedgerUnavailableException("the ledger answered " + asked + " with status " + status);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
