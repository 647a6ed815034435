package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.http.Delivery;
import io.sealbook.api.http.IssueToken;
import io.sealbook.api.http.IssuedToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The bootstrap tokens of the ledger double, each good for one delivery. Its monitor guards all but their number. */
final class TokenBook {
    private final OrderBook orders;
    private final Map<DeploymentId, OrderBook.Value> credentials = new HashMap<>();
    private final Map<String, IssueToken> live = new HashMap<>();
    private final Map<String, String> spent = new HashMap<>();
    private final Map<String, Reply> answers = new HashMap<>();
    private final AtomicInteger issued = new AtomicInteger();

    TokenBook(OrderBook orders) {
        this.orders = orders;
    }

    int issued() {
        return issued.get();
    }

    /** What tokens for the image of this deployment open. */
    void openWithImage(DeploymentId id, String access) {
        credentials.put(id, new OrderBook.Value("test/registry", access.getBytes(StandardCharsets.UTF_8), 1));
    }

    Reply issue(IssueToken request) {
        if (!orders.isKnown(request.deployment())) {
            return Reply.empty(404);
        }
        TokenId id = new TokenId(String.format(Locale.ROOT, "%016d", issued.incrementAndGet()));
        String token = "sbt_" + id + "_" + LedgerDouble.TOKEN;
        live.put(token, request);
        return Reply.json(
                201, new IssuedToken(id, Sensitive.of(token), Instant.now().plusSeconds(60)));
    }

    /** The delivery, once; whoever repeats the nonce gets the same answer again. */
    Reply consume(String token, String nonce) {
        if (nonce.equals(spent.get(token))) {
            return Objects.requireNonNull(answers.get(token));
        }
        IssueToken wish = live.remove(token);
        if (wish == null) {
            return Reply.empty(410);
        }
        spent.put(token, nonce);
        Delivery delivery = delivery(wish);
        Reply answer = Reply.json(200, delivery);
        if (wish.sealTo() != null) {
            byte[] lines = answer.asLines().body();
            answer = Reply.json(200, Sealing.seal(delivery.deployment(), delivery.generation(), lines, wish.sealTo()));
        }
        answers.put(token, answer);
        return answer;
    }

    private Delivery delivery(IssueToken wish) {
        DeploymentId id = wish.deployment();
        int generation = orders.current(id).generation();
        if (wish.purpose() == TokenEvent.Purpose.IMAGE) {
            OrderBook.Value value = Objects.requireNonNull(credentials.get(id));
            return new Delivery(id, generation, List.of(file("image", "0400", value)));
        }
        return new Delivery(
                id,
                generation,
                orders.current(id).files().stream()
                        .map(file -> file(file.file(), file.mode(), orders.value(id, file.file())))
                        .toList());
    }

    private static Delivery.File file(String name, String mode, OrderBook.Value value) {
        return new Delivery.File(
                name,
                mode,
                Sensitive.of(Base64.getEncoder().encodeToString(value.bytes())),
                new SecretPath(value.path()),
                value.version());
    }
}
