package io.sealbook.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Plans that look rows up by index, one by one, whatever the statistics say. A plan that was made while a table was small
 * reads all of it, and the server keeps such a plan for as long as the connection lives.
 */
final class IndexPlans {
    private IndexPlans() {}

    /** Every statement of this connection is planned so, and once. */
    static void prefer(Connection connection) throws SQLException {
        try (Statement settings = connection.createStatement()) {
            settings.execute("set plan_cache_mode = force_generic_plan;"
                    + " set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off");
        }
    }
}
