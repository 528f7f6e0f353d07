package io.posthorn.topic.publish;

/** A publication that is longer, as it is written down, than Kafka takes; nothing was done. */
public final class PublicationTooLargeException extends RuntimeException {
    PublicationTooLargeException() {
        super("a publication is longer than a record may be", null, false, false);
    }
}
