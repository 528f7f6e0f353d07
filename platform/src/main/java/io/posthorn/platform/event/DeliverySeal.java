package io.posthorn.platform.event;

import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import java.nio.charset.StandardCharsets;

/**
 * Deliveries as they stand in the outbox and in Kafka: sealed, each for the queue that it goes to. A delivery in clear, as
 * services without sealed content may write it, is read too. Safe for use by many threads.
 */
public final class DeliverySeal {
    /** The purpose of the master keys that seal deliveries. */
    public static final String PURPOSE = "queue.deliveries";

    private final SecretSealer sealer;

    /** @param sealer seals with keys for {@link #PURPOSE} */
    public DeliverySeal(SecretSealer sealer) {
        this.sealer = sealer;
    }

    /** The record's value. */
    public byte[] seal(QueueDelivery delivery) {
        return sealer.seal(QueueDelivery.CODEC.encode(delivery), context(delivery.recordKey()));
    }

    /**
     * Reads a record.
     *
     * @param key the record's key
     * @throws EventException when what it holds is not a delivery
     * @throws SecretException when it does not open for that key
     */
    public QueueDelivery open(String key, byte[] value) throws EventException {
        boolean clear = value.length > 0 && value[0] == '{';
        return QueueDelivery.CODEC.decode(clear ? value : sealer.open(value, context(key)));
    }

    private static byte[] context(String key) {
        return ("queue.deliveries/" + key).getBytes(StandardCharsets.UTF_8);
    }
}
