package io.posthorn.queue.journal;

import io.posthorn.queue.state.DedupKey;
import io.posthorn.queue.state.DedupRecord;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.StoredMessage;
import io.posthorn.queue.state.TailRead;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one queue back. Made for a queue and so for its account. */
public final class QueueReader {
    /** Messages of one page: a few hundred bytes each, without bodies. */
    public static final int PAGE = 5_000;

    /** What is behind a message: how many there are, and the sequence of the last of them. */
    public record Rest(long count, long last) {}

    /** What a queue is restored from first. */
    public record Beginning(List<DedupRecord> remembered, List<StoredMessage> page) {}

    private final Pool pool;
    private final QueueRef queue;

    public QueueReader(Pool pool, QueueRef queue) {
        this.pool = pool;
        this.queue = queue;
    }

    /** What is needed first: the deduplication records whose window is not over at {@code now}, and the first page. */
    public Future<Beginning> beginning(Instant now) {
        // On one connection, so that neither waits for the other's answer.
        return pool.withConnection(connection -> {
            Future<List<DedupRecord>> remembered = remembered(connection, now);
            Future<List<StoredMessage>> page = messages(connection, pageAfter(-1));
            return Future.all(remembered, page).map(_ -> new Beginning(remembered.result(), page.result()));
        });
    }

    /**
     * The page of messages after {@code after} in the order of their sequences, without payloads; one that is not full is the
     * last.
     */
    public Future<List<StoredMessage>> messagesAfter(long after) {
        return messages(pageAfter(after));
    }

    private static TailRead pageAfter(long after) {
        return new TailRead(after, Long.MAX_VALUE, PAGE);
    }

    /** The messages that {@code read} names, in the order of their sequences, without payloads. */
    public Future<List<StoredMessage>> messages(TailRead read) {
        return messages(pool, read);
    }

    private Future<List<StoredMessage>> messages(SqlClient client, TailRead read) {
        return client.preparedQuery(JournalSql.LOAD_MESSAGES)
                .execute(Tuple.of(queue.account().value(), queue.queueId(), read.after(), read.through(), read.limit()))
                .map(rows -> {
                    List<StoredMessage> messages = new ArrayList<>(rows.size());
                    rows.forEach(row -> messages.add(message(row)));
                    return messages;
                });
    }

    /** What follows {@code after}; empty if nothing does. */
    public Future<Optional<Rest>> rest(long after) {
        return pool.preparedQuery(JournalSql.LOAD_REST)
                .execute(Tuple.of(queue.account().value(), queue.queueId(), after))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    long count = row.getLong(0);
                    return count == 0 ? Optional.empty() : Optional.of(new Rest(count, row.getLong(1)));
                });
    }

    private Future<List<DedupRecord>> remembered(SqlClient client, Instant now) {
        return client.preparedQuery(JournalSql.LOAD_REMEMBERED)
                .execute(Tuple.of(queue.account().value(), queue.queueId(), now.toEpochMilli()))
                .map(rows -> {
                    List<DedupRecord> records = new ArrayList<>(rows.size());
                    rows.forEach(row -> records.add(new DedupRecord(
                            new DedupKey(row.getString(0), row.getString(1)),
                            MessageId.of(row.getUUID(2)),
                            row.getLong(3),
                            Instant.ofEpochMilli(row.getLong(4)))));
                    return records;
                });
    }

    /** The payloads of {@code sequences} as they are stored, sealed or not; those of messages that are gone are missing. */
    public Future<Map<Long, Payload>> payloads(List<Long> sequences) {
        return pool.preparedQuery(JournalSql.LOAD_PAYLOADS)
                .execute(Tuple.of(queue.account().value(), queue.queueId(), sequences.toArray(Long[]::new)))
                .map(rows -> {
                    Map<Long, Payload> payloads = new HashMap<>();
                    rows.forEach(row -> payloads.put(
                            row.getLong(0),
                            new Payload(
                                    row.getBuffer(1).getBytes(),
                                    row.getBuffer(2).getBytes(),
                                    Objects.requireNonNullElse(row.getString(3), ""),
                                    row.getUUID(4))));
                    return payloads;
                });
    }

    private static StoredMessage message(Row row) {
        return new StoredMessage(
                row.getLong(0),
                MessageId.of(row.getUUID(1)),
                row.getInteger(2),
                Instant.ofEpochMilli(row.getLong(3)),
                Instant.ofEpochMilli(row.getLong(4)),
                Instant.ofEpochMilli(row.getLong(5)),
                row.getString(6),
                row.getString(7),
                row.getInteger(8),
                row.getInteger(9),
                instant(row.getLong(10)),
                row.getLong(11),
                instant(row.getLong(12)));
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
