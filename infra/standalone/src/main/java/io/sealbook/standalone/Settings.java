package io.sealbook.standalone;

import io.sealbook.api.Sensitive;
import io.sealbook.store.DatabaseLogin;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says.
 *
 * @param address to listen on; anything but loopback needs a certificate
 * @param database to use instead of the embedded one
 * @param publicUrl where people reach the service, if that is not its address and port
 */
record Settings(
        Path data,
        InetAddress address,
        int port,
        Optional<DatabaseLogin> database,
        Optional<Certificate> certificate,
        Optional<URI> publicUrl) {
    private static final int DEFAULT_PORT = 8420;

    /** PEM files of the server's certificate chain and private key. */
    record Certificate(Path chain, Path key) {}

    /** Reads the settings, or says in a sentence which one is wrong. */
    static Settings of(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", ".");
        Path data = Path.of(environment.getOrDefault("SEALBOOK_DATA", home + "/.local/share/sealbook"));
        Optional<Certificate> certificate = certificate(environment);
        InetAddress address = address(environment.getOrDefault("SEALBOOK_ADDRESS", "127.0.0.1"));
        if (!address.isLoopbackAddress() && certificate.isEmpty()) {
            throw new UsageException(
                    "SEALBOOK_ADDRESS is not loopback: set SEALBOOK_TLS_CERTIFICATE and SEALBOOK_TLS_KEY, secrets do not"
                            + " travel in the clear");
        }
        return new Settings(
                data.toAbsolutePath().normalize(),
                address,
                port(environment.get("SEALBOOK_PORT")),
                Optional.ofNullable(environment.get("SEALBOOK_DATABASE_URL")).map(Settings::database),
                certificate,
                Optional.ofNullable(environment.get("SEALBOOK_PUBLIC_URL")).map(Settings::publicUrl));
    }

    /** Where people reach the service. */
    URI url() {
        return publicUrl.orElseGet(() -> URI.create(
                (certificate.isPresent() ? "https" : "http") + "://" + address.getHostAddress() + ":" + port));
    }

    /** Where the house's own services reach each other: always in the clear, always on loopback. */
    URI houseUrl() {
        return certificate.isPresent()
                ? URI.create("http://127.0.0.1:" + housePort())
                : URI.create("http://" + address.getHostAddress() + ":" + port);
    }

    int managementPort() {
        return port + 1;
    }

    int housePort() {
        return port + 2;
    }

    private static URI publicUrl(String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null
                    && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                    && url.getPath().isEmpty()) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            throw new UsageException("SEALBOOK_PUBLIC_URL is https://host or https://host:port", malformed);
        }
        throw new UsageException("SEALBOOK_PUBLIC_URL is https://host or https://host:port");
    }

    private static int port(@Nullable String text) {
        try {
            int port = text == null ? DEFAULT_PORT : Integer.parseInt(text);
            if (port >= 1 && port < 65_534) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new UsageException("SEALBOOK_PORT is a number from 1 to 65533", e);
        }
        throw new UsageException("SEALBOOK_PORT is a number from 1 to 65533");
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new UsageException("SEALBOOK_ADDRESS is an address of this machine", e);
        }
    }

    private static Optional<Certificate> certificate(Map<String, String> environment) {
        String chain = environment.get("SEALBOOK_TLS_CERTIFICATE");
        String key = environment.get("SEALBOOK_TLS_KEY");
        if ((chain == null) != (key == null)) {
            throw new UsageException("SEALBOOK_TLS_CERTIFICATE and SEALBOOK_TLS_KEY come together");
        }
        return chain == null || key == null
                ? Optional.empty()
                : Optional.of(new Certificate(Path.of(chain), Path.of(key)));
    }

    // No message repeats the URL: there is a password in it.
    private static DatabaseLogin database(String url) {
        try {
            URI uri = URI.create(url);
            String[] user = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            boolean complete = "postgresql".equals(uri.getScheme())
                    && uri.getHost() != null
                    && user.length == 2
                    && uri.getPath() != null
                    && uri.getPath().length() > 1;
            if (complete) {
                return new DatabaseLogin(
                        uri.getHost(),
                        uri.getPort() < 0 ? 5432 : uri.getPort(),
                        uri.getPath().substring(1),
                        decoded(user[0]),
                        Sensitive.of(decoded(user[1])),
                        line(uri));
            }
        } catch (IllegalArgumentException malformed) {
            throw new UsageException("SEALBOOK_DATABASE_URL is postgresql://owner:password@host:port/database");
        }
        throw new UsageException("SEALBOOK_DATABASE_URL is postgresql://owner:password@host:port/database");
    }

    // What crosses a network is encrypted unless the operator says otherwise.
    private static DatabaseLogin.Line line(URI url) {
        Map<String, String> parameters = new HashMap<>();
        if (url.getRawQuery() != null) {
            for (String parameter : url.getRawQuery().split("&", -1)) {
                int equals = Math.max(0, parameter.indexOf('='));
                parameters.put(parameter.substring(0, equals), decoded(parameter.substring(equals + 1)));
            }
        }
        String mode = parameters.remove("sslmode");
        String authority = parameters.remove("sslrootcert");
        boolean known = mode == null || mode.equals("disable") || mode.equals("verify-full");
        if (!known || !parameters.isEmpty() || (authority != null && "disable".equals(mode))) {
            throw new UsageException("SEALBOOK_DATABASE_URL may end with ?sslmode=verify-full, with &sslrootcert=FILE"
                    + " after it, or with ?sslmode=disable");
        }
        boolean near = url.getHost().equals("localhost")
                || url.getHost().equals("127.0.0.1")
                || url.getHost().equals("[::1]");
        return "disable".equals(mode) || (mode == null && authority == null && near)
                ? new DatabaseLogin.Line.Plain()
                : new DatabaseLogin.Line.Verified(authority == null ? null : Path.of(authority));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
