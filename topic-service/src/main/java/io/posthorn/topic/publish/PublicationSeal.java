package io.posthorn.topic.publish;

import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.TopicPublication;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import java.nio.charset.StandardCharsets;

/** Publications as they stand in Kafka and in archives: sealed. Safe for use by many threads. */
public final class PublicationSeal {
    /** The purpose of the master keys that seal publications. */
    public static final String PURPOSE = "topic.publications";

    private static final byte[] CONTEXT = PURPOSE.getBytes(StandardCharsets.US_ASCII);

    private final SecretSealer sealer;

    /** @param sealer seals with keys for {@link #PURPOSE} */
    public PublicationSeal(SecretSealer sealer) {
        this.sealer = sealer;
    }

    /** The record's value. */
    public byte[] seal(TopicPublication publication) {
        return sealer.seal(TopicPublication.CODEC.encode(publication), CONTEXT);
    }

    /**
     * Reads a record.
     *
     * @throws EventException when what it holds is not a publication
     * @throws SecretException when it does not open
     */
    public TopicPublication open(byte[] value) throws EventException {
        return TopicPublication.CODEC.decode(sealer.open(value, CONTEXT));
    }
}
