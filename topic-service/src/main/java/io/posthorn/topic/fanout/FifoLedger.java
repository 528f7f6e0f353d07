package io.posthorn.topic.fanout;

import io.posthorn.platform.event.TopicPublication;
import io.posthorn.topic.delivery.OldRows;
import io.posthorn.topic.publish.PublicationSeal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which publications to FIFO topics are the first with their deduplication id within five minutes, and the archives. A
 * publication is known by its place in Kafka: asked again, after a crash, the answer is the same.
 */
final class FifoLedger {
    /** How long a deduplication id is good for: the service's own time. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final int FORGOTTEN_AT_ONCE = 10_000;

    /** A claim is kept for longer than its window, because a publication may be read again after an outage. */
    private static final String FORGET = """
            DELETE FROM topic.deduplication WHERE ctid IN (
                SELECT ctid FROM topic.deduplication WHERE published_at < now() - interval '1 day' LIMIT $1)""";

    /**
     * One row for each key: of a portion's claims to one key only the first comes here. A claim is good when no other is within
     * the window, before or after: of two partitions one may be read long after the other. What was claimed stays on record
     * beside what is claimed later; more than a day's claims there are not.
     */
    private static final String CLAIM = """
            INSERT INTO topic.deduplication AS d
                (account, topic_id, scope, id, "partitions", offsets, times, published_at)
            SELECT w.account, w.topic_id, w.scope, w.id, ARRAY[w.p], ARRAY[w.o], ARRAY[w.at], w.at
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::timestamptz[])
                AS w (account, topic_id, scope, id, p, o, at)
            ON CONFLICT (account, topic_id, scope, id) DO UPDATE
            SET "partitions" = d."partitions"[greatest(cardinality(d.times) - 298, 1):] || excluded."partitions",
                offsets = d.offsets[greatest(cardinality(d.times) - 298, 1):] || excluded.offsets,
                times = d.times[greatest(cardinality(d.times) - 298, 1):] || excluded.times,
                published_at = greatest(d.published_at, excluded.published_at)
            WHERE NOT EXISTS (SELECT FROM unnest(d.times) AS t (at)
                WHERE t.at > excluded.published_at - interval '5 minutes'
                    AND t.at < excluded.published_at + interval '5 minutes')""";

    private static final String HOLDERS = """
            SELECT d.account, d.topic_id, d.scope, d.id, d."partitions", d.offsets, d.times
            FROM topic.deduplication d
            JOIN unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) AS w (account, topic_id, scope, id)
                ON d.account = w.account AND d.topic_id = w.topic_id AND d.scope = w.scope AND d.id = w.id""";

    private static final String ARCHIVE = """
            INSERT INTO topic.archive (account, topic_id, "partition", "offset", published_at, publication)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::int[], $4::bigint[], $5::timestamptz[], $6::bytea[])
            ON CONFLICT DO NOTHING""";

    private final Pool pool;
    private final PublicationSeal seal;

    FifoLedger(Pool pool, PublicationSeal seal) {
        this.pool = pool;
        this.seal = seal;
    }

    /** What decides whether two publications are the same. */
    private record ClaimKey(String account, long topicId, String scope, String id) {
        /** In which rows are claimed: two that claim the same do not wait for each other in a circle. */
        static final Comparator<ClaimKey> ORDER = Comparator.comparing(ClaimKey::account)
                .thenComparingLong(ClaimKey::topicId)
                .thenComparing(ClaimKey::scope)
                .thenComparing(ClaimKey::id);

        static ClaimKey of(PlacedPublication publication, boolean perGroup) {
            TopicPublication record = publication.record();
            return new ClaimKey(
                    record.account().value(),
                    record.topicId(),
                    perGroup ? Objects.requireNonNull(record.groupId()) : "",
                    Objects.requireNonNull(record.deduplicationId()));
        }
    }

    /** A publication that claimed a key, by its place, and when it was published. */
    private record Holder(int partition, long offset, Instant at) {
        boolean is(PlacedPublication publication) {
            return partition == publication.partition() && offset == publication.offset();
        }

        boolean covers(PlacedPublication publication) {
            return Duration.between(at, publication.record().publishedAt())
                            .abs()
                            .compareTo(WINDOW)
                    < 0;
        }
    }

