package io.sealbook.projections;

import io.sealbook.access.AccessView;
import io.sealbook.access.Caller;
import io.sealbook.api.access.Action;
import io.sealbook.projections.deployments.DeploymentRoutes;
import io.sealbook.projections.deployments.OrderRoutes;
import io.sealbook.projections.inventory.InventoryRoutes;
import io.sealbook.projections.loop.ProjectionRoutes;
import io.sealbook.projections.mirror.MirrorProperties;
import io.sealbook.projections.page.PageRoutes;
import io.sealbook.projections.trail.TrailRoutes;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The whole service: give it its {@link Ground}, and an edge that knows callers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ProjectionsProperties.class, MirrorProperties.class})
public class Wiring {
    @Bean
    ReadSide readSide(Ground ground, ProjectionsProperties properties, MirrorProperties kafka) {
        return new ReadSide(ground, properties, kafka);
    }

    // Said before the web server waits for the requests that it still serves.
    @Bean
    ApplicationListener<ContextClosedEvent> releaseWaiting(ReadSide reads) {
        return _ -> reads.release();
    }

    @Bean
    ProjectionRoutes projectionRoutes(ReadSide reads) {
        return new ProjectionRoutes(reads.rebuilds(), reads.reader());
    }

    @Bean
    InventoryRoutes inventoryRoutes(ReadSide reads) {
        return new InventoryRoutes(reads.inventory(), reads.progress());
    }

    @Bean
    DeploymentRoutes deploymentReadRoutes(ReadSide reads) {
        return new DeploymentRoutes(reads.deployments(), reads.progress());
    }

    @Bean
    OrderRoutes orderRoutes(ReadSide reads, AccessView view) {
        return new OrderRoutes(
                reads.orders(),
                (caller, target) -> account(caller, view)
                        .filter(found -> found.permissions().allow(Action.ORDER_WORK)
                                && found.targets().contains(target))
                        .isPresent());
    }

    @Bean
    TrailRoutes trailRoutes(ReadSide reads, AccessView view) {
        return new TrailRoutes(
                reads.trail(),
                reads.stream(),
                caller -> account(caller, view)
                        .filter(found -> found.permissions().allow(Action.AUDIT_READ))
                        .isPresent());
    }

    /** The caller's account as it is now, if the key that they came with is still in force. */
    private static Optional<AccessView.Account> account(Caller caller, AccessView view) {
        return view.inForce(caller.key()).map(AccessView.Authenticated::account);
    }

    @Bean
    RouterFunction<ServerResponse> pageRoutes() {
        return PageRoutes.routes();
    }
}
