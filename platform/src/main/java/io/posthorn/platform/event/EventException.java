package io.posthorn.platform.event;

/**
 * A Kafka record that cannot be read. Checked, because whoever reads has to put it aside as a {@link DeadRecord}: failing
 * would read it again forever. The message says what is wrong and where, never content.
 */
public final class EventException extends Exception {
    EventException(String message) {
        super(message);
    }
}
