package io.posthorn.topic.fanout;

import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.TopicPublication;
import io.posthorn.topic.catalog.ReplayStatus;
import io.posthorn.topic.publish.PublicationSeal;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Replays of archives, partition by partition. While a partition's replay is under way, what is published live passes the
 * subscriber by: it is in the archive, from where it comes in its turn. A step and the live records of a partition are worked
 * off by one worker, one after the other, so nothing falls between.
 *
 * <pre>
 *   Pending ──first step──▶ In progress ──all partitions have caught up──▶ Completed: live again, or, with an end, paused
 * </pre>
 */
final class Replays {
    /** How many publications are replayed at once. */
    private static final int STEP = 100;

    private static final String ACTIVE = """
            SELECT s.account, s.region, s.topic, s.topic_id, s.id, s.replay, s.owner, s.endpoint, s.attributes FROM topic.subscriptions s
            WHERE s.replay_status IN ('Pending', 'In progress') ORDER BY s.id LIMIT 1000""";

    private static final String DONE = """
            SELECT r.subscription_id, r.replay FROM topic.replays r
            WHERE r.account = $1 AND r."partition" = $2 AND r.done AND r.subscription_id = ANY($3::uuid[])""";

    private static final String PROGRESS = """
            SELECT next_offset, done FROM topic.replays
            WHERE account = $1 AND subscription_id = $2 AND replay = $3 AND "partition" = $4""";

    private static final String ARCHIVED = """
            SELECT "offset", publication FROM topic.archive
            WHERE account = $1 AND topic_id = $2 AND "partition" = $3 AND "offset" >= $4 AND "offset" < $5
                AND published_at >= $6 AND published_at <= $7
            ORDER BY "offset" LIMIT $8""";

    private static final String ADVANCE = """
            INSERT INTO topic.replays AS r (account, subscription_id, replay, "partition", next_offset, done)
            SELECT $1, $2, $3, $4, $5, $6 FROM topic.subscriptions s WHERE s.account = $1 AND s.id = $2 AND s.replay = $3
            ON CONFLICT (account, subscription_id, replay, "partition") DO UPDATE
            SET next_offset = greatest(r.next_offset, excluded.next_offset), done = r.done OR excluded.done""";

    /** Locked before the subscription, as by everybody else who changes both. */
    private static final String LOCK_TOPIC = "SELECT FROM topic.topics WHERE account = $1 AND id = $2 FOR UPDATE";

    /** The topic's revision grows with the status, for its view says whether a replay has ended. */
    private static final String STATUS = """
            WITH changed AS (
                UPDATE topic.subscriptions s SET replay_status = CASE
                    WHEN (SELECT count(*) FROM topic.replays r WHERE r.account = $1 AND r.subscription_id = $2
                        AND r.replay = $3 AND r.done) >= $4 THEN 'Completed' ELSE 'In progress' END
                WHERE s.account = $1 AND s.id = $2 AND s.replay = $3 AND s.replay_status IN ('Pending', 'In progress')
                RETURNING s.topic_id, s.replay_status)
            UPDATE topic.topics t SET revision = revision + 1
            WHERE t.account = $1 AND t.id IN (SELECT topic_id FROM changed WHERE replay_status = 'Completed')""";

    private final Pool pool;
    private final PublicationSeal seal;
    private final int partitions;
    private final Clock clock;
    private volatile List<Active> active = List.of();

    /**
     * Where the partitions ended when a replay's end had passed: what was published before it stands before that. Only while
     * the replay is active.
     */
    private final Map<Last, Long> lasts = new ConcurrentHashMap<>();

    private record Last(UUID subscription, int replay, int partition) {}

    /** A replay that has not ended, with its bounds. */
    record Active(String account, long topicId, UUID subscription, int replay, Instant from, Optional<Instant> until) {}

    /**
     * What is replayed next of one partition.
     *
     * @param next where the step after it begins
     * @param caughtUp whether there is nothing after it
     */
    record Step(Active active, int partition, List<PlacedPublication> publications, long next, boolean caughtUp) {
        UUID subscription() {
            return active.subscription();
        }

        int replay() {
            return active.replay();
        }

        /** Whether the archive holds more of it at once. */
        boolean more() {
            return publications.size() == STEP;
        }

        @Nullable
        TopicPublication any() {
            return publications.isEmpty() ? null : publications.getFirst().record();
        }
    }

    /** @param partitions how many partitions publications have */
    Replays(Pool pool, PublicationSeal seal, int partitions, Clock clock) {
        this.pool = pool;
        this.seal = seal;
        this.partitions = partitions;
        this.clock = clock;
    }

    /** Whether a replay of this status is over. */
    static boolean isEnded(@Nullable String status) {
        return !ReplayStatus.PENDING.equals(status) && !ReplayStatus.IN_PROGRESS.equals(status);
    }

    boolean anyActive() {
        return !active.isEmpty();
    }

