package io.sealbook.store;

import io.sealbook.seal.Pseudonyms;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the appends of a batch whose condition is broken by a committed event. Runs under the head lock in READ
 * COMMITTED, so that it sees every event there is.
 */
final class Conflicts {
    // Each line: any event that the command did not know, with all the tags, of the type. No tag: any event. No type:
    // any type. With a type the index of tags leads straight to what is new, however much of other types a stream
    // holds; so a secret that was read a million times is written as fast as any. Further tags are looked up one by
    // one.
    private static final String FIND = """
            select distinct c.append
            from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                 as c(append, tag, more_tags, type, known)
            where (c.tag <> '' and c.type <> '' and exists (
                      select 1 from ledger.event_tag t
                      where t.tag = decode(c.tag, 'hex') and t.type = c.type and t.position >= c.known
                        and not exists (
                            select 1 from unnest(string_to_array(c.more_tags, ' ')) as more(tag)
                            where not exists (
                                select 1 from ledger.event_tag o
                                where o.tag = decode(more.tag, 'hex') and o.type = t.type
                                  and o.position = t.position))))
               or (c.tag <> '' and c.type = '' and exists (
                      select 1 from ledger.event_tag t
                      where t.tag = decode(c.tag, 'hex') and t.position >= c.known
                        and not exists (
                            select 1 from unnest(string_to_array(c.more_tags, ' ')) as more(tag)
                            where not exists (
                                select 1 from ledger.event_tag o
                                where o.tag = decode(more.tag, 'hex') and o.type = t.type
                                  and o.position = t.position))))
               or (c.tag = '' and exists (
                      select 1 from ledger.event e
                      where e.position >= c.known and (c.type = '' or e.type = c.type)))
            """;

    private final Pseudonyms pseudonyms;

    Conflicts(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    /** Indexes into the batch. */
    Set<Integer> find(Connection connection, List<Append> batch) throws SQLException {
        List<Integer> append = new ArrayList<>();
        List<String> first = new ArrayList<>();
        List<String> more = new ArrayList<>();
        List<String> types = new ArrayList<>();
        List<Long> known = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            for (CriterionLine line : CriterionLine.of(batch.get(i).criteria(), pseudonyms)) {
                append.add(i);
                first.add(line.tag());
                more.add(line.moreTags());
                types.add(line.type());
                known.add(batch.get(i).known());
            }
        }
        Set<Integer> found = new HashSet<>();
        if (append.isEmpty()) {
            return found;
        }
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setArray(1, connection.createArrayOf("int4", append.toArray()));
            select.setArray(2, connection.createArrayOf("text", first.toArray()));
            select.setArray(3, connection.createArrayOf("text", more.toArray()));
            select.setArray(4, connection.createArrayOf("text", types.toArray()));
            select.setArray(5, connection.createArrayOf("int8", known.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getInt(1));
                }
            }
        }
        return found;
    }
}
