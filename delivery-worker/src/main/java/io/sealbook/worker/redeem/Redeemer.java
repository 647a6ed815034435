package io.sealbook.worker.redeem;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.http.IssueToken;
import io.sealbook.api.http.IssuedToken;
import io.sealbook.worker.line.Answer;
import io.sealbook.worker.line.LedgerLine;
import io.sealbook.worker.line.LedgerUnavailable;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;

/**
 * Issues a token for a deployment and consumes it at once, so that every reading by a worker is two events in the
 * ledger. A lost answer is asked for again with the same nonce while the ledger still repeats it; that is no replay.
 */
public final class Redeemer {
    private static final Duration LIFE = Duration.ofSeconds(60);
    // Long enough for a container to start and ask.
    private static final Duration LIFE_ELSEWHERE = Duration.ofMinutes(2);
    // The ledger repeats an answer for 30 s; a request that starts later than this might come after them.
    private static final Duration REPEATS = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final LedgerLine line;
    private final SecureRandom random = new SecureRandom();

    public Redeemer(LedgerLine line) {
        this.line = line;
    }

    /** The files of the deployment. */
    public Redeemed redeem(DeploymentId deployment) {
        return redeem(new IssueToken(deployment, LIFE, null));
    }

    /** What a token of this purpose opens. */
    public Redeemed redeem(DeploymentId deployment, TokenEvent.Purpose purpose) {
        return redeem(new IssueToken(deployment, LIFE, null, purpose, null));
    }

    private Redeemed redeem(IssueToken wish) {
        return switch (issue(wish)) {
            case Issued.Refused(String problem) -> new Redeemed.Refused(problem);
            case Issued.Token token -> {
                try (token) {
                    yield consume(token);
                }
            }
        };
    }

    /** A token for a container that consumes it itself. Its time runs from now on. */
    public Issued issue(DeploymentId deployment) {
        return issue(new IssueToken(deployment, LIFE_ELSEWHERE, null));
    }

    /** A token whose answer only the holder of this key can open, whoever presents it. */
    public Issued issueFor(DeploymentId deployment, String key) {
        return issue(new IssueToken(deployment, LIFE_ELSEWHERE, null, null, key));
    }

    private Issued issue(IssueToken wish) {
        try (Answer answer = line.tell("/v1/bootstrap-tokens", wish)) {
            return switch (answer.status()) {
                case 201 -> new Issued.Token(token(answer.as(IssuedToken.class)));
                case 403, 404, 409, 410, 422 ->
                    new Issued.Refused("the ledger issues no token for this deployment (status " + answer.status()
                            + "): the trail says why");
                default -> throw answer.unexpected("the request for a token");
            };
        }
    }

    @HandlesPlaintext("the token becomes the body of the request that spends it")
    private Redeemed consume(Issued.Token token) {
        return token.token().use(this::consume);
    }

    private Redeemed consume(byte[] token) {
        byte[] fresh = new byte[16];
        random.nextBytes(fresh);
        String nonce = HexFormat.of().formatHex(fresh);
        long started = System.nanoTime();
        while (true) {
            try {
                return consume(token, nonce);
            } catch (LedgerUnavailable lost) {
                boolean late = System.nanoTime() - started > REPEATS.toNanos();
                if (late || Thread.currentThread().isInterrupted()) {
                    throw lost;
                }
                LockSupport.parkNanos(lost.retryAfter()
                        .filter(wait -> wait.compareTo(REPEATS) < 0)
                        .orElse(PAUSE)
                        .toNanos());
            }
        }
    }

    private Redeemed consume(byte[] token, String nonce) {
        // The ledger has recorded the reading when this returns. A crash from here on loses the values, not the record:
        // the next attempt redeems a token of its own.
        try (Answer answer = line.present("/v1/bootstrap-tokens/consume", token, nonce)) {
            return switch (answer.status()) {
                case 200 -> new Redeemed.Revealed(DeliveryReader.read(answer.body()));
                case 410 -> new Redeemed.Refused("the ledger refused the worker's token: the trail says why");
                default -> throw answer.unexpected("the use of a token");
            };
        }
    }

    @HandlesPlaintext("the token leaves the answer that shows it once")
    private static Plaintext token(IssuedToken issued) {
        return Plaintext.owning(issued.token().reveal().getBytes(StandardCharsets.US_ASCII));
    }
}
