package io.posthorn.queue.journal;

import static io.posthorn.queue.TestDatabase.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.queue.TestDatabase;
import io.posthorn.queue.shard.ShardLease;
import io.posthorn.queue.state.DedupKey;
import io.posthorn.queue.state.DedupRecord;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.LeaseRecord;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.StoredMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetServer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgJournalIT {
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_000L);
    private static final ShardLease OURS = new ShardLease(0, 5);
    private static final ShardLease DEPOSED = new ShardLease(1, 5);
    private static final QueueRef QUEUE = new QueueRef(new AccountId("111122223333"), 1);
    private static final QueueRef OTHER_QUEUE = new QueueRef(new AccountId("111122223333"), 2);
    private static final int LOCK = 4711;
    private static final TestDatabase database = new TestDatabase();

    private final List<ShardLease> deposed = new CopyOnWriteArrayList<>();
    private final Context context = database.vertx().getOrCreateContext();
    private final PgJournal journal = newJournal();

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.run("TRUNCATE queue.messages, queue.deduplication, queue.shards, queue.outbox, queue.arrivals,"
                + " queue.delivery_offsets");
        database.run("INSERT INTO queue.shards (shard, epoch, owner) VALUES (0, 5, 'a'), (1, 6, 'b')");
    }

    private PgJournal newJournal() {
        return new PgJournal(
                database.vertx(),
                context,
                LOCK,
                database.options(),
                new JournalLimits(100, 1 << 20, 8 << 20, Duration.ofSeconds(20)),
                JournalMeters.NONE,
                deposed::add);
    }

    @AfterEach
    void close() {
        await(onLoop(() -> journal.close()));
    }

    @Test
    void aDurableMessageIsReadBackAsItWas() {
        StoredMessage message = message(7, "group", "dedup");

        await(append(OURS, QUEUE, new JournalEntry.Insert(message, payload("body"))));

        assertThat(await(reader().messagesAfter(-1))).containsExactly(message);
        Payload loaded =
                Objects.requireNonNull(await(reader().payloads(List.of(7L))).get(7L));
        assertThat(loaded.body()).isEqualTo("body".getBytes(UTF_8));
        assertThat(loaded.attributes()).isEqualTo(new byte[] {1, 2, 3});
        assertThat(loaded.bodyMd5()).isEqualTo("841a2d689ad86bd1611447453c22c6fc");
    }

    @Test
    void queuesWithTheSameSequencesDoNotMeet() {
        await(append(OURS, QUEUE, insert(7)));
        await(append(OURS, OTHER_QUEUE, insert(7)));

        await(append(OURS, QUEUE, new JournalEntry.Delete(7)));

        assertThat(sequences(QUEUE)).isEmpty();
        assertThat(sequences(OTHER_QUEUE)).containsExactly(7L);
    }

    @Test
    void aPurgeTakesWhatWasSentBeforeAndItsDeduplicationAndNothingElse() {
        await(append(
                OURS,
                QUEUE,
                insert(7),
                new JournalEntry.Remember(remembered("old", 7)),
                new JournalEntry.Purge(8),
                insert(9),
                new JournalEntry.Remember(remembered("new", 9))));

        assertThat(sequences(QUEUE)).containsExactly(9L);
        assertThat(await(reader().beginning(NOW)).remembered())
                .extracting(record -> record.key().deduplicationId())
                .containsExactly("new");
    }

    @Test
    void aKeyThatIsForgottenAndRememberedInOneGroupIsRemembered() {
        await(append(OURS, QUEUE, new JournalEntry.Remember(remembered("id", 7))));

        await(append(
                OURS,
                QUEUE,
                new JournalEntry.Forget(List.of(new DedupKey("", "id"))),
                new JournalEntry.Remember(remembered("id", 9))));

        assertThat(await(reader().beginning(NOW)).remembered())
                .extracting(DedupRecord::sequence)
                .containsExactly(9L);
    }

    @Test
    void theLatestLeaseOfAMessageIsKept() {
        await(append(OURS, QUEUE, insert(7)));

        await(append(
                OURS,
                QUEUE,
                new JournalEntry.Leases(List.of(lease(7, 1))),
                new JournalEntry.Leases(List.of(lease(7, 2)))));

        assertThat(await(reader().messagesAfter(-1)).getFirst().receiveCount()).isEqualTo(2);
    }

    @Test
    void whatTravelsIsWrittenWithTheEntriesAndOnlyOnce() {
        Transport transport = new Transport(
                List.of(),
                List.of(new Transport.Arrival(QUEUE.account(), "1-7")),
                Optional.of(new Transport.Consumed(0, 42)),
                Optional.empty());

        await(append(OURS, QUEUE, transport, insert(7)));
        await(append(OURS, QUEUE, transport));

        assertThat(database.number("SELECT count(*) FROM queue.arrivals")).isEqualTo(1);
        assertThat(database.number("SELECT next_offset FROM queue.delivery_offsets WHERE shard = 0"))
                .isEqualTo(42);
    }

    @Test
    void aDeposedOwnerWritesNothingAndTheOthersOfItsGroupAreWritten() {
        Future<Void> kept = append(OURS, QUEUE, insert(7));
        Future<Void> lost = append(DEPOSED, OTHER_QUEUE, insert(8));
        Future<Void> alsoKept = append(OURS, QUEUE, insert(9));

        await(kept);
        await(alsoKept);
        Throwable cause =
                await(lost.<Throwable>map(_ -> new AssertionError("written")).recover(Future::succeededFuture));
        assertThat(cause)
                .isInstanceOfSatisfying(
                        JournalLostException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(JournalLostException.Reason.DEPOSED));
        assertThat(deposed).containsExactly(DEPOSED);
        assertThat(sequences(QUEUE)).containsExactly(7L, 9L);
        assertThat(sequences(OTHER_QUEUE)).isEmpty();
    }

    @Test
    void anEntryThatTheStoreRefusesHarmsOnlyWhatFollowsInItsShard() {
        QueueRef elsewhere = new QueueRef(QUEUE.account(), 3);
        Future<Void> before = append(OURS, QUEUE, insert(7));
        Future<Void> poisonous = append(
                OURS, OTHER_QUEUE, new JournalEntry.Insert(message(8, "no text holds \u0000", "d"), payload("x")));
        Future<Void> after = append(OURS, QUEUE, insert(9));
        Future<Void> ofAnotherShard = append(new ShardLease(1, 6), elsewhere, insert(10));

        await(before);
        await(ofAnotherShard);
        for (Future<Void> lost : List.of(poisonous, after)) {
            Throwable cause = await(
                    lost.<Throwable>map(_ -> new AssertionError("written")).recover(Future::succeededFuture));
            assertThat(cause)
                    .isInstanceOfSatisfying(
                            JournalLostException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(JournalLostException.Reason.REFUSED));
        }
        assertThat(sequences(QUEUE)).containsExactly(7L);
        assertThat(sequences(elsewhere)).containsExactly(10L);
    }

    @Test
    void aLostConnectionIsReplacedAndTheGroupRepeated() {
        await(append(OURS, QUEUE, insert(7)));
        database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'posthorn-queue-journal'");

        await(append(OURS, QUEUE, insert(8)));

        assertThat(sequences(QUEUE)).containsExactly(7L, 8L);
    }

    @Test
    void aFormerSessionThatIsStillAtWorkIsEndedFirst() {
        await(database.pool()
                .getConnection()
                .compose(former ->
                        former.preparedQuery("SELECT pg_advisory_lock($1, $2)").execute(Tuple.of(0x504F5354, LOCK))));

        await(append(OURS, QUEUE, insert(7)));

        assertThat(sequences(QUEUE)).containsExactly(7L);
    }

    @Test
    void aConnectionThatComesTooLateWritesNothingAgain() {
        Promise<Void> released = Promise.promise();
        AtomicInteger connections = new AtomicInteger();
        Promise<Void> lateOneEnded = Promise.promise();
        NetServer gate = await(database.vertx()
                .createNetServer()
                .connectHandler(client -> {
                    boolean held = connections.getAndIncrement() == 0;
                    client.pause();
                    (held ? released.future() : Future.<Void>succeededFuture())
                            .compose(_ -> database.vertx()
                                    .createNetClient()
                                    .connect(
                                            database.options().getPort(),
                                            database.options().getHost()))
                            .onSuccess(server -> {
                                server.pipeTo(client);
                                client.pipeTo(server).onComplete(_ -> {
                                    if (held) {
                                        lateOneEnded.tryComplete();
                                    }
                                });
                            });
                })
                .listen(0, "127.0.0.1"));
        PgJournal gated = new PgJournal(
                database.vertx(),
                context,
                LOCK + 1,
                new PgConnectOptions(database.options()).setHost("127.0.0.1").setPort(gate.actualPort()),
                new JournalLimits(100, 1 << 20, 8 << 20, Duration.ofMillis(500)),
                JournalMeters.NONE,
                deposed::add);
        await(append(gated, OURS, QUEUE, Transport.NONE, insert(7)));
        await(append(gated, OURS, QUEUE, Transport.NONE, new JournalEntry.Delete(7)));

        released.complete();
        await(lateOneEnded.future());

        assertThat(connections).hasValueGreaterThan(1);
        assertThat(sequences(QUEUE)).isEmpty();
        await(append(gated, OURS, QUEUE, Transport.NONE, insert(8)));
        assertThat(sequences(QUEUE)).containsExactly(8L);
        await(onLoop(gated::close));
        await(gate.close());
    }

    @Test
    void whatIsDroppedMakesRoomForOthers() {
        PgJournal small = new PgJournal(
                database.vertx(),
                context,
                LOCK + 2,
                new PgConnectOptions(database.options()).setHost("127.0.0.1").setPort(1),
                new JournalLimits(1, 1, 1_000, Duration.ofSeconds(20)),
                JournalMeters.NONE,
                deposed::add);
        ShardLease other = new ShardLease(2, 5);
        List<Boolean> room = await(onLoop(() -> {
            Promise<List<Boolean>> done = Promise.promise();
            append(small, OURS, QUEUE, Transport.NONE, insert(7));
            // The first is being written when the others wait, and the database is not to be reached.
            append(small, other, QUEUE, Transport.NONE, insert(8), insert(9), insert(10), insert(11));
            context.runOnContext(_ -> context.runOnContext(_ -> {
                boolean before = small.hasRoom();
                small.drop(other);
                done.complete(List.of(before, small.hasRoom()));
            }));
            return done.future();
        }));

        assertThat(room).containsExactly(false, true);
    }

    @Test
    void aBarrierWaitsForWhatWasAppendedBeforeIt() {
        List<String> order = new CopyOnWriteArrayList<>();
        Future<Void> entry = append(OURS, QUEUE, insert(7)).onSuccess(_ -> order.add("entry"));
        Future<Void> barrier = append(OURS, QUEUE).onSuccess(_ -> order.add("barrier"));

        await(Future.join(entry, barrier));

        assertThat(order).containsExactly("entry", "barrier");
    }

    private Future<Void> append(ShardLease lease, QueueRef queue, JournalEntry... entries) {
        return append(lease, queue, Transport.NONE, entries);
    }

    private Future<Void> append(ShardLease lease, QueueRef queue, Transport transport, JournalEntry... entries) {
        return append(journal, lease, queue, transport, entries);
    }

    private Future<Void> append(
            PgJournal into, ShardLease lease, QueueRef queue, Transport transport, JournalEntry... entries) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> into.append(lease, queue, List.of(entries), transport, new Journal.Completion() {
            @Override
            public void durable() {
                done.complete();
            }

            @Override
            public void lost(JournalLostException cause) {
                done.fail(cause);
            }
        }));
        return done.future();
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(_ -> work.get().onComplete(done));
        return done.future();
    }

    private static QueueReader reader() {
        return new QueueReader(database.pool(), QUEUE);
    }

    private static List<Long> sequences(QueueRef queue) {
        return await(new QueueReader(database.pool(), queue).messagesAfter(-1)).stream()
                .map(StoredMessage::sequence)
                .toList();
    }

    private static JournalEntry insert(long sequence) {
        return new JournalEntry.Insert(message(sequence, null, null), payload("body"));
    }

    private static StoredMessage message(long sequence, @Nullable String group, @Nullable String dedup) {
        return new StoredMessage(
                sequence,
                MessageId.of(new UUID(sequence, sequence)),
                4,
                NOW,
                NOW,
                NOW,
                group,
                dedup,
                0,
                0,
                null,
                0,
                null);
    }

    private static Payload payload(String body) {
        return new Payload(body.getBytes(UTF_8), new byte[] {1, 2, 3}, "841a2d689ad86bd1611447453c22c6fc", null);
    }

    private static LeaseRecord lease(long sequence, int receives) {
        return new LeaseRecord(sequence, receives, NOW, NOW.plusSeconds(30), 5, NOW);
    }

    private static DedupRecord remembered(String id, long sequence) {
        return new DedupRecord(
                new DedupKey("", id), MessageId.of(new UUID(0, sequence)), sequence, NOW.plusSeconds(300));
    }
}
