package io.posthorn.topic.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.function.Supplier;

/** Deletes rows whose time is over, some at a time, so that no transaction is a long one. */
public final class OldRows {
    /** At most so many times in a row: what is left then is the next run's. */
    private static final int MAX_TIMES = 100;

    private OldRows() {}

    /**
     * Repeats {@code statement} until it finds fewer rows than it may delete: rows come faster than one statement a minute
     * takes them away.
     *
     * @param values what is bound to it, made anew for each time
     * @param most how many rows it deletes at most
     */
    public static Future<Void> delete(Pool pool, String statement, Supplier<Tuple> values, int most) {
        return delete(pool, statement, values, most, MAX_TIMES);
    }

    private static Future<Void> delete(Pool pool, String statement, Supplier<Tuple> values, int most, int times) {
        return pool.preparedQuery(statement)
                .execute(values.get())
                .compose(rows -> rows.rowCount() < most || times == 1
                        ? Future.succeededFuture()
                        : delete(pool, statement, values, most, times - 1));
    }
}
