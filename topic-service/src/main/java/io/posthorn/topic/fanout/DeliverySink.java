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

    private final Producer<String, byte[]> producer;
    private final DeliverySeal seal;
    private final List<Future<RecordMetadata>> underWay = new ArrayList<>();
    private long bytes;

    DeliverySink(Producer<String, byte[]> producer, DeliverySeal seal) {
        this.producer = producer;
        this.seal = seal;
    }

    void send(QueueDelivery delivery) throws InterruptedException, ExecutionException {
        byte[] value = seal.seal(delivery);
        send(
                new ProducerRecord<>(Topics.QUEUE_DELIVERIES.name(), delivery.shard(), delivery.recordKey(), value),
                value.length);
    }

    /** Puts a record aside that cannot be read. */
    void putAside(DeadRecord record) throws InterruptedException, ExecutionException {
        byte[] value = DeadRecord.CODEC.encode(record);
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
