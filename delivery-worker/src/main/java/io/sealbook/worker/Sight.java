package io.sealbook.worker;

import io.sealbook.api.http.Orders;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Held;
import io.sealbook.worker.place.Holder;
import io.sealbook.worker.place.Tool;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the engine shows of one deployment: its containers of every generation, tools that a dead worker left, who holds
 * the deployment's name, and what lies in the memory of the container that the order is about (null when not whole, or
 * when there is none).
 */
record Sight(
        List<App> apps,
        List<Tool> tools,
        @Nullable Holder holder,
        @Nullable Held held) {
    Sight {
        apps = List.copyOf(apps);
        tools = List.copyOf(tools);
    }

    /**
     * The container that the order is about: the one of its generation, else one that may stay if its files change. Only
     * one that has proved itself, and so has the deployment's name, may.
     */
    static Optional<App> subject(Orders.Order order, List<App> apps) {
        return apps.stream()
                .filter(app -> app.generation() == order.generation() || mayStay(order, app))
                .max(Comparator.comparingInt(App::generation));
    }

    private static boolean mayStay(Orders.Order order, App app) {
        return order.keeps() != null
                && app.generation() >= order.keeps()
                && app.generation() < order.generation()
                && app.name().equals(order.name());
    }

    Optional<App> of(int generation) {
        return apps.stream().filter(app -> app.generation() == generation).findFirst();
    }

    List<App> before(int generation) {
        return apps.stream().filter(app -> app.generation() < generation).toList();
    }

    boolean hasLaterThan(int generation) {
        return apps.stream().anyMatch(app -> app.generation() > generation);
    }
}