    /** Looks which replays there are now. */
    Future<Void> look(TopicViewLoader loader) {
        return pool.query(ACTIVE).execute().map(rows -> {
            List<Active> found = new ArrayList<>(rows.size());
            for (Row row : rows) {
                loader.replayPolicy(row)
                        .ifPresent(policy -> found.add(new Active(
                                row.getString("account"),
                                row.getLong("topic_id"),
                                row.getUUID("id"),
                                row.getInteger("replay"),
                                policy.startingPoint(),
                                policy.endingPoint())));
            }
            active = List.copyOf(found);
            lasts.keySet()
                    .removeIf(last -> found.stream()
                            .noneMatch(each ->
                                    each.subscription().equals(last.subscription()) && each.replay() == last.replay()));
            return null;
        });
    }

    /** Those subscribers whom live publications of {@code partition} pass by: replays under way, and paused ones. */
    Set<SubscribedQueue> replaying(int partition, Collection<TopicView> topics) throws Exception {
        Set<SubscribedQueue> passed = new HashSet<>();
        for (TopicView topic : topics) {
            Map<UUID, SubscribedQueue> open = new HashMap<>();
            for (SubscribedQueue each : topic.subscribers()) {
                each.replay().ifPresent(replay -> {
                    if (replay.until().isPresent()) {
                        passed.add(each);
                    } else if (!replay.ended()) {
                        open.put(each.key().id(), each);
                    }
                });
            }
            if (!open.isEmpty()) {
                RowSet<Row> done = Waiting.on(pool.preparedQuery(DONE)
                        .execute(Tuple.of(
                                topic.key().account().value(),
                                partition,
                                open.keySet().toArray(UUID[]::new))));
                for (Row row : done) {
                    SubscribedQueue live = open.get(row.getUUID(0));
                    if (live != null && live.replay().orElseThrow().number() == row.getInteger(1)) {
                        open.remove(row.getUUID(0));
                    }
                }
                passed.addAll(open.values());
            }
        }
        return passed;
    }

    /**
     * The next step of every replay in {@code partition}, whose live records have been worked off up to {@code position}.
     *
     * @param end where the partition ended a moment ago
     */
    List<Step> steps(int partition, long position, long end) throws Exception {
        List<Step> steps = new ArrayList<>();
        for (Active each : active) {
            long next = 0;
            boolean done = false;
            for (Row row : Waiting.on(pool.preparedQuery(PROGRESS)
                    .execute(Tuple.of(each.account(), each.subscription(), each.replay(), partition)))) {
                next = row.getLong(0);
                done = row.getBoolean(1);
            }
            if (!done) {
                steps.add(step(each, partition, next, position, end));
            }
        }
        return steps;
    }

    private Step step(Active replay, int partition, long from, long position, long end) throws Exception {
        Instant until = replay.until().orElse(Instant.MAX);
        List<PlacedPublication> publications = new ArrayList<>();
        long next = from;
        RowSet<Row> rows = Waiting.on(pool.preparedQuery(ARCHIVED)
                .execute(Tuple.of(replay.account(), replay.topicId(), partition, from, position)
                        .addOffsetDateTime(replay.from().atOffset(ZoneOffset.UTC))
                        .addOffsetDateTime(
                                replay.until().isPresent() ? until.atOffset(ZoneOffset.UTC) : OffsetDateTime.MAX)
                        .addInteger(STEP)));
        for (Row row : rows) {
            publications.add(read(partition, row));
            next = row.getLong(0) + 1;
        }
        boolean caughtUp = rows.size() < STEP && !isOpen(replay, partition, position, end);
        return new Step(replay, partition, publications, caughtUp ? Math.max(next, position) : next, caughtUp);
    }

    /** Whether something may come into the archive yet that was published before the replay's end. */
    private boolean isOpen(Active replay, int partition, long position, long end) {
        Instant until = replay.until().orElse(null);
        if (until == null) {
            // What comes later comes live.
            return false;
        }
        if (until.isAfter(clock.instant().minus(SETTLED))) {
            return true;
        }
        long last = lasts.computeIfAbsent(new Last(replay.subscription(), replay.replay(), partition), _ -> end);
        return position < last;
    }

    /** After an end is past by this, what was published before it stands in Kafka. */
    private static final Duration SETTLED = Duration.ofSeconds(15);

    private PlacedPublication read(int partition, Row row) {
        try {
            return PlacedPublication.of(
                    partition, row.getLong(0), seal.open(row.getBuffer(1).getBytes()));
        } catch (EventException e) {
            throw new IllegalStateException("an archive holds what is no publication", e);
        }
    }

    /** What {@code step} led to is durable. */
    void done(Step step) throws Exception {
        Active replay = step.active();
        Tuple advance = Tuple.of(
                        replay.account(), replay.subscription(), replay.replay(), step.partition(), step.next())
                .addBoolean(step.caughtUp());
        Tuple status = Tuple.of(replay.account(), replay.subscription(), replay.replay(), (long) partitions);
        Waiting.on(pool.withTransaction(connection -> connection
                .preparedQuery(LOCK_TOPIC)
                .execute(Tuple.of(replay.account(), replay.topicId()))
                .compose(_ -> connection.preparedQuery(ADVANCE).execute(advance))
                .compose(_ -> connection.preparedQuery(STATUS).execute(status))));
    }
}
