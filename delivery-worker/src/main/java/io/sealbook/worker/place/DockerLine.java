package io.sealbook.worker.place;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Opens connections to a Docker engine, none of which writes into a log what goes over it. */
final class DockerLine {
    // What is sent and received: secrets in archives, and a registry's password in a header.
    private static final List<String> WIRE = List.of(
            "com.github.dockerjava.zerodep.shaded.org.apache.hc.client5.http.wire",
            "com.github.dockerjava.zerodep.shaded.org.apache.hc.client5.http.headers");

    private DockerLine() {}

    /** Without a deadline an answer may take for ever, as a stream of events does. */
    static DockerClient open(URI host, @Nullable Duration deadline) {
        for (String wire : WIRE) {
            if (LoggerFactory.getLogger(wire).isDebugEnabled()) {
                throw new IllegalStateException("the log level of " + wire
                        + " is DEBUG: it would write every secret into the log. Raise it to INFO");
            }
        }
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .build();
        ZerodepDockerHttpClient.Builder http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .connectionTimeout(Duration.ofSeconds(5));
        if (deadline != null) {
            http.responseTimeout(deadline);
        }
        return DockerClientImpl.getInstance(config, http.build());
    }
}
