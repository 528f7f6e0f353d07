package io.posthorn.topic.delivery;

import io.posthorn.wire.Blob;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Writes down what came of attempts, some time after it came: nothing waits for it. While the database is away what fits into
 * memory is kept, and the oldest goes first. For the engine's thread only.
 */
final class AttemptLog {
    private static final Logger LOG = Logger.getLogger(AttemptLog.class);
    private static final int MAX_WAITING = 2_000;
    private static final long MAX_WAITING_BYTES = 32L * 1024 * 1024;
    private static final int MAX_BATCH = 200;
    private static final long GATHER_MS = 100;
    private static final long AGAIN_MS = 1_000;

    private static final String INSERT = """
            INSERT INTO topic.delivery_attempts (account, kind, target, delivery, content, published_at, attempt, at, result,
                status, reason, latency_ms, excerpt)
            SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::int[],
                $8::timestamptz[], $9::text[], $10::int[], $11::text[], $12::bigint[], $13::bytea[])""";

    private final Context context;
    private final Pool pool;
    private final ContentSeal seal;
    private final AttemptLogSettings.Recorded recorded;
    private final Clock clock;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean underWay;

    AttemptLog(Context context, Pool pool, ContentSeal seal, AttemptLogSettings settings, Clock clock) {
        this.context = context;
        this.pool = pool;
        this.seal = seal;
        this.recorded = settings.recorded();
        this.clock = clock;
    }

    private record Entry(
            Delivery delivery, int attempt, Instant at, LoggedAttempt.Result result, Outcome.Answer answer) {
        long bytes() {
            return delivery.content().bytes().size();
        }
    }

    /** What came of an attempt, or of a delivery without one. */
    void add(Delivery delivery, int attempt, LoggedAttempt.Result result, Outcome outcome) {
        boolean wanted =
                switch (recorded) {
                    case OFF -> false;
                    case FAILURES -> result != LoggedAttempt.Result.ACCEPTED;
                    case ALL -> true;
                };
        if (!wanted) {
            return;
        }
        Entry entry = new Entry(kept(delivery, result), attempt, clock.instant(), result, outcome.answer());
        while (!waiting.isEmpty() && !hasRoom(entry)) {
            remove();
        }
        waiting.add(entry);
        waitingBytes += entry.bytes();
        if (!underWay) {
            underWay = true;
            context.owner().setTimer(GATHER_MS, _ -> context.runOnContext(_ -> next()));
        }
    }

    /** What is tried again has its content on record. */
    private static Delivery kept(Delivery delivery, LoggedAttempt.Result result) {
        return result != LoggedAttempt.Result.RETRIED
                ? delivery
                : new Delivery(
                        delivery.id(),
                        delivery.target(),
                        new Content(delivery.content().id(), Blob.EMPTY),
                        delivery.order(),
                        delivery.publishedAt(),
                        delivery.resentAt());
    }

    private boolean hasRoom(Entry entry) {
        return waiting.size() < MAX_WAITING && waitingBytes + entry.bytes() <= MAX_WAITING_BYTES;
    }

    private Entry remove() {
        Entry first = waiting.remove();
        waitingBytes -= first.bytes();
        return first;
    }

    boolean isIdle() {
        return !underWay;
    }

    private void next() {
        List<Entry> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
            batch.add(remove());
        }
        if (batch.isEmpty()) {
            underWay = false;
            return;
        }
        pool.withTransaction(connection -> write(connection, batch))
                .onComplete(result -> context.runOnContext(_ -> done(batch, result)));
    }

    private void done(List<Entry> batch, AsyncResult<Void> result) {
        if (result.succeeded()) {
            next();
            return;
        }
        LOG.debug("attempts could not be recorded", result.cause());
        for (int i = batch.size() - 1; i >= 0 && hasRoom(batch.get(i)); i--) {
            waiting.addFirst(batch.get(i));
            waitingBytes += batch.get(i).bytes();
        }
        context.owner().setTimer(AGAIN_MS, _ -> context.runOnContext(_ -> next()));
    }

    private Future<Void> write(SqlConnection connection, List<Entry> batch) {
        List<Delivery> deliveries = batch.stream().map(Entry::delivery).toList();
        List<Outcome.Answer> answers = batch.stream().map(Entry::answer).toList();
        // What is given up has to be there for whoever sends it again; what is tried again is there already.
        List<Delivery> buried = batch.stream()
                .filter(each -> each.result() != LoggedAttempt.Result.RETRIED)
                .map(Entry::delivery)
                .toList();
        Tuple tuple = Columns.keys(deliveries.stream().map(Delivery::target).toList())
                .addArrayOfUUID(Columns.uuids(deliveries, Delivery::id))
                .addArrayOfUUID(Columns.uuids(deliveries, each -> each.content().id()))
                .addArrayOfOffsetDateTime(Columns.times(deliveries, Delivery::publishedAt))
                .addArrayOfInteger(Columns.integers(batch, Entry::attempt))
                .addArrayOfOffsetDateTime(Columns.times(batch, Entry::at))
                .addArrayOfString(Columns.texts(batch, each -> each.result().column()))
                .addArrayOfInteger(Columns.integers(
                        answers,
                        each -> each.status().isPresent() ? each.status().getAsInt() : null))
                .addArrayOfString(Columns.texts(answers, Outcome.Answer::reason))
                .addArrayOfLong(
                        answers.stream().map(each -> each.latency().toMillis()).toArray(Long[]::new))
                .addArrayOfBuffer(batch.stream()
                        .map(each -> each.answer().excerpt().isEmpty()
                                ? null
                                : Buffer.buffer(seal.sealExcerpt(
                                        each.delivery(), each.answer().excerpt())))
                        .toArray(Buffer[]::new));
        Future<Void> contents = buried.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(RoundSql.CONTENTS)
                        .execute(seal.columns(buried, clock.instant()))
                        .mapEmpty();
        return contents.compose(
                _ -> connection.preparedQuery(INSERT).execute(tuple).mapEmpty());
    }
}
