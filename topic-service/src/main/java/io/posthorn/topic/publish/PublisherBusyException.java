package io.posthorn.topic.publish;

/** More is being published than Kafka takes; nothing was done. */
public final class PublisherBusyException extends RuntimeException {
    PublisherBusyException(String message) {
        super(message, null, false, false);
    }
}
