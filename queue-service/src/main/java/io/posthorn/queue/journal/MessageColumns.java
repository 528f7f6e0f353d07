package io.posthorn.queue.journal;

import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.StoredMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Messages to insert as the columns of one statement, in the order of {@link JournalSql#INSERT}'s parameters. */
final class MessageColumns {
    private record Row(QueueRef queue, StoredMessage message, Payload payload) {}

    private final List<Row> rows = new ArrayList<>();

    void add(QueueRef queue, StoredMessage message, Payload payload) {
        rows.add(new Row(queue, message, payload));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    Tuple tuple() {
        int size = rows.size();
        String[] accounts = new String[size];
        Long[] queues = new Long[size];
        Long[] sequences = new Long[size];
        UUID[] ids = new UUID[size];
        Integer[] sizes = new Integer[size];
        Long[] sent = new Long[size];
        Long[] accepted = new Long[size];
        Long[] visible = new Long[size];
        @Nullable String[] groups = new @Nullable String[size];
        @Nullable String[] deduplications = new @Nullable String[size];
        Integer[] receives = new Integer[size];
        Integer[] elsewhere = new Integer[size];
        @Nullable Long[] first = new @Nullable Long[size];
        Long[] epochs = new Long[size];
        @Nullable Long[] leased = new @Nullable Long[size];
        @Nullable String[] md5s = new @Nullable String[size];
        @Nullable UUID[] keys = new @Nullable UUID[size];
        Buffer[] attributes = new Buffer[size];
        Buffer[] bodies = new Buffer[size];
        for (int i = 0; i < size; i++) {
            Row row = rows.get(i);
            StoredMessage message = row.message();
            accounts[i] = row.queue().account().value();
            queues[i] = row.queue().queueId();
            sequences[i] = message.sequence();
            ids[i] = message.id().toUuid();
            sizes[i] = message.size();
            sent[i] = message.sentAt().toEpochMilli();
            accepted[i] = message.acceptedAt().toEpochMilli();
            visible[i] = message.visibleAt().toEpochMilli();
            groups[i] = message.groupId();
            deduplications[i] = message.deduplicationId();
            receives[i] = message.receiveCount();
            elsewhere[i] = message.receivedElsewhere();
            first[i] = millis(message.firstReceived());
            epochs[i] = message.leaseEpoch();
            leased[i] = millis(message.leasedAt());
            md5s[i] = row.payload().encryptionKeyId() == null ? row.payload().bodyMd5() : null;
            keys[i] = row.payload().encryptionKeyId();
            attributes[i] = Buffer.buffer(row.payload().attributes());
            bodies[i] = Buffer.buffer(row.payload().body());
        }
        return Tuple.from(new Object[] {
            accounts,
            queues,
            sequences,
            ids,
            sizes,
            sent,
            accepted,
            visible,
            groups,
            deduplications,
            receives,
            elsewhere,
            first,
            epochs,
            leased,
            md5s,
            keys,
            attributes,
            bodies
        });
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
