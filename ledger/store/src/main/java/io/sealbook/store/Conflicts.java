package io.sealbook.store;

import io.sealbook.store.RoundTrip.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the appends of a batch whose condition is broken by a committed event. Runs under the head lock in READ
 * COMMITTED, so that it sees every event there is.
 */
final class Conflicts {
    // Each line: any event that the command did not know, with all the tags, of one of the types. No tag: any event. No
    // types: any type. With types the index of tags leads straight to what is new, however much of other types a stream
    // holds; so a secret that was read a million times is written as fast as any. Further tags are looked up one by
    // one.
    private static final String FIND = """
            select distinct c.append
            from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                 as c(append, tag, more_tags, types, known)
            where (c.tag <> '' and c.types <> '' and exists (
                      select 1 from ledger.event_tag t
                      where t.tag = decode(c.tag, 'hex') and t.type = any(string_to_array(c.types, ' '))
                        and t.position >= c.known
                        and not exists (
                            select 1 from unnest(string_to_array(c.more_tags, ' ')) as more(tag)
                            where not exists (
                                select 1 from ledger.event_tag o
                                where o.tag = decode(more.tag, 'hex') and o.type = t.type
                                  and o.position = t.position))))
               or (c.tag <> '' and c.types = '' and exists (
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
                      where e.position >= c.known
                        and (c.types = '' or e.type = any(string_to_array(c.types, ' ')))))
            """;

    private Conflicts() {}

    /** Adds to this trip, after the lock, the question which of the batch lose; the answer is indexes into the batch. */
    static Answer<Set<Integer>> ask(RoundTrip trip, List<Append> batch) {
        List<Integer> append = new ArrayList<>();
        List<String> first = new ArrayList<>();
        List<String> more = new ArrayList<>();
        List<String> types = new ArrayList<>();
        List<Long> known = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            for (CriterionLine line : batch.get(i).lines()) {
                append.add(i);
                first.add(line.tag());
                more.add(line.moreTags());
                types.add(line.types());
                known.add(batch.get(i).known());
            }
        }
        return trip.ask(
                FIND,
                (select, from) -> {
                    Columns columns = new Columns(select, from);
                    columns.add("int4", Integer[]::new, append.stream());
                    columns.add("text", String[]::new, first.stream());
                    columns.add("text", String[]::new, more.stream());
                    columns.add("text", String[]::new, types.stream());
                    columns.add("int8", Long[]::new, known.stream());
                    return columns.next();
                },
                rows -> {
                    Set<Integer> found = new HashSet<>();
                    while (rows.next()) {
                        found.add(rows.getInt(1));
                    }
                    return found;
                });
    }
}
