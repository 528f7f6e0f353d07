package io.posthorn.queue.journal;

import io.posthorn.platform.outbox.Outbox;
import io.posthorn.platform.outbox.OutboxRecord;
import io.posthorn.queue.shard.ShardLease;
import io.posthorn.queue.state.DedupKey;
import io.posthorn.queue.state.DedupRecord;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.LeaseRecord;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Appends written as one transaction. Entries are sorted by kind, a statement each, sent without waiting for one another's
 * answers. Sorting is sound: a message is deleted or leased only after its insert was durable, and a purge names the last
 * sequence that it covers, so inserts may go first. Every statement may be repeated.
 */
final class Transaction {
    private static final Outbox OUTBOX = Outbox.in("queue");

    private final Map<Integer, Long> epochs = new TreeMap<>();
    private final MessageColumns inserts = new MessageColumns();
    private final KeyColumns deletes = new KeyColumns();
    private final KeyColumns purges = new KeyColumns();
    private final Map<MessageKey, LeaseRecord> leases = new LinkedHashMap<>();
    private final Map<RememberedKey, DedupRecord> remembered = new LinkedHashMap<>();
    private final Set<RememberedKey> forgotten = new LinkedHashSet<>();

    private final Map<UUID, Transport.SealedKey> keys = new LinkedHashMap<>(0);
    private final List<OutboxRecord> outgoing = new ArrayList<>(0);
    private final List<Transport.Arrival> arrived = new ArrayList<>(0);
    private final Map<Integer, Long> consumed = new TreeMap<>();
    private final List<Transport.Progress> progress = new ArrayList<>(0);

    private record MessageKey(QueueRef queue, long sequence) {}

    private record RememberedKey(QueueRef queue, DedupKey key) {}

    static Transaction of(List<Append> appends) {
        Transaction transaction = new Transaction();
        for (Append append : appends) {
            ShardLease lease = append.lease();
            transaction.epochs.put(lease.shard(), lease.epoch());
            for (JournalEntry entry : append.entries()) {
                transaction.add(append.queue(), entry);
            }
            transaction.add(append.transport());
        }
        return transaction;
    }

