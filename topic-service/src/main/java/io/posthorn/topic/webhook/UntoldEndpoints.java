package io.posthorn.topic.webhook;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.topic.api.Confirmations;
import io.posthorn.topic.api.TokenSeal;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Endpoints whose subscription somebody else ended and that may not know: the removal leaves what they are to be told on record, until
 * its delivery is on its way. Safe for use by many threads.
 */
public final class UntoldEndpoints {
    /** How long whoever has begun to tell an endpoint is let alone with it: longer than it may take. */
    static final Duration GRACE = Duration.ofSeconds(30);

    /** How many are told at a time by one replica. */
    private static final int BATCH = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Logger LOG = Logger.getLogger(UntoldEndpoints.class);

    private static final String CLAIM = """
            UPDATE topic.removed_subscriptions r SET tried_at = $1
            FROM (SELECT id FROM topic.removed_subscriptions
                WHERE sealed_token IS NOT NULL AND tried_at <= $2 AND token_expires_at > $1
                ORDER BY tried_at LIMIT $3 FOR UPDATE SKIP LOCKED) due
            WHERE r.id = due.id
            RETURNING r.account, r.region, r.topic, r.id, r.sealed_token, r.token_expires_at, r.message_id, r.removed_at""";

    private static final String TOLD = """
            UPDATE topic.removed_subscriptions SET sealed_token = NULL
            WHERE account = $1 AND id = $2 AND message_id = $3""";

    private final Pool pool;
    private final TokenSeal seal;

    public UntoldEndpoints(Pool pool, TokenSeal seal) {
        this.pool = pool;
        this.seal = seal;
    }

    /** The delivery of {@code ended} is on its way. */
    Future<Void> told(Confirmations.Ended ended) {
        return pool.preparedQuery(TOLD)
                .execute(Tuple.of(
                        ended.subscription().topic().account().value(),
                        ended.subscription().id(),
                        ended.messageId()))
                .<Void>mapEmpty()
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Some that should have been told long ago; who asks is let alone with them for a while. */
    Future<List<Confirmations.Ended>> claim(Instant now) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(time(now), time(now.minus(GRACE)), BATCH))
                .map(rows -> {
                    List<Confirmations.Ended> untold = new ArrayList<>(rows.size());
                    rows.forEach(row -> read(row, untold));
                    return untold;
                })
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One whose token does not open waits for its key. */
    private void read(Row row, List<Confirmations.Ended> untold) {
        SubscriptionKey subscription = new SubscriptionKey(
                new TopicKey(
                        new AccountId(row.getString("account")),
                        row.getString("region"),
                        new TopicName(row.getString("topic"))),
                row.getUUID("id"));
        try {
            Confirmations.Token token = seal.open(
                    subscription,
                    Objects.requireNonNull(row.getBuffer("sealed_token")).getBytes(),
                    row.getOffsetDateTime("token_expires_at").toInstant());
            untold.add(new Confirmations.Ended(
                    subscription,
                    token,
                    row.getUUID("message_id"),
                    row.getOffsetDateTime("removed_at").toInstant()));
        } catch (SecretException lost) {
            LOG.warnf("the token of a removed subscription does not open subscription=%s", subscription);
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
