package io.posthorn.queue.queue;

import java.util.Optional;

/**
 * A queue's name, unique within an account and region; case matters.
 *
 * @param value 1 to 80 characters of {@code [A-Za-z0-9_-]}, of which a FIFO queue's last five are {@code .fifo}
 */
public record QueueName(String value) implements Comparable<QueueName> {
    /** What a FIFO queue's name ends with. */
    public static final String FIFO_SUFFIX = ".fifo";

    /** The longest name, suffix and all, in characters. */
    public static final int MAX_LENGTH = 80;

    public QueueName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not the name of a queue");
        }
    }

    /** The name that {@code value} is, or empty when no queue can be called so. */
    public static Optional<QueueName> parse(String value) {
        return isValid(value) ? Optional.of(new QueueName(value)) : Optional.empty();
    }

    /** Whether {@code text} is no longer than a name and has only characters of names; no name begins with another. */
    public static boolean isPrefix(String text) {
        return text.length() <= MAX_LENGTH && text.chars().allMatch(c -> c == '.' || isPartOfAName(c));
    }

    /** Whether it is the name of a FIFO queue: the name alone decides. */
    public boolean isFifo() {
        return value.endsWith(FIFO_SUFFIX);
    }

    @Override
    public int compareTo(QueueName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    /** Every request names a queue, so this is a scan and no regular expression. */
    private static boolean isValid(String value) {
        int end = value.endsWith(FIFO_SUFFIX) ? value.length() - FIFO_SUFFIX.length() : value.length();
        if (end == 0 || value.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            if (!isPartOfAName(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPartOfAName(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
