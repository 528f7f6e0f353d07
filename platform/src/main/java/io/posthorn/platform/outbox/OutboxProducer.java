package io.posthorn.platform.outbox;

import io.posthorn.platform.event.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The Kafka producer that an outbox needs: every broker in sync has a record before it counts, and order is kept. */
public final class OutboxProducer {
    /** How long Kafka may take for one record, in milliseconds, all retries included. */
    static final int DELIVERY_TIMEOUT_MS = 20_000;

    private static final int REQUEST_TIMEOUT_MS = 5_000;
    private static final int MAX_BLOCK_MS = 5_000;

    private OutboxProducer() {}

    /**
     * A producer for one relay; the caller closes it after the relay.
     *
     * @param connection how Kafka is reached: {@code bootstrap.servers} and whatever its security needs
     */
    public static Producer<String, byte[]> connect(Map<String, ?> connection) {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_BATCH_BYTES);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }
}
