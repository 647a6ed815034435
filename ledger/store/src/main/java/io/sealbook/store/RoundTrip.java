package io.sealbook.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Statements that travel to the server together and are answered together. The server runs them one after the other,
 * each with a snapshot of its own: what waits for a lock is followed by what sees everything that was committed
 * meanwhile. The driver makes it one trip as long as only the first answers in columns of variable length.
 */
final class RoundTrip {
    private final List<Part<?>> parts = new ArrayList<>();

    /** Sets the parameters from this index on, and tells the index after the last. */
    @FunctionalInterface
    interface Parameters {
        int set(PreparedStatement statement, int from) throws SQLException;
    }

    /** Reads all rows of an answer. */
    @FunctionalInterface
    interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** What a question was answered with, once the trip is made. */
    static final class Answer<T> {
        private @Nullable T value;

        T get() {
            if (value == null) {
                throw new IllegalStateException("bug: nobody has asked yet");
            }
            return value;
        }
    }

    private record Part<T>(String sql, Parameters parameters, Rows<T> rows, Answer<T> answer) {
        void read(ResultSet result) throws SQLException {
            answer.value = rows.read(result);
        }
    }

    /** Adds a question. */
    <T> Answer<T> ask(String sql, Parameters parameters, Rows<T> rows) {
        Answer<T> answer = new Answer<>();
        parts.add(new Part<>(sql, parameters, rows, answer));
        return answer;
    }

    /** Adds a change. */
    void change(String sql, Parameters parameters) {
        parts.add(new Part<>(sql, parameters, _ -> true, new Answer<>()));
    }

    /** Sends questions, and reads their answers in order. */
    void ask(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            statement.execute();
            for (Part<?> part : parts) {
                try (ResultSet rows = statement.getResultSet()) {
                    part.read(rows);
                }
                statement.getMoreResults();
            }
        }
    }

    /** Sends changes, none of which answers with rows. */
    void change(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection)) {
            statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement =
                connection.prepareStatement(parts.stream().map(Part::sql).collect(Collectors.joining(";\n")));
        int index = 1;
        for (Part<?> part : parts) {
            index = part.parameters().set(statement, index);
        }
        return statement;
    }
}
