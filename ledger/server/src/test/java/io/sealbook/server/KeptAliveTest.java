package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.access.Rule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A connection that carries one request after the other. A client may have the answer, and send the next request, a
 * moment before the server has done with the last one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeptAliveTest {
    private WebLedger web;
    private String key;

    @BeforeAll
    void open() {
        web = new WebLedger();
        key = web.key("patient", List.<Rule>of());
    }

    @AfterAll
    void close() {
        web.close();
    }

    @Test
    void aRequestThatComesEarlyAndIsRefusedAtOnceDoesNotSilenceTheConnection() throws IOException {
        String slow = "GET /v1/values/prod/db HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer " + key + "\r\n\r\n";
        String refused = "PUT /v1/secrets/prod/db HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 20; i++) {
                out.write((slow + refused).getBytes(StandardCharsets.US_ASCII));
                assertThat(status(in)).isEqualTo("HTTP/1.1 403 Forbidden");
                assertThat(status(in)).isEqualTo("HTTP/1.1 401 Unauthorized");
            }
        }
    }

    // Reads one answer whole; they all have a length here.
    private static String status(BufferedReader in) throws IOException {
        String status = in.readLine();
        int length = 0;
        for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        return status;
    }
}
