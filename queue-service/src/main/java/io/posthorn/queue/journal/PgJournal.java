package io.posthorn.queue.journal;

import io.posthorn.platform.AccountId;
import io.posthorn.queue.shard.ShardLease;
import io.posthorn.queue.state.JournalEntry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one event loop: group commit over one connection of its own.
 *
 * <pre>
 *            append                 event loop's turn ends            committed
 *   idle ─────────────▶ gathering ──────────────────────▶ writing ───────────────▶ idle, or writing what gathered
 *                                                            │ ▲
 *                                              passing fault │ │ after a pause, on a new connection
 *                                                            ▼ │
 *                                                         waiting
 * </pre>
 *
 * A group that fails because a shard has another owner is written again without that shard's appends. One that the store
 * refuses for what is in it (SQLSTATE classes 22, 23, 42) is written append by append, so that a poisonous one harms only
 * its own shard. Everything else is taken for a passing fault.
 */
public final class PgJournal implements Journal {
    private static final Logger LOG = Logger.getLogger(PgJournal.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** Statements of one transaction, doubled: none of them waits for another's answer. */
    private static final int PIPELINE = 32;

    /** The class of the journals' advisory locks: "POST" in ASCII. */
    private static final int LOCK_CLASS = 0x504F5354;

    private static final AccountId NOBODY = new AccountId("0");

    private final Vertx vertx;
    private final Context context;
    private final int lock;
    private final PgConnectOptions options;
    private final JournalLimits limits;
    private final JournalMeters meters;
    private final Consumer<ShardLease> deposed;
    private final ArrayDeque<Append> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private @Nullable List<Append> writing;
    private boolean scheduled;
    private boolean closed;
    private Duration pause = FIRST_PAUSE;
    private @Nullable SqlConnection connection;

    /** Grows when a connection is given up, also one that is still being made. */
    private long generation;

    /**
     * @param context the event loop that all calls come from
     * @param lock a number that no other journal of the database has at the same time, such as a random one
     * @param options how to reach the database
     * @param deposed told of each lease that turned out to be somebody else's
     */
    public PgJournal(
            Vertx vertx,
            Context context,
            int lock,
            PgConnectOptions options,
            JournalLimits limits,
            JournalMeters meters,
            Consumer<ShardLease> deposed) {
        this.vertx = vertx;
        this.context = context;
        this.lock = lock;
        this.options = new PgConnectOptions(options)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(64)
                .setPipeliningLimit(PIPELINE);
        this.limits = limits;
        this.meters = meters;
        this.deposed = deposed;
    }

    @Override
    public void append(
            ShardLease lease, QueueRef queue, List<JournalEntry> entries, Transport transport, Completion completion) {
        if (closed) {
            completion.lost(new JournalLostException(JournalLostException.Reason.CLOSED, null));
            return;
        }
        Append append = Append.of(lease, queue, entries, transport, completion);
        if (append.isBarrier() && writing == null && waiting.isEmpty()) {
            completion.durable();
            return;
        }
        waiting.add(append);
        waitingBytes += append.bytes();
        meters.waits(append.bytes());
        if (writing == null && !scheduled) {
            // The turn's other commands join the group: under load one turn of the loop carries many requests.
            scheduled = true;
            context.runOnContext(_ -> {
                scheduled = false;
                writeNext();
            });
        }
    }

    @Override
    public boolean hasRoom() {
        return !closed && waitingBytes < limits.waitingBytes();
    }

    /** Bytes of what waits or is being written. */
    public long waitingBytes() {
        return waitingBytes;
    }

    @Override
    public void drop(ShardLease lease) {
        List<Append> dropped =
                waiting.stream().filter(append -> append.lease().equals(lease)).toList();
        waiting.removeAll(dropped);
        release(dropped);
        lose(dropped, JournalLostException.Reason.DEPOSED, null);
    }

    /** Writes what was appended before and closes the connection; later appends are lost. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        append(new ShardLease(-1, -1), new QueueRef(NOBODY, -1), List.of(), Transport.NONE, new Completion() {
            @Override
            public void durable() {
                done.tryComplete();
            }

            @Override
            public void lost(JournalLostException cause) {
                done.tryComplete();
            }
        });
        return done.future().eventually(() -> {
            closed = true;
            SqlConnection open = connection;
            connection = null;
            return open == null ? Future.succeededFuture() : open.close();
        });
    }

    private void writeNext() {
        if (writing != null || waiting.isEmpty()) {
            return;
        }
        List<Append> group = new ArrayList<>();
        int entries = 0;
        long bytes = 0;
        while (!waiting.isEmpty()) {
            Append next = waiting.peek();
            boolean full = entries + next.size() > limits.batchEntries() || bytes + next.bytes() > limits.batchBytes();
            if (full && !group.isEmpty()) {
                break;
            }
            group.add(waiting.remove());
            entries += next.size();
            bytes += next.bytes();
        }
        writing = group;
        write(group);
    }

    private void write(List<Append> group) {
        List<Append> real = group.stream().filter(append -> !append.isBarrier()).toList();
        if (real.isEmpty()) {
            // Not before the group whose commit made room for this one has been told.
            context.runOnContext(_ -> committed(group));
            return;
        }
        long begun = System.nanoTime();
        withTimeout(connected())
                .compose(open -> withTimeout(Transaction.of(real).write(open)))
                .onSuccess(_ -> {
                    int entries = real.stream().mapToInt(Append::size).sum();
                    meters.committed(entries, Duration.ofNanos(System.nanoTime() - begun));
                    pause = FIRST_PAUSE;
                    committed(group);
                })
                .onFailure(failure -> failed(group, failure));
    }

    private void committed(List<Append> group) {
        writing = null;
        release(group);
        // The next group goes first: the database works while these answers are written.
        writeNext();
        group.forEach(append -> append.completion().durable());
    }

    private void failed(List<Append> group, Throwable failure) {
        String state =
                failure instanceof PgException refused ? Objects.requireNonNullElse(refused.getSqlState(), "") : "";
        if (state.equals(JournalSql.DEPOSED)) {
            withoutDeposed(group);
        } else if (state.startsWith("22") || state.startsWith("23") || state.startsWith("42")) {
            apart(group, failure);
        } else {
            repeat(group, failure);
        }
    }

    private void repeat(List<Append> group, Throwable failure) {
        meters.retried();
        LOG.warnf(
                "journal waits to repeat a transaction errorCode=%s",
                failure.getClass().getSimpleName());
        LOG.debug("the failure", failure);
        disconnect();
        long millis = pause.toMillis();
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        vertx.setTimer(millis, _ -> {
            if (closed) {
                writing = null;
                release(group);
                lose(group, JournalLostException.Reason.CLOSED, failure);
            } else {
                write(group);
            }
        });
    }

    private void withoutDeposed(List<Append> group) {
        Set<ShardLease> leases = new HashSet<>();
        group.forEach(append -> leases.add(append.lease()));
        List<ShardLease> asked = List.copyOf(leases);
        Tuple tuple = Tuple.from(List.<Object>of(
                asked.stream().map(ShardLease::shard).toArray(Integer[]::new),
                asked.stream().map(ShardLease::epoch).toArray(Long[]::new)));
        withTimeout(connected()
                        .compose(open ->
                                open.preparedQuery(JournalSql.STILL_OURS).execute(tuple)))
                .onSuccess(rows -> {
                    Set<Integer> ours = new HashSet<>();
                    rows.forEach(row -> ours.add(row.getInteger(0)));
                    List<Append> kept = new ArrayList<>();
                    List<Append> gone = new ArrayList<>();
                    for (Append append : group) {
                        boolean barrier = append.isBarrier();
                        (barrier || ours.contains(append.lease().shard()) ? kept : gone).add(append);
                    }
                    writing = kept;
                    release(gone);
                    asked.stream()
                            .filter(lease -> lease.shard() >= 0 && !ours.contains(lease.shard()))
                            .forEach(lease -> {
                                drop(lease);
                                deposed.accept(lease);
                            });
                    lose(gone, JournalLostException.Reason.DEPOSED, null);
                    write(kept);
                })
                .onFailure(failure -> repeat(group, failure));
    }

    private void apart(List<Append> group, Throwable failure) {
        disconnect();
        if (group.size() > 1) {
            // Back to the head, each to be written alone: the order stays.
            for (int i = group.size() - 1; i >= 1; i--) {
                waiting.addFirst(group.get(i));
            }
            List<Append> alone = List.of(group.getFirst());
            writing = alone;
            write(alone);
            return;
        }
        LOG.error("the store refuses a journal entry", failure);
        ShardLease lease = group.getFirst().lease();
        List<Append> following =
                waiting.stream().filter(append -> append.lease().equals(lease)).toList();
        waiting.removeAll(following);
        List<Append> lost = new ArrayList<>(group);
        lost.addAll(following);
        writing = null;
        release(lost);
        lose(lost, JournalLostException.Reason.REFUSED, failure);
        writeNext();
    }

    private void release(List<Append> group) {
        for (Append append : group) {
            waitingBytes -= append.bytes();
            meters.waits(-append.bytes());
        }
    }

    private void lose(List<Append> group, JournalLostException.Reason reason, @Nullable Throwable cause) {
        for (Append append : group) {
            meters.lost(reason, append.size());
            append.completion().lost(new JournalLostException(reason, cause));
        }
    }

    private Future<SqlConnection> connected() {
        SqlConnection open = connection;
        if (open != null) {
            return Future.succeededFuture(open);
        }
        long mine = generation;
        return PgConnection.connect(vertx, options)
                .compose(fresh -> current(mine)
                        .compose(_ -> exclusive(fresh))
                        .compose(_ -> current(mine))
                        .onFailure(_ -> fresh.close())
                        .map(_ -> {
                            connection = fresh;
                            fresh.closeHandler(_ -> {
                                if (fresh.equals(connection)) {
                                    connection = null;
                                }
                            });
                            return fresh;
                        }));
    }

    /**
     * Makes {@code fresh} the journal's only session. A group that was given up on an old connection may still be on its
     * way through the database; were it written after the groups that follow its repetition, it would bring back messages
     * which they delete.
     */
    private Future<Void> exclusive(SqlConnection fresh) {
        return fresh.query(JournalSql.SESSION)
                .execute()
                .compose(_ -> fresh.preparedQuery(JournalSql.END_FORMER_SESSIONS)
                        .execute(Tuple.of(Integer.toUnsignedLong(LOCK_CLASS), Integer.toUnsignedLong(lock))))
                .compose(_ -> fresh.preparedQuery(JournalSql.ONLY_SESSION).execute(Tuple.of(LOCK_CLASS, lock)))
                .mapEmpty();
    }

    /** Fails when the connection that began as {@code mine} took so long that it was given up: another may be in use. */
    private Future<Void> current(long mine) {
        return mine == generation
                ? Future.succeededFuture()
                : Future.failedFuture(new IllegalStateException("a connection came too late"));
    }

    private void disconnect() {
        generation++;
        SqlConnection open = connection;
        connection = null;
        if (open != null) {
            open.close().onFailure(failure -> LOG.debug("closing a failed connection", failure));
        }
    }

    private <T> Future<T> withTimeout(Future<T> future) {
        return future.timeout(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
}
