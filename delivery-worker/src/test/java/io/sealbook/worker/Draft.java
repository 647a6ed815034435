package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.Placement;
import io.sealbook.api.http.Orders;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An order while it is written: to run, with whatever it is not told left out. */
final class Draft {
    private final DeploymentId deployment;
    private final int generation;
    private final String name;
    private final String image;
    private Desired desired = Desired.RUNNING;
    private @Nullable List<String> command = TestImage.LIVES;
    private List<Orders.File> files = List.of();
    private @Nullable Limits limits;
    private @Nullable Placement placement;
    private @Nullable Hosting hosting;
    private @Nullable Integer keeps;
    private @Nullable Boolean imageCredentials;

    private Draft(DeploymentId deployment, int generation, String name, String image) {
        this.deployment = deployment;
        this.generation = generation;
        this.name = name;
        this.image = image;
    }

    /** The first order of a new deployment, whose container runs for ever. */
    static Draft first(String name, String image) {
        return new Draft(new DeploymentId(UUID.randomUUID().toString()), 1, name, image);
    }

    /** The same again as the next generation, which keeps no container of an earlier one. */
    static Draft after(Orders.Order order) {
        Draft next = new Draft(order.deployment(), order.generation() + 1, order.name(), order.image());
        next.command = order.command();
        next.files = order.files();
        next.limits = order.limits();
        next.placement = order.placement();
        next.hosting = order.hosting();
        next.imageCredentials = order.imageCredentials();
        return next;
    }

    Draft desired(Desired wish) {
        desired = wish;
        return this;
    }

    Draft command(@Nullable List<String> words) {
        command = words;
        return this;
    }

    /** Each of these for its owner to read, and for nobody else. */
    Draft files(Collection<String> names) {
        return layout(
                names.stream().map(file -> new Orders.File(file, "0400", null)).toList());
    }

    Draft layout(List<Orders.File> layout) {
        files = layout;
        return this;
    }

    Draft limits(@Nullable Limits most) {
        limits = most;
        return this;
    }

    Draft placement(Placement way) {
        placement = way;
        return this;
    }

    Draft hosting(Hosting host) {
        hosting = host;
        return this;
    }

    Draft keeps(int earlier) {
        keeps = earlier;
        return this;
    }

    Draft imageCredentials() {
        imageCredentials = true;
        return this;
    }

    Orders.Order order() {
        return new Orders.Order(
                deployment,
                generation,
                desired,
                name,
                image,
                command,
                files,
                limits,
                placement,
                hosting,
                keeps,
                imageCredentials);
    }
}