    /**
     * Those of {@code publications}, all of FIFO topics and in their order, that are no repetitions; what of them belongs in
     * an archive is there then.
     *
     * @param topics tells each publication's topic; one without is not asked for
     */
    Future<List<PlacedPublication>> firsts(
            List<PlacedPublication> publications, Function<PlacedPublication, TopicView> topics) {
        if (publications.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return pool.withTransaction(connection -> claims(connection, publications, topics)
                .compose(firsts -> archive(connection, firsts, topics).map(_ -> firsts)));
    }

    private Future<List<PlacedPublication>> claims(
            SqlConnection connection,
            List<PlacedPublication> publications,
            Function<PlacedPublication, TopicView> topics) {
        Map<PlacedPublication, ClaimKey> keys = new LinkedHashMap<>();
        publications.forEach(each ->
                keys.put(each, ClaimKey.of(each, topics.apply(each).attributes().deduplicatesPerGroup())));
        return claim(connection, publications, keys, new ArrayList<>());
    }

    /** Claims in rounds: of publications with one key, which may be minutes apart, each round takes the first that is left. */
    private Future<List<PlacedPublication>> claim(
            SqlConnection connection,
            List<PlacedPublication> left,
            Map<PlacedPublication, ClaimKey> keys,
            List<PlacedPublication> firsts) {
        Map<ClaimKey, PlacedPublication> round = new TreeMap<>(ClaimKey.ORDER);
        left.forEach(each -> round.putIfAbsent(keys.get(each), each));
        return connection
                .preparedQuery(CLAIM)
                .execute(claimTuple(round))
                .compose(_ -> connection.preparedQuery(HOLDERS).execute(keyTuple(List.copyOf(round.keySet()))))
                .compose(rows -> {
                    Map<ClaimKey, List<Holder>> holders = new HashMap<>();
                    rows.forEach(row -> holders.put(
                            new ClaimKey(row.getString(0), row.getLong(1), row.getString(2), row.getString(3)),
                            holders(row)));
                    List<PlacedPublication> open = new ArrayList<>(0);
                    for (PlacedPublication each : left) {
                        List<Holder> there = holders.getOrDefault(keys.get(each), List.of());
                        if (there.stream().anyMatch(holder -> holder.is(each))) {
                            firsts.add(each);
                        } else if (there.stream().noneMatch(holder -> holder.covers(each))) {
                            open.add(each);
                        }
                    }
                    return open.isEmpty()
                            ? Future.succeededFuture(inOrder(firsts))
                            : claim(connection, open, keys, firsts);
                });
    }

    private static List<Holder> holders(Row row) {
        Integer[] partitions = row.getArrayOfIntegers(4);
        Long[] offsets = row.getArrayOfLongs(5);
        OffsetDateTime[] times = row.getArrayOfOffsetDateTimes(6);
        List<Holder> holders = new ArrayList<>(times.length);
        for (int i = 0; i < times.length; i++) {
            holders.add(new Holder(partitions[i], offsets[i], times[i].toInstant()));
        }
        return holders;
    }

    private static List<PlacedPublication> inOrder(List<PlacedPublication> firsts) {
        return firsts.stream()
                .sorted((one, other) -> Long.compare(one.offset(), other.offset()))
                .toList();
    }

    private static Tuple claimTuple(Map<ClaimKey, PlacedPublication> claims) {
        List<ClaimKey> keys = List.copyOf(claims.keySet());
        List<PlacedPublication> publications = List.copyOf(claims.values());
        Tuple tuple = keyTuple(keys);
        tuple.addArrayOfInteger(
                publications.stream().map(PlacedPublication::partition).toArray(Integer[]::new));
        tuple.addArrayOfLong(
                publications.stream().map(PlacedPublication::offset).toArray(Long[]::new));
        tuple.addArrayOfOffsetDateTime(times(publications));
        return tuple;
    }

    private static Tuple keyTuple(List<ClaimKey> keys) {
        Tuple tuple = Tuple.tuple();
        tuple.addArrayOfString(keys.stream().map(ClaimKey::account).toArray(String[]::new));
        tuple.addArrayOfLong(keys.stream().map(ClaimKey::topicId).toArray(Long[]::new));
        tuple.addArrayOfString(keys.stream().map(ClaimKey::scope).toArray(String[]::new));
        tuple.addArrayOfString(keys.stream().map(ClaimKey::id).toArray(String[]::new));
        return tuple;
    }

    private static OffsetDateTime[] times(List<PlacedPublication> publications) {
        return publications.stream()
                .map(each -> each.record().publishedAt().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new);
    }

    private Future<Void> archive(
            SqlConnection connection, List<PlacedPublication> firsts, Function<PlacedPublication, TopicView> topics) {
        List<PlacedPublication> archived = firsts.stream()
                .filter(each -> topics.apply(each).attributes().archivePolicy().isPresent())
                .toList();
        if (archived.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple tuple = Tuple.tuple();
        tuple.addArrayOfString(
                archived.stream().map(each -> each.record().account().value()).toArray(String[]::new));
        tuple.addArrayOfLong(
                archived.stream().map(each -> each.record().topicId()).toArray(Long[]::new));
        tuple.addArrayOfInteger(
                archived.stream().map(PlacedPublication::partition).toArray(Integer[]::new));
        tuple.addArrayOfLong(archived.stream().map(PlacedPublication::offset).toArray(Long[]::new));
        tuple.addArrayOfOffsetDateTime(times(archived));
        tuple.addArrayOfBuffer(archived.stream()
                .map(each -> Buffer.buffer(seal.seal(each.record())))
                .toArray(Buffer[]::new));
        return connection.preparedQuery(ARCHIVE).execute(tuple).mapEmpty();
    }

    /** Forgets claims that nothing in Kafka can ask for any more. */
    Future<Void> forgetOld() {
        return OldRows.delete(pool, FORGET, () -> Tuple.of(FORGOTTEN_AT_ONCE), FORGOTTEN_AT_ONCE);
    }
}
