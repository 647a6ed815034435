package io.sealbook.access;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Where a request comes from: the peer of its connection. Headers of proxies are claims of strangers and not believed. */
public final class SourceAddress {
    private SourceAddress() {}

    public static @Nullable String of(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? null
                : remote.getAddress().getHostAddress();
    }
}
