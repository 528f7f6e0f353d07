package io.posthorn.bench.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What every connection does, round after round. */
public enum Scenario {
    /** A round is one SendMessage. */
    SINGLE(1, false, "SendMessage", "messages sent"),
    /** A round is one SendMessageBatch of ten. */
    BATCH(10, false, "SendMessageBatch of 10", "messages sent"),
    /** A round is one SendMessage, one ReceiveMessage of at most one and one DeleteMessage. */
    CYCLE(1, true, "SendMessage, ReceiveMessage of 1, DeleteMessage", "messages sent, received and deleted"),
    /** A round is one SendMessageBatch of ten, then ReceiveMessage and DeleteMessageBatch until ten are deleted. */
    CYCLE_BATCH(
            10,
            true,
            "SendMessageBatch of 10, ReceiveMessage of at most 10, DeleteMessageBatch",
            "messages sent, received and deleted");

    private final int messages;
    private final boolean received;
    private final String round;
    private final String unit;

    Scenario(int messages, boolean received, String round, String unit) {
        this.messages = messages;
        this.received = received;
        this.round = round;
        this.unit = unit;
    }

    /** The scenario that a person calls {@code name}. */
    public static Optional<Scenario> named(String name) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.toString().equals(name))
                .findFirst();
    }

    /** All names, for a person. */
    public static String names() {
        return Arrays.stream(values()).map(Scenario::toString).collect(Collectors.joining(", "));
    }

    /** Messages in a round. */
    public int messages() {
        return messages;
    }

    /** Whether a round receives and deletes what it sent, or as many others. */
    boolean isReceived() {
        return received;
    }

    /** The requests of a round, for a person. */
    public String round() {
        return round;
    }

    /** What is counted, for a person. */
    public String unit() {
        return unit;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
