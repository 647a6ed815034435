package io.sealbook.standalone.postgres;

import io.sealbook.api.HandlesPlaintext;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Some rows in a database, written as its owner. */
record Rows(DatabaseAddress address) {

    void add(String text) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists kept (text text primary key)");
            try (PreparedStatement insert = connection.prepareStatement("insert into kept values (?)")) {
                insert.setString(1, text);
                insert.executeUpdate();
            }
        }
    }

    List<String> all() throws SQLException {
        return column("select text from kept order by text");
    }

    String value(String query) throws SQLException {
        return column(query).getFirst();
    }

    List<String> column(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        }
    }

    @HandlesPlaintext("the test logs in as the owner")
    Connection connect() throws SQLException {
        return connect(address.ownerUser(), address.ownerPassword().reveal());
    }

    Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + address.database(),
                user,
                password);
    }
}
