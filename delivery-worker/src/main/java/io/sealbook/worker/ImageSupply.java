package io.sealbook.worker;

import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.RegistryUser;
import io.sealbook.worker.redeem.Delivered;
import io.sealbook.worker.redeem.Redeemed;
import io.sealbook.worker.redeem.Redeemer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets the image of an order that the engine does not have, by its digest alone. With credentials it redeems a token that
 * opens them and nothing else; without any it pulls only where the worker's settings let it.
 */
final class ImageSupply {
    private final Engine engine;
    private final Redeemer redeemer;
    private final boolean anonymous;

    ImageSupply(Engine engine, Redeemer redeemer, boolean anonymous) {
        this.engine = engine;
        this.redeemer = redeemer;
        this.anonymous = anonymous;
    }

    /** Why the image is not on the engine afterwards; empty when it is. */
    Optional<String> fetch(Orders.Order order) {
        if (!order.image().contains("@")) {
            return Optional.of("the image " + order.image()
                    + " is not on the engine, and only its registry's name for it (name@sha256:...) can be pulled");
        }
        if (Boolean.TRUE.equals(order.imageCredentials())) {
            return switch (redeemer.redeem(order.deployment(), TokenEvent.Purpose.IMAGE)) {
                case Redeemed.Refused(String problem) -> Optional.of(problem);
                case Redeemed.Revealed(var delivered) -> {
                    try (delivered) {
                        yield pull(order, delivered);
                    }
                }
            };
        }
        return anonymous
                ? pull(order, (RegistryUser) null)
                : Optional.of("the image " + order.image() + " is not on the engine: pull or load it there (without "
                        + "credentials this worker pulls nothing: sealbook.worker.pull)");
    }

    private Optional<String> pull(Orders.Order order, Delivered delivered) {
        if (delivered.files().size() != 1) {
            return Optional.of("the ledger delivered no credentials for the image's registry");
        }
        RegistryUser user =
                RegistryUser.of(delivered.files().getFirst().content()).orElse(null);
        if (user == null) {
            return Optional.of("the credentials for the image's registry are not of the form user:password");
        }
        try (user) {
            return pull(order, user);
        }
    }

    private Optional<String> pull(Orders.Order order, @Nullable RegistryUser user) {
        Optional<String> problem = engine.pull(order.image(), user);
        if (problem.isPresent()) {
            return Optional.of("the image " + order.image() + " could not be pulled: " + problem.get());
        }
        return engine.image(order.image()).isPresent()
                ? Optional.empty()
                : Optional.of("the image " + order.image() + " was pulled and is not there under its digest");
    }
}
