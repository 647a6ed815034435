package io.sealbook.standalone;

import io.sealbook.edge.EdgeConfiguration;
import io.sealbook.standalone.documentation.Documentation;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The three services side by side. They share the port and the edge, and talk to each other over HTTP like strangers. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    EdgeConfiguration.class,
    io.sealbook.server.Wiring.class,
    io.sealbook.projections.Wiring.class,
    io.sealbook.worker.Wiring.class,
    Documentation.class,
    Healths.class
})
class Services {}
