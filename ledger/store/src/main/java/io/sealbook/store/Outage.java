package io.sealbook.store;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a database that does not answer from a fault of ours: the first passes by itself. Looks through whatever wraps
 * the driver's exception.
 */
public final class Outage {
    private Outage() {}

    /** Whether this came of a database that cannot be reached, is overloaded, starts, stops, or does not answer in time. */
    public static boolean isCauseOf(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            boolean outage = switch (cause) {
                case LedgerUnavailableException known -> true;
                case R2dbcNonTransientResourceException lost -> true;
                case R2dbcTransientException passing -> true;
                case R2dbcException other -> isState(other.getSqlState());
                case SQLRecoverableException lost -> true;
                case SQLTransientException passing -> true;
                case SQLException other -> isState(other.getSQLState());
                default -> false;
            };
            if (outage) {
                return true;
            }
        }
        return false;
    }

    // SQL states: 08 connection, 40 serialization and deadlock, 53 out of resources, 57 operator intervention.
    static boolean isState(@Nullable String state) {
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("40")
                        || state.startsWith("53")
                        || state.startsWith("57"));
    }
}