    private void add(QueueRef queue, JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Insert(var message, var payload) -> inserts.add(queue, message, payload);
            case JournalEntry.Delete(long sequence) -> deletes.add(queue, sequence);
            case JournalEntry.Leases(var records) ->
                records.forEach(record -> leases.put(new MessageKey(queue, record.sequence()), record));
            case JournalEntry.Remember(var dedup) -> {
                // PostgreSQL refuses to write one row twice in a statement; the later record is the one that holds.
                RememberedKey key = new RememberedKey(queue, dedup.key());
                forgotten.remove(key);
                remembered.remove(key);
                remembered.put(key, dedup);
            }
            case JournalEntry.Forget(var keys) ->
                keys.forEach(key -> {
                    remembered.remove(new RememberedKey(queue, key));
                    forgotten.add(new RememberedKey(queue, key));
                });
            case JournalEntry.Purge(long through) -> purges.add(queue, through);
            // Its owner turns it into a delete and an outgoing record, for which it needs the payload.
            case JournalEntry.Move move ->
                throw new IllegalStateException("a move without its message: " + move.target());
        }
    }

    private void add(Transport transport) {
        transport.keys().forEach(key -> keys.put(key.id(), key));
        outgoing.addAll(transport.outgoing());
        arrived.addAll(transport.arrived());
        transport.consumed().ifPresent(each -> consumed.merge(each.shard(), each.nextOffset(), Math::max));
        transport.progress().ifPresent(progress::add);
    }

    /** Writes all of it. Fails with the first statement's failure, and then nothing was written. */
    Future<Void> write(SqlConnection connection) {
        List<Future<?>> answers = new ArrayList<>(8);
        answers.add(connection.query("BEGIN").execute());
        answers.add(run(connection, JournalSql.FENCE, fence()));
        if (!keys.isEmpty()) {
            answers.add(run(connection, JournalSql.DATA_KEYS, keyTuple()));
        }
        if (!inserts.isEmpty()) {
            answers.add(run(connection, JournalSql.INSERT, inserts.tuple()));
        }
        if (!remembered.isEmpty()) {
            answers.add(run(connection, JournalSql.REMEMBER, rememberedTuple()));
        }
        if (!deletes.isEmpty()) {
            answers.add(run(connection, JournalSql.DELETE, deletes.tuple()));
        }
        if (!leases.isEmpty()) {
            answers.add(run(connection, JournalSql.LEASES, leaseTuple()));
        }
        if (!purges.isEmpty()) {
            answers.add(run(connection, JournalSql.PURGE, purges.tuple()));
            answers.add(run(connection, JournalSql.PURGE_REMEMBERED, purges.tuple()));
        }
        if (!forgotten.isEmpty()) {
            answers.add(run(connection, JournalSql.FORGET, forgottenTuple()));
        }
        if (!outgoing.isEmpty()) {
            answers.add(append(connection));
        }
        if (!arrived.isEmpty()) {
            answers.add(run(connection, JournalSql.ARRIVED, arrivedTuple()));
        }
        if (!consumed.isEmpty()) {
            answers.add(run(connection, JournalSql.CONSUMED, consumedTuple()));
        }
        for (Transport.Progress each : progress) {
            answers.add(
                    run(connection, JournalSql.PROGRESS, Tuple.of(each.account().value(), each.task(), each.moved())));
        }
        // After a failed statement COMMIT rolls back and calls that a success: the failure shows in the statement's
        // answer.
        answers.add(connection.query("COMMIT").execute());
        return Future.join(answers).mapEmpty();
    }

    private Future<?> append(SqlConnection connection) {
        io.vertx.mutiny.sqlclient.SqlConnection same = io.vertx.mutiny.sqlclient.SqlConnection.newInstance(connection);
        List<Future<?>> parts = new ArrayList<>();
        for (int from = 0; from < outgoing.size(); from += Outbox.MAX_RECORDS) {
            List<OutboxRecord> part = outgoing.subList(from, Math.min(outgoing.size(), from + Outbox.MAX_RECORDS));
            parts.add(Future.fromCompletionStage(OUTBOX.append(same, part).subscribeAsCompletionStage()));
        }
        return Future.join(parts);
    }

    private Tuple keyTuple() {
        return Tuple.from(List.<Object>of(
                keys.values().stream().map(key -> key.queue().account().value()).toArray(String[]::new),
                keys.keySet().toArray(UUID[]::new),
                keys.values().stream().map(key -> key.queue().queueId()).toArray(Long[]::new),
                keys.values().stream().map(key -> Buffer.buffer(key.sealed())).toArray(Buffer[]::new)));
    }

    private Tuple arrivedTuple() {
        return Tuple.from(List.<Object>of(
                arrived.stream().map(each -> each.account().value()).toArray(String[]::new),
                arrived.stream().map(Transport.Arrival::deliveryId).toArray(String[]::new)));
    }

    private Tuple consumedTuple() {
        return Tuple.from(List.<Object>of(
                consumed.keySet().toArray(Integer[]::new), consumed.values().toArray(Long[]::new)));
    }

    private static Future<?> run(SqlConnection connection, String sql, Tuple tuple) {
        return connection.preparedQuery(sql).execute(tuple);
    }

    private Tuple fence() {
        return Tuple.from(List.<Object>of(
                epochs.keySet().toArray(Integer[]::new), epochs.values().toArray(Long[]::new)));
    }

    private Tuple leaseTuple() {
        int size = leases.size();
        String[] accounts = new String[size];
        Long[][] numbers = new Long[6][size];
        Integer[] counts = new Integer[size];
        int i = 0;
        for (Map.Entry<MessageKey, LeaseRecord> entry : leases.entrySet()) {
            MessageKey key = entry.getKey();
            LeaseRecord lease = entry.getValue();
            accounts[i] = key.queue().account().value();
            numbers[0][i] = key.queue().queueId();
            numbers[1][i] = key.sequence();
            counts[i] = lease.receiveCount();
            numbers[2][i] = lease.firstReceived().toEpochMilli();
            numbers[3][i] = lease.visibleAt().toEpochMilli();
            numbers[4][i] = lease.leaseEpoch();
            numbers[5][i] = lease.leasedAt().toEpochMilli();
            i++;
        }
        return Tuple.from(List.<Object>of(
                accounts, numbers[0], numbers[1], counts, numbers[2], numbers[3], numbers[4], numbers[5]));
    }

    private Tuple rememberedTuple() {
        int size = remembered.size();
        String[] accounts = new String[size];
        Long[] queues = new Long[size];
        String[] scopes = new String[size];
        String[] ids = new String[size];
        UUID[] messages = new UUID[size];
        Long[] sequences = new Long[size];
        Long[] expiries = new Long[size];
        int i = 0;
        for (Map.Entry<RememberedKey, DedupRecord> entry : remembered.entrySet()) {
            accounts[i] = entry.getKey().queue().account().value();
            queues[i] = entry.getKey().queue().queueId();
            scopes[i] = entry.getKey().key().scope();
            ids[i] = entry.getKey().key().deduplicationId();
            messages[i] = entry.getValue().messageId().toUuid();
            sequences[i] = entry.getValue().sequence();
            expiries[i] = entry.getValue().expiresAt().toEpochMilli();
            i++;
        }
        return Tuple.from(List.<Object>of(accounts, queues, scopes, ids, messages, sequences, expiries));
    }

    private Tuple forgottenTuple() {
        int size = forgotten.size();
        String[] accounts = new String[size];
        Long[] queues = new Long[size];
        String[] scopes = new String[size];
        String[] ids = new String[size];
        int i = 0;
        for (RememberedKey key : forgotten) {
            accounts[i] = key.queue().account().value();
            queues[i] = key.queue().queueId();
            scopes[i] = key.key().scope();
            ids[i] = key.key().deduplicationId();
            i++;
        }
        return Tuple.from(List.<Object>of(accounts, queues, scopes, ids));
    }
}
