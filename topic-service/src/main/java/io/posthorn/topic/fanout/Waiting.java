package io.posthorn.topic.fanout;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a worker, which has a thread of its own, waits for the database. */
final class Waiting {
    /** After how long a database that neither answers nor breaks the connection counts as away. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Waiting() {}

    static <T> T on(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
