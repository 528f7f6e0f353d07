package io.posthorn.topic.publish;

import io.posthorn.platform.event.TopicPublication;
import io.posthorn.platform.event.Topics;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to {@link Topics#TOPIC_PUBLICATIONS}: a FIFO topic's by topic and group, which keeps their order; others wherever
 * Kafka likes, so that every replica has a share of a busy topic. Kafka's client may block its caller, so a thread of its own
 * calls it; what waits for it is bounded in bytes.
 */
public final class KafkaPublisher implements Publisher, AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** The longest record with room for its batch's own fields and its key. */
    private static final int MAX_VALUE_BYTES = Topics.MAX_BATCH_BYTES - 4096;

    /**
     * While one append is under way, what comes gathers in the next: a broker makes appends durable one after the other, and a
     * large one takes no longer than a small one.
     */
    private static final int BATCH_BYTES = 256 * 1024;

    private static final int MAX_BLOCK_MS = 5_000;
    private static final int REQUEST_TIMEOUT_MS = 5_000;
    private static final int DELIVERY_TIMEOUT_MS = 10_000;

    private final Producer<String, byte[]> producer;
    private final PublicationSeal seal;
    private final long maxWaitingBytes;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final ExecutorService sender = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("posthorn-topic-publisher").daemon().factory());

    /**
     * @param producer with acks of all replicas, idempotent; closed with this
     * @param maxWaitingBytes how much may be under way, in bytes
     */
    public KafkaPublisher(Producer<String, byte[]> producer, PublicationSeal seal, long maxWaitingBytes) {
        this.producer = producer;
        this.seal = seal;
        this.maxWaitingBytes = maxWaitingBytes;
    }

    /**
     * A publisher with a producer of its own. A record that Kafka does not take within some seconds fails, for its publisher
     * waits.
     */
    public static KafkaPublisher connect(Map<String, Object> kafka, PublicationSeal seal, long maxWaitingBytes) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_BATCH_BYTES);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return new KafkaPublisher(
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer()), seal, maxWaitingBytes);
    }

    /** Bytes that are under way. */
    public long waitingBytes() {
        return waitingBytes.get();
    }

    @Override
    public Uni<Long> publish(TopicPublication publication) {
        byte[] value = seal.seal(publication);
        if (value.length > MAX_VALUE_BYTES) {
            return Uni.createFrom().failure(new PublicationTooLargeException());
        }
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.TOPIC_PUBLICATIONS.name(), key(publication), value);
        return Uni.createFrom().emitter(emitter -> {
            if (waitingBytes.addAndGet(value.length) > maxWaitingBytes) {
                waitingBytes.addAndGet(-value.length);
                emitter.fail(new PublisherBusyException("too much is being published"));
                return;
            }
            try {
                sender.execute(() -> send(record, emitter));
            } catch (RejectedExecutionException stopped) {
                waitingBytes.addAndGet(-value.length);
                emitter.fail(new PublisherBusyException("publishing has stopped"));
            }
        });
    }

    private void send(ProducerRecord<String, byte[]> record, UniEmitter<? super Long> emitter) {
        int size = record.value().length;
        try {
            var _ = producer.send(record, (metadata, failure) -> {
                waitingBytes.addAndGet(-size);
                if (failure == null) {
                    emitter.complete(metadata.offset());
                } else {
                    emitter.fail(failure);
                }
            });
        } catch (KafkaException | IllegalStateException failure) {
            waitingBytes.addAndGet(-size);
            emitter.fail(failure);
        }
    }

    /** The FIFO topic and group whose order is kept; null where none is. */
    static @Nullable String key(TopicPublication publication) {
        boolean fifo = publication.deduplicationId() != null;
        return fifo
                ? publication.account() + "/" + publication.region() + "/" + publication.topic() + "/"
                        + publication.groupId()
                : null;
    }

    @Override
    public void close() {
        sender.shutdown();
        producer.close(CLOSE);
    }
}
