package io.posthorn.platform.store;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.hibernate.exception.JDBCConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a store that is away, full or changing its primary, which the same request may find back, from a statement that
 * is wrong, which is a bug.
 */
public final class StoreOutage {
    /**
     * Classes of SQLSTATE that are about the server or the moment, not about the statement: connection, authorization
     * (while passwords change), transaction rollback, resources, operator intervention, system error.
     */
    private static final Set<String> CLASSES = Set.of("08", "28", "40", "53", "57", "58");

    /** A transaction that writes came to a server that is, or has just become, a standby. */
    private static final String READ_ONLY = "25006";

    /** The transaction was ended because its process hung in the middle of it. */
    private static final String IDLE_IN_TRANSACTION = "25P03";

    /** Deeper chains of causes are not looked at: they could be circles. */
    private static final int MAX_DEPTH = 16;

    private StoreOutage() {}

    /** Whether {@code failure}, or what caused it, is one. */
    public static boolean in(Throwable failure) {
        return causeOf(failure) != null;
    }

    /** What of {@code failure} and its causes says so; null when it is no outage. */
    public static @Nullable Throwable causeOf(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (isOne(cause)) {
                return cause;
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static boolean isOne(Throwable failure) {
        return switch (failure) {
            case PgException refused -> isPassing(refused.getSqlState());
            case SQLException refused -> isPassing(refused.getSQLState());
            case JDBCConnectionException _ -> true;
            case ClosedConnectionException _ -> true;
            case ConnectionPoolTooBusyException _ -> true;
            case IOException _ -> true;
            case TimeoutException _ -> true;
            case io.smallrye.mutiny.TimeoutException _ -> true;
            // A connection that closes with its requests on it; statements that are wrong have types of their own.
            case VertxException closed -> closed.getClass().equals(VertxException.class);
            default -> false;
        };
    }

    private static boolean isPassing(@Nullable String state) {
        return state != null
                && (state.equals(READ_ONLY)
                        || state.equals(IDLE_IN_TRANSACTION)
                        || (state.length() == 5 && CLASSES.contains(state.substring(0, 2))));
    }
}
