package io.posthorn.queue.shard;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Hears over a connection of its own that another replica has released shards, so that they need not wait for the next
 * heartbeat. News may be lost: the heartbeat finds the shards all the same.
 */
public final class ShardNews implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ShardNews.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final PgSubscriber subscriber;

    private ShardNews(PgSubscriber subscriber) {
        this.subscriber = subscriber;
    }

    /** Listens from now on, also after the database was away; {@code told} must not block. */
    public static ShardNews listen(Vertx vertx, PgConnectOptions options, Runnable told) {
        PgSubscriber subscriber =
                PgSubscriber.subscriber(vertx, new PgConnectOptions(options)).reconnectPolicy(_ -> AGAIN.toMillis());
        subscriber.channel(ShardStore.CHANNEL).handler(_ -> told.run());
        subscriber.connect().onFailure(failure -> LOG.debug("news of shards are not heard", failure));
        return new ShardNews(subscriber);
    }

    @Override
    public void close() {
        subscriber.close().onFailure(failure -> LOG.debug("closing the news of shards", failure));
    }
}
