package io.sealbook.api.http;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The work that is due on a target. {@code position} is what the next poll sends as {@code after}. */
public record Orders(List<Order> orders, long position) {
    public Orders {
        orders = List.copyOf(orders);
    }

    /**
     * What a worker shall bring about: this generation of this deployment, running with these files, or stopped.
     *
     * @param keeps a generation whose container, or that of a later one, will do if it gets the files of this one
     * @param imageCredentials whether a token for the image can be had
     */
    public record Order(
            DeploymentId deployment,
            int generation,
            Desired desired,
            String name,
            String image,
            @Nullable List<String> command,
            List<File> files,
            DeploymentSpec.@Nullable Limits limits,
            DeploymentSpec.@Nullable Placement placement,
            DeploymentSpec.@Nullable Hosting hosting,
            @Nullable Integer keeps,
            @Nullable Boolean imageCredentials) {
        public Order(
                DeploymentId deployment,
                int generation,
                Desired desired,
                String name,
                String image,
                @Nullable List<String> command,
                List<File> files,
                DeploymentSpec.@Nullable Limits limits) {
            this(deployment, generation, desired, name, image, command, files, limits, null, null, null, null);
        }
    }

    /** A file that the container shall find; its bytes come with the token. */
    public record File(String file, String mode, @Nullable Integer uid) {}
}
