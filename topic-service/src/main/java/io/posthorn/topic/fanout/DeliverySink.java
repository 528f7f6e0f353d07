package io.posthorn.topic.fanout;

import io.posthorn.platform.event.DeadRecord;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends the deliveries of one portion to {@code queue.deliveries}, in the order in which they come, and knows when all of them
 * are durable. Blocks while Kafka takes no more. For one thread.
 */
final class DeliverySink {
    /** How much is under way before the sink waits: a portion may fan out to much more than it is itself. */
    private static final long MAX_UNDER_WAY_BYTES = 8 * 1024 * 1024;

    /** The longest value that Kafka takes, with room for the record's key and what frames it. */
    private static final int MAX_VALUE_BYTES = Topics.MAX_BATCH_BYTES - 16 * 1024;

    private final Producer<String, byte[]> producer;
    private final DeliverySeal seal;
    private final List<Future<RecordMetadata>> underWay = new ArrayList<>();
    private long bytes;

    DeliverySink(Producer<String, byte[]> producer, DeliverySeal seal) {
        this.producer = producer;
        this.seal = seal;
    }

    /**
     * Sends {@code delivery}, unless it is longer than Kafka takes: so long is only what no queue takes either, a text of control
     * characters that its envelope spells out.
     *
     * @return whether it is sent
     */
    boolean send(QueueDelivery delivery) throws InterruptedException, ExecutionException {
        byte[] value = seal.seal(delivery);
        if (value.length > MAX_VALUE_BYTES) {
            return false;
        }
        send(
                new ProducerRecord<>(Topics.QUEUE_DELIVERIES.name(), delivery.shard(), delivery.recordKey(), value),
                value.length);
        return true;
    }

    /** Puts a record aside that cannot be read; without its value when that is too long to be kept twice. */
    void putAside(DeadRecord record) throws InterruptedException, ExecutionException {
        byte[] whole = DeadRecord.CODEC.encode(record);
        byte[] value = whole.length <= MAX_VALUE_BYTES
                ? whole
                : DeadRecord.CODEC.encode(new DeadRecord(
                        record.schemaVersion(),
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.key(),
                        null,
                        record.reason(),
                        record.diedAt()));
        String place = record.topic() + "-" + record.partition() + "@" + record.offset();
        send(new ProducerRecord<>(Topics.TOPIC_PUBLICATIONS.dead().name(), place, value), value.length);
    }

    private void send(ProducerRecord<String, byte[]> record, int size) throws InterruptedException, ExecutionException {
        if (bytes + size > MAX_UNDER_WAY_BYTES) {
            await();
        }
        underWay.add(producer.send(record));
        bytes += size;
    }

    /** Returns when everything that was sent is durable. */
    void await() throws InterruptedException, ExecutionException {
        for (Future<RecordMetadata> each : underWay) {
            each.get();
        }
        underWay.clear();
        bytes = 0;
    }
}
