package io.sealbook.standalone.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the embedded server must run. What is asked for here wins over every file in the data directory. */
final class ServerSettings {
    /** An acknowledged event is on disk, and a torn page is found and mended. */
    private static final Map<String, String> DURABLE = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on");

    /** Nobody reaches the server but from this machine, with a password, over TCP. */
    private static final Map<String, String> CLOSED = Map.of("listen_addresses", "127.0.0.1");

    /** Statements and rows stay out of the server's log. */
    private static final Map<String, String> DISCREET = Map.of(
            "log_min_error_statement", "panic",
            "log_error_verbosity", "terse",
            "log_parameter_max_length_on_error", "0");

    private static final Map<String, String> SIZED = Map.of("max_connections", "100", "jit", "off");

    private ServerSettings() {}

    /** The settings to start with, as the server's command line takes them. */
    static Map<String, String> asked() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.putAll(DURABLE);
        asked.putAll(CLOSED);
        asked.putAll(DISCREET);
        asked.putAll(SIZED);
        asked.put("unix_socket_directories", "");
        asked.put("timezone", "UTC");
        asked.put("log_timezone", "UTC");
        return asked;
    }

    /** Fails unless the running server really is durable and closed: a ledger on anything less would be a lie. */
    static void require(Connection connection) throws SQLException {
        Map<String, String> required = new LinkedHashMap<>(DURABLE);
        required.putAll(CLOSED);
        required.put("unix_socket_directories", "");
        required.put("data_checksums", "on");
        try (PreparedStatement setting = connection.prepareStatement("select current_setting(?)")) {
            for (Map.Entry<String, String> entry : required.entrySet()) {
                setting.setString(1, entry.getKey());
                try (ResultSet row = setting.executeQuery()) {
                    row.next();
                    if (!entry.getValue().equals(row.getString(1))) {
                        throw new EmbeddedDatabaseException("The embedded PostgreSQL runs with " + entry.getKey()
                                + " = " + row.getString(1) + " instead of " + entry.getValue() + ".");
                    }
                }
            }
        }
    }
}
