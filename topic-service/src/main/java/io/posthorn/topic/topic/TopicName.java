package io.posthorn.topic.topic;

import java.util.Optional;

/**
 * A topic's name, unique within an account and region; case matters.
 *
 * @param value 1 to 256 characters of {@code [A-Za-z0-9_-]}, of which a FIFO topic's last five are {@code .fifo}
 */
public record TopicName(String value) implements Comparable<TopicName> {
    /** What a FIFO topic's name ends with. */
    public static final String FIFO_SUFFIX = ".fifo";

    /** The longest name, suffix and all, in characters. */
    public static final int MAX_LENGTH = 256;

    public TopicName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not the name of a topic");
        }
    }

    /** The name that {@code value} is, or empty when no topic can be called so. */
    public static Optional<TopicName> parse(String value) {
        return isValid(value) ? Optional.of(new TopicName(value)) : Optional.empty();
    }

    /** Whether it is the name of a FIFO topic. */
    public boolean isFifo() {
        return value.endsWith(FIFO_SUFFIX);
    }

    @Override
    public int compareTo(TopicName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isValid(String value) {
        int end = value.endsWith(FIFO_SUFFIX) ? value.length() - FIFO_SUFFIX.length() : value.length();
        if (end == 0 || value.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
