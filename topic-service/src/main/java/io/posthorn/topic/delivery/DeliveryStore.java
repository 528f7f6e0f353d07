package io.posthorn.topic.delivery;

import io.posthorn.platform.secret.SecretException;
import io.posthorn.wire.Blob;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is on record of deliveries and their targets, in PostgreSQL. */
final class DeliveryStore {
    private static final Logger LOG = Logger.getLogger(DeliveryStore.class);

    /** After how long a database that neither answers nor breaks the connection counts as away. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** More troubled targets than these are not known beforehand, but when they are met. */
    private static final int MAX_KNOWN = 50_000;

    private static final String KNOWN = """
            SELECT t.account, t.kind, t.target, t.next_due_at, t.failing_since, t.disabled_at FROM topic.delivery_targets t
            WHERE t.next_due_at IS NOT NULL OR t.failing_since IS NOT NULL OR t.disabled_at IS NOT NULL LIMIT $1""";

    private final Pool pool;
    private final ContentSeal seal;
    private final DeliveryLimits limits;

    DeliveryStore(Pool pool, ContentSeal seal, DeliveryLimits limits) {
        this.pool = pool;
        this.seal = seal;
        this.limits = limits;
    }

    /**
     * What was claimed.
     *
     * @param unreadable leased deliveries whose content cannot be opened now
     * @param lost leased deliveries whose content is not there
     * @param earliest when something is due next, of any target; known only when nothing was due
     */
    record Claim(
            List<Claimed> claimed,
            List<Claimed> unreadable,
            List<Claimed> lost,
            List<Standing> standings,
            Optional<Instant> earliest) {}

    /** Writes {@code changes} together. */
    Future<StoreRound.Result> write(List<Change> changes, Instant now) {
        return pool.withTransaction(connection -> new StoreRound(connection, seal, limits, changes, now).write())
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Those of {@code deliveries} that are on record. */
    Future<Set<UUID>> onRecord(List<Delivery> deliveries) {
        Tuple rows = Columns.keys(deliveries.stream().map(Delivery::target).toList())
                .addArrayOfUUID(Columns.uuids(deliveries, Delivery::id));
        return pool.preparedQuery(RoundSql.THERE)
                .execute(rows)
                .map(found -> {
                    Set<UUID> ids = new HashSet<>();
                    found.forEach(row -> ids.add(row.getUUID("id")));
                    return ids;
                })
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Leases what is due. */
    Future<Claim> claim(DeliveryClaim.Wish wish, Instant now) {
        return pool.withTransaction(connection -> new DeliveryClaim(connection, limits, now).claim(wish))
                .compose(result -> result.rows().isEmpty()
                        ? Future.succeededFuture(
                                new Claim(List.of(), List.of(), List.of(), result.standings(), result.earliest()))
                        : pool.withConnection(connection -> DeliveryClaim.contents(connection, result.rows())
                                .map(contents -> read(result, contents))))
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Claim read(DeliveryClaim.Result result, Map<String, byte[]> contents) {
        Claim claim = new Claim(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), result.standings(), result.earliest());
        for (Row row : result.rows()) {
            Content none = new Content(row.getUUID("content"), Blob.EMPTY);
            byte @Nullable [] sealed = contents.get(DeliveryClaim.contentKey(row));
            if (sealed == null) {
                claim.lost().add(Claimed.of(row, none));
                continue;
            }
            try {
                claim.claimed().add(Claimed.of(row, seal.open(Columns.key(row).account(), none.id(), sealed)));
            } catch (SecretException e) {
                LOG.debug("a content does not open", e);
                claim.unreadable().add(Claimed.of(row, none));
            }
        }
        return claim;
    }

    /** The targets that something is known of, of any replica's. */
    Future<List<Standing>> known() {
        return pool.preparedQuery(KNOWN)
                .execute(Tuple.of(MAX_KNOWN))
                .map(rows -> {
                    List<Standing> standings = new ArrayList<>(rows.size());
                    rows.forEach(row -> standings.add(Standing.of(row)));
                    return standings;
                })
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
