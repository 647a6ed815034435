package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a whole ledger from its rows, as its owner: everything that must hold between two commits. It computes the root
 * by the definition in RFC 9162 §2.1.1 and shares no code with those who append.
 */
public final class LedgerCheck {
    private static final Pattern POSITION = Pattern.compile("\"pos\":\"([0-9]+)\"");
    private static final Pattern SEQUENCE = Pattern.compile("\"seq\":\"([0-9]+)\"");
    private static final Pattern EVENT = Pattern.compile("\"eid\":\"([0-9a-f-]{36})\"");

    private LedgerCheck() {}

    /** Fails unless the ledger is whole; returns how many events it holds. */
    public static long verify(TestDatabase database) {
        try (Connection connection = database.owner().direct().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            List<byte[]> leaves = events(statement);
            try (ResultSet head = statement.executeQuery("select size, root from ledger.ledger_head")) {
                assertThat(head.next()).isTrue();
                assertThat(head.getLong(1)).as("size of the head").isEqualTo(leaves.size());
                assertThat(head.getBytes(2)).as("stored root").isEqualTo(root(leaves));
                assertThat(head.next()).as("a second ledger").isFalse();
            }
            none(statement, "an event that its own tag does not find", """
                    select e.position from ledger.event e where not exists (select from ledger.event_tag t
                     where t.tag = e.tag and t.type = e.type and t.position = e.position)""");
            none(statement, "a tag of no event", """
                    select t.position from ledger.event_tag t where not exists (select from ledger.event e
                     where e.position = t.position and e.type = t.type)""");
            none(statement, "a stream head that is not the last of its stream", """
                    select 1 from ledger.stream_head h full join
                     (select tag, max(seq) as seq from ledger.event group by tag) e using (tag)
                     where h.seq is distinct from e.seq""");
            none(statement, "an event whose metadata key is not durable", """
                    select position from ledger.event where meta_key not in (select id from keys.metadata_key)""");
            none(statement, "a value whose key is not durable", """
                    select position from ledger.event where (sealed_value is null) <> (value_key is null)
                     or (value_key is not null and value_key not in (select id from keys.value_key))""");
            none(statement, "a value key used twice", """
                    select value_key from ledger.event where value_key is not null
                     group by value_key having count(*) > 1""");
            return leaves.size();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<byte[]> events(Statement statement) throws SQLException {
        List<byte[]> leaves = new ArrayList<>();
        Map<String, Long> streams = new HashMap<>();
        Set<String> ids = new HashSet<>();
        java.sql.Timestamp last = null;
        try (ResultSet row = statement.executeQuery(
                "select position, event_id, at, tag, seq, leaf, leaf_hash from ledger.event order by position")) {
            while (row.next()) {
                byte[] leaf = row.getBytes("leaf");
                String json = new String(leaf, StandardCharsets.US_ASCII);
                assertThat(row.getLong("position")).as("positions are dense").isEqualTo(leaves.size());
                assertThat(number(POSITION, json)).isEqualTo(leaves.size());
                assertThat(ids.add(row.getString("event_id")))
                        .as("event ids are unique")
                        .isTrue();
                assertThat(find(EVENT, json)).isEqualTo(row.getString("event_id"));
                assertThat(last == null || !row.getTimestamp("at").before(last))
                        .as("time never decreases")
                        .isTrue();
                last = row.getTimestamp("at");
                String tag = HexFormat.of().formatHex(row.getBytes("tag"));
                assertThat(row.getLong("seq")).as("streams are dense").isEqualTo(streams.merge(tag, 1L, Long::sum));
                assertThat(number(SEQUENCE, json)).isEqualTo(row.getLong("seq"));
                assertThat(row.getBytes("leaf_hash")).isEqualTo(hash(new byte[] {0}, leaf));
                leaves.add(leaf);
            }
        }
        return leaves;
    }

    /** {@code MTH(D[n])}, straight from its definition. */
    public static byte[] root(List<byte[]> entries) {
        if (entries.isEmpty()) {
            return hash();
        }
        if (entries.size() == 1) {
            return hash(new byte[] {0}, entries.getFirst());
        }
        int split = Integer.highestOneBit(entries.size() - 1);
        return hash(new byte[] {1}, root(entries.subList(0, split)), root(entries.subList(split, entries.size())));
    }

    private static byte[] hash(byte[]... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                sha256.update(part);
            }
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(Pattern pattern, String json) {
        return Long.parseLong(find(pattern, json));
    }

    private static String find(Pattern pattern, String json) {
        Matcher matcher = pattern.matcher(json);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static void none(Statement statement, String what, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).as(what).isFalse();
        }
    }
}
