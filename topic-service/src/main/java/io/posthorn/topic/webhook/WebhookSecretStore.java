package io.posthorn.topic.webhook;

import io.posthorn.platform.secret.SecretException;
import io.posthorn.topic.catalog.TopicCatalog;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Which subscriptions have signatures of Standard Webhooks, and by which secrets. A change locks the topic's row and raises its
 * revision, as each change of a subscription does, so replicas sign by it before the next publication. Safe for use by many
 * threads.
 */
public final class WebhookSecretStore {
    /** For how long the secret before a new one signs, too. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    /** The most secrets that sign at the same time. */
    public static final int MAX = WebhookSecrets.MAX;

    private static final Logger LOG = Logger.getLogger(WebhookSecretStore.class);
    private static final int SECRET_BYTES = 32;

    private static final String CHANGED = """
            UPDATE topic.topics SET revision = revision + 1 WHERE account = $1 AND region = $2 AND name = $3""";

    private static final String FIND = """
            SELECT sealed FROM topic.webhook_secrets WHERE account = $1 AND subscription = $2""";

    private static final String PUT = """
            INSERT INTO topic.webhook_secrets (account, subscription, sealed, changed_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (account, subscription) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at""";

    private static final String REMOVE = """
            DELETE FROM topic.webhook_secrets WHERE account = $1 AND subscription = $2""";

    private static final String TELL = "SELECT pg_notify($1, $2)::text";

    private final Pool pool;
    private final WebhookSecretSeal seal;
    private final SecureRandom random;
    private final Clock clock;

    public WebhookSecretStore(Pool pool, WebhookSecretSeal seal, SecureRandom random, Clock clock) {
        this.pool = pool;
        this.seal = seal;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Gives a subscription a new secret. Those before it sign for {@link #OVERLAP}, too.
     *
     * @return the secret, {@code whsec_…}; empty when {@link #MAX} sign already
     */
    public Future<Optional<String>> rotate(SubscriptionKey subscription) {
        byte[] key = new byte[SECRET_BYTES];
        random.nextBytes(key);
        Instant now = clock.instant();
        return pool.withTransaction(connection -> changed(connection, subscription.topic())
                .compose(_ -> connection.preparedQuery(FIND).execute(named(subscription)))
                .compose(rows -> {
                    WebhookSecrets before = WebhookSecrets.NONE;
                    for (Row row : rows) {
                        before = opened(subscription, row.getBuffer(0).getBytes());
                    }
                    Optional<WebhookSecrets> rotated = before.rotated(key, now, now.plus(OVERLAP));
                    if (rotated.isEmpty()) {
                        return Future.succeededFuture(Optional.<String>empty());
                    }
                    byte[] sealed = seal.seal(subscription.topic().account(), subscription.id(), rotated.get());
                    return connection
                            .preparedQuery(PUT)
                            .execute(named(subscription)
                                    .addBuffer(Buffer.buffer(sealed))
                                    .addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
                            .map(Optional.of(rotated.get().secrets().getFirst().text()));
                }));
    }

    /** Takes all secrets from a subscription; whether it had any. */
    public Future<Boolean> remove(SubscriptionKey subscription) {
        return pool.withTransaction(connection -> changed(connection, subscription.topic())
                .compose(_ -> connection.preparedQuery(REMOVE).execute(named(subscription)))
                .map(rows -> rows.rowCount() > 0));
    }

    /** Secrets that do not open sign no more: the new one is the first. */
    private WebhookSecrets opened(SubscriptionKey subscription, byte[] sealed) {
        try {
            return seal.open(subscription.topic().account(), subscription.id(), sealed);
        } catch (SecretException lost) {
            LOG.warnf("the secrets of a subscription do not open subscription=%s", subscription);
            return WebhookSecrets.NONE;
        }
    }

    private static Future<Void> changed(SqlClient connection, TopicKey topic) {
        return connection
                .preparedQuery(CHANGED)
                .execute(Tuple.of(
                        topic.account().value(), topic.region(), topic.name().value()))
                .compose(_ -> connection
                        .preparedQuery(TELL)
                        .execute(Tuple.of(TopicCatalog.CHANNEL, topic.arn().toString())))
                .mapEmpty();
    }

    private static Tuple named(SubscriptionKey subscription) {
        return Tuple.of(subscription.topic().account().value(), subscription.id());
    }
}
