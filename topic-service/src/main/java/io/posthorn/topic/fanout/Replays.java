package io.posthorn.topic.fanout;

import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.TopicPublication;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.topic.attribute.ReplayPolicy;
import io.posthorn.topic.catalog.ReplayStatus;
import io.posthorn.topic.publish.PublicationSeal;
import io.posthorn.wire.ApiException;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Replays of archives, partition by partition. While a partition's replay is under way, what is published live passes the
 * subscriber by: it is in the archive, from where it comes in its turn. A step and the live records of a partition are worked
 * off by one worker, one after the other, so nothing falls between.
 *
 * <pre>
 *   Pending ──first step──▶ In progress ──all partitions have caught up──▶ Completed: live again, or, with an end, paused
 *                               └──an archive that cannot be read──▶ Failed: likewise
 * </pre>
 */
final class Replays {
    private static final Logger LOG = Logger.getLogger(Replays.class);

    /** How many publications are replayed at once. */
    static final int STEP = 100;

    /** What is read of an archive at once, sealed: a step stops at the publication that reaches it. */
    static final long STEP_BYTES = 1024 * 1024;

    /** How many replays of a partition take a step in one turn at most. */
    private static final int TURN = 64;

    /** One of each account, then the second of each: no account takes the places of others. */
    private static final String ACTIVE = """
            SELECT s.account, s.region, s.topic, s.topic_id, s.id, s.replay, s.owner, s.endpoint, s.attributes
            FROM topic.subscriptions s
            JOIN (SELECT id, row_number() OVER (PARTITION BY account ORDER BY id) AS turn FROM topic.subscriptions
                    WHERE replay_status IN ('Pending', 'In progress') ORDER BY turn, id LIMIT 1000) t ON t.id = s.id
            ORDER BY t.turn, t.id""";

    private static final String DONE = """
            SELECT r.subscription_id, r.replay FROM topic.replays r
            WHERE r.account = $1 AND r."partition" = $2 AND r.done AND r.subscription_id = ANY($3::uuid[])""";

    private static final String PROGRESS = """
            SELECT r.subscription_id, r.replay, r.next_offset, r.done FROM topic.replays r
            JOIN unnest($1::text[], $2::uuid[], $3::int[]) AS w (account, subscription_id, replay)
                ON r.account = w.account AND r.subscription_id = w.subscription_id AND r.replay = w.replay
            WHERE r."partition" = $4""";

    /** What precedes a publication in its step is less than the bytes of a step; the first comes whatever its size. */
    private static final String ARCHIVED = """
            SELECT a."offset", a.publication, a.found FROM (
                SELECT b."offset", b.publication, count(*) OVER () AS found, sum(octet_length(b.publication))
                    OVER (ORDER BY b."offset" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ahead
                FROM (SELECT "offset", publication FROM topic.archive
                    WHERE account = $1 AND topic_id = $2 AND "partition" = $3 AND "offset" >= $4 AND "offset" < $5
                        AND published_at >= $6 AND published_at <= $7
                    ORDER BY "offset" LIMIT $8) b) a
            WHERE coalesce(a.ahead, 0) < $9::bigint ORDER BY a."offset\"""";

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

    private static final String FAIL = """
            WITH changed AS (
                UPDATE topic.subscriptions s SET replay_status = 'Failed'
                WHERE s.account = $1 AND s.id = $2 AND s.replay = $3 AND s.replay_status IN ('Pending', 'In progress')
                RETURNING s.topic_id)
            UPDATE topic.topics t SET revision = revision + 1
            WHERE t.account = $1 AND t.id IN (SELECT topic_id FROM changed)""";

    /** After an end is past by this, what was published before it stands before every end of the partition that is known. */
    private static final Duration SETTLED = Duration.ofSeconds(15).plus(PublicationReader.ENDS_GOOD_FOR);

    private final Pool pool;
    private final PublicationSeal seal;
    private final int partitions;
    private final Clock clock;
    private final ReplayPaces paces = new ReplayPaces();
    private volatile List<Active> active = List.of();

    /**
     * Where the partitions ended when a replay's end had passed: what was published before it stands before that. Only while
     * the replay is active.
     */
    private final Map<ReplayPaces.Place, Long> lasts = new ConcurrentHashMap<>();

    /** A replay that has not ended, with its bounds. */
    record Active(String account, long topicId, UUID subscription, int replay, Instant from, Optional<Instant> until) {
        ReplayPaces.Place in(int partition) {
            return new ReplayPaces.Place(subscription, replay, partition);
        }
    }

    /**
     * How far a replay has come in a partition.
     *
     * @param begun whether that is on record
     */
    record Progress(Active active, int partition, long next, boolean begun) {}

