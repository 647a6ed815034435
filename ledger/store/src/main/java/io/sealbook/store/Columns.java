package io.sealbook.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Columns as parameters of a statement that unnests them. Typed arrays, because the driver sends those in binary form. */
final class Columns {
    private final PreparedStatement statement;
    private int next;

    Columns(PreparedStatement statement, int from) {
        this.statement = statement;
        this.next = from;
    }

    <T extends @Nullable Object> void add(String type, IntFunction<T[]> array, Stream<? extends T> column)
            throws SQLException {
        statement.setArray(next++, statement.getConnection().createArrayOf(type, column.toArray(array)));
    }

    /** The index after the last column. */
    int next() {
        return next;
    }
}
