package io.posthorn.topic.catalog;

import io.posthorn.platform.arn.Arn;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hears over a connection of its own which topics other replicas change. While there is no connection, or it does not answer,
 * {@link KnownTopics} keeps nothing.
 */
public final class TopicNews implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TopicNews.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final String LISTEN = "LISTEN " + TopicCatalog.CHANNEL;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final KnownTopics topics;
    private volatile @Nullable PgConnection connection;
    private volatile boolean closed;

    private TopicNews(Vertx vertx, PgConnectOptions options, KnownTopics topics) {
        this.vertx = vertx;
        this.options = new PgConnectOptions(options);
        this.topics = topics;
    }

    /** Listens from now on, also after the database was away. */
    public static TopicNews listen(Vertx vertx, PgConnectOptions options, KnownTopics topics) {
        TopicNews news = new TopicNews(vertx, options, topics);
        news.connect();
        return news;
    }

    private void connect() {
        if (closed) {
            return;
        }
        PgConnection.connect(vertx, options).onSuccess(this::hear).onFailure(failure -> {
            LOG.debug("changes of topics are not heard", failure);
            vertx.setTimer(AGAIN.toMillis(), _ -> connect());
        });
    }

    private void hear(PgConnection fresh) {
        if (closed) {
            fresh.close().onFailure(failure -> LOG.debug("closing the news of topics", failure));
            return;
        }
        connection = fresh;
        fresh.notificationHandler(told -> changed(told.getPayload()));
        fresh.closeHandler(_ -> lost(fresh));
        fresh.query(LISTEN)
                .execute()
                .timeout(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(_ -> {
                    if (fresh.equals(connection)) {
                        topics.listening(true);
                        probeLater(fresh);
                    }
                })
                .onFailure(_ -> lost(fresh));
    }

    private void probeLater(PgConnection open) {
        vertx.setTimer(PROBE.toMillis(), _ -> {
            if (open.equals(connection) && !closed) {
                Future<?> answer = open.query("SELECT 1").execute();
                answer.timeout(PROBE.toMillis(), TimeUnit.MILLISECONDS)
                        .onSuccess(_ -> probeLater(open))
                        .onFailure(_ -> lost(open));
            }
        });
    }

    private void changed(String arn) {
        try {
            Arn parsed = Arn.parse(arn);
            topics.forget(new TopicKey(parsed.owner(), parsed.region(), new TopicName(parsed.resource())));
        } catch (IllegalArgumentException unreadable) {
            LOG.debug("a change of no topic", unreadable);
        }
    }

    private void lost(PgConnection which) {
        if (!which.equals(connection)) {
            return;
        }
        connection = null;
        topics.listening(false);
        which.close().onFailure(failure -> LOG.debug("closing the news of topics", failure));
        if (!closed) {
            vertx.setTimer(AGAIN.toMillis(), _ -> connect());
        }
    }

    @Override
    public void close() {
        closed = true;
        PgConnection open = connection;
        connection = null;
        if (open != null) {
            open.close().onFailure(failure -> LOG.debug("closing the news of topics", failure));
        }
    }
}