    /**
     * What is replayed next of one partition.
     *
     * @param next where the step after it begins
     * @param more whether the archive holds more of it at once
     * @param caughtUp whether there is nothing after it
     */
    record Step(Progress progress, List<PlacedPublication> publications, long next, boolean more, boolean caughtUp) {
        UUID subscription() {
            return progress.active().subscription();
        }

        int replay() {
            return progress.active().replay();
        }

        @Nullable
        TopicPublication any() {
            return publications.isEmpty() ? null : publications.getFirst().record();
        }

        /** Whether it changes anything on record. */
        private boolean moves() {
            return next != progress.next() || caughtUp || !progress.begun();
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

    /** Looks which replays there are now. */
    Future<Void> look(TopicViewLoader loader) {
        return pool.query(ACTIVE).execute().map(rows -> {
            List<Active> found = new ArrayList<>(rows.size());
            Set<ReplayPaces.Place> known = new HashSet<>();
            for (Row row : rows) {
                policy(loader, row).ifPresent(policy -> {
                    Active replay = new Active(
                            row.getString("account"),
                            row.getLong("topic_id"),
                            row.getUUID("id"),
                            row.getInteger("replay"),
                            policy.startingPoint(),
                            policy.endingPoint());
                    found.add(replay);
                    known.add(replay.in(0));
                });
            }
            active = List.copyOf(found);
            lasts.keySet().removeIf(last -> !known.contains(last.in(0)));
            paces.keep(place -> known.contains(place.in(0)));
            return null;
        });
    }

    /** One subscription that cannot be read holds up no other's replay. */
    private static Optional<ReplayPolicy> policy(TopicViewLoader loader, Row row) {
        try {
            return loader.replayPolicy(row);
        } catch (ApiException | IllegalArgumentException | IllegalStateException unreadable) {
            LOG.debugf(unreadable, "a replay cannot be read subscription=%s", row.getUUID("id"));
            return Optional.empty();
        }
    }

    /** Those subscribers whom live publications of {@code partition} pass by: replays under way, and paused ones. */
    Set<SubscribedQueue> replaying(int partition, Collection<TopicView> topics) throws Exception {
        Set<SubscribedQueue> passed = new HashSet<>();
        for (TopicView topic : topics) {
            Map<UUID, SubscribedQueue> open = new HashMap<>();
            for (SubscribedQueue each : topic.queues()) {
                each.replay().ifPresent(replay -> {
                    if (!replay.ended()) {
                        paces.published(
                                new ReplayPaces.Place(each.key().id(), replay.number(), partition), System.nanoTime());
                    }
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

    /** Whether a replay of {@code partition} may have something to do at {@code now}, in nanoseconds as of a timer. */
    boolean anyDue(int partition, long now) {
        return active.stream().anyMatch(each -> paces.isDue(each.in(partition), now));
    }

    /** Which replays of {@code partition} are due at {@code now}, some of them, those that have waited longest first. */
    List<Progress> due(int partition, long now) throws Exception {
        List<Active> due = active.stream()
                .filter(each -> paces.isDue(each.in(partition), now))
                .sorted(Comparator.comparingLong((Active each) -> paces.waited(each.in(partition), now))
                        .reversed())
                .limit(TURN)
                .toList();
        if (due.isEmpty()) {
            return List.of();
        }
        Tuple which = Tuple.tuple()
                .addArrayOfString(due.stream().map(Active::account).toArray(String[]::new))
                .addArrayOfUUID(due.stream().map(Active::subscription).toArray(UUID[]::new))
                .addArrayOfInteger(due.stream().map(Active::replay).toArray(Integer[]::new))
                .addInteger(partition);
        Map<ReplayPaces.Place, Row> rows = new HashMap<>();
        for (Row row : Waiting.on(pool.preparedQuery(PROGRESS).execute(which))) {
            rows.put(new ReplayPaces.Place(row.getUUID(0), row.getInteger(1), partition), row);
        }
        List<Progress> open = new ArrayList<>(due.size());
        for (Active each : due) {
            Row row = rows.get(each.in(partition));
            if (row == null) {
                open.add(new Progress(each, partition, 0, false));
            } else if (row.getBoolean(3)) {
                paces.over(each.in(partition));
            } else {
                open.add(new Progress(each, partition, row.getLong(2), true));
            }
        }
        return open;
    }

    /**
     * The next step of a replay; empty when it cannot go on, and has failed.
     *
     * @param position up to which the partition's live records have been worked off
     * @param end where the partition ended a moment ago; empty when that is not known
     */
    Optional<Step> step(Progress progress, long position, OptionalLong end) throws Exception {
        Active replay = progress.active();
        int partition = progress.partition();
        OffsetDateTime until =
                replay.until().map(each -> each.atOffset(ZoneOffset.UTC)).orElse(OffsetDateTime.MAX);
        RowSet<Row> rows = Waiting.on(pool.preparedQuery(ARCHIVED)
                .execute(Tuple.of(replay.account(), replay.topicId(), partition, progress.next(), position)
                        .addOffsetDateTime(replay.from().atOffset(ZoneOffset.UTC))
                        .addOffsetDateTime(until)
                        .addInteger(STEP)
                        .addLong(STEP_BYTES)));
        List<PlacedPublication> publications = new ArrayList<>(rows.size());
        long next = progress.next();
        boolean more = false;
        for (Row row : rows) {
            try {
                publications.add(PlacedPublication.of(
                        partition, row.getLong(0), seal.open(row.getBuffer(1).getBytes())));
            } catch (EventException
                    | SecretException
                    | ApiException
                    | IllegalStateException
                    | IllegalArgumentException unreadable) {
                if (publications.isEmpty()) {
                    fail(progress, row.getLong(0), unreadable);
                    return Optional.empty();
                }
                // What comes before it is delivered first.
                more = true;
                break;
            }
            next = row.getLong(0) + 1;
            long found = row.getLong(2);
            more = found == STEP || rows.size() < found;
        }
        boolean caughtUp = !more && !isOpen(replay, partition, position, end);
        return Optional.of(
                new Step(progress, publications, caughtUp ? Math.max(next, position) : next, more, caughtUp));
    }

    /** Whether something may come into the archive yet that was published before the replay's end. */
    private boolean isOpen(Active replay, int partition, long position, OptionalLong end) {
        Instant until = replay.until().orElse(null);
        if (until == null) {
            // What comes later comes live.
            return false;
        }
        if (until.isAfter(clock.instant().minus(SETTLED))) {
            return true;
        }
        if (end.isPresent()) {
            lasts.putIfAbsent(replay.in(partition), end.getAsLong());
        }
        Long last = lasts.get(replay.in(partition));
        return last == null || position < last;
    }

    /** What {@code step} led to is durable, at {@code now}. What moved nothing is not written down. */
    void done(Step step, long now) throws Exception {
        Progress progress = step.progress();
        Active replay = progress.active();
        if (step.moves()) {
            Tuple advance = Tuple.of(
                            replay.account(), replay.subscription(), replay.replay(), progress.partition(), step.next())
                    .addBoolean(step.caughtUp());
            Tuple status = Tuple.of(replay.account(), replay.subscription(), replay.replay(), (long) partitions);
            Waiting.on(pool.withTransaction(connection -> connection
                    .preparedQuery(LOCK_TOPIC)
                    .execute(Tuple.of(replay.account(), replay.topicId()))
                    .compose(_ -> connection.preparedQuery(ADVANCE).execute(advance))
                    .compose(_ -> connection.preparedQuery(STATUS).execute(status))));
        }
        ReplayPaces.Place place = replay.in(progress.partition());
        if (step.caughtUp()) {
            paces.over(place);
        } else if (step.more()) {
            paces.more(place, now);
        } else {
            paces.exhausted(place, now, !step.publications().isEmpty(), patience(replay));
        }
    }

    /** By when at the latest a replay that finds nothing looks again: its end is not overslept. */
    private Duration patience(Active replay) {
        Duration left = replay.until()
                .map(until -> Duration.between(clock.instant(), until).plus(SETTLED))
                .orElse(ReplayPaces.LONGEST);
        return left.isNegative() ? ReplayPaces.SHORTEST : left;
    }

    /** A replay ends where its archive cannot be read; everybody else's goes on. */
    private void fail(Progress progress, long offset, Exception unreadable) throws Exception {
        Active replay = progress.active();
        Tuple which = Tuple.of(replay.account(), replay.subscription(), replay.replay());
        RowSet<Row> changed = Waiting.on(pool.withTransaction(connection -> connection
                .preparedQuery(LOCK_TOPIC)
                .execute(Tuple.of(replay.account(), replay.topicId()))
                .compose(_ -> connection.preparedQuery(FAIL).execute(which))));
        paces.over(replay.in(progress.partition()));
        if (changed.rowCount() > 0) {
            LOG.errorf(
                    "a replay failed: its archive cannot be read subscription=%s replay=%d partition=%d offset=%d"
                            + " errorCode=%s",
                    replay.subscription(),
                    replay.replay(),
                    progress.partition(),
                    offset,
                    unreadable.getClass().getSimpleName());
        }
    }
}
