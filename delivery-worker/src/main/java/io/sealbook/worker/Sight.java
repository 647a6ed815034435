package io.sealbook.worker;

import io.sealbook.api.event.VersionedPath;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Holder;
import io.sealbook.worker.place.Tool;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the engine shows of one deployment: its containers of every generation, tools that a dead worker left, who holds
 * the deployment's name, and which values lie in the memory of the wanted generation (null when not whole, or when
 * there is no need to know).
 */
record Sight(
        List<App> apps,
        List<Tool> tools,
        @Nullable Holder holder,
        @Nullable List<VersionedPath> held) {
    Sight {
        apps = List.copyOf(apps);
        tools = List.copyOf(tools);
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
