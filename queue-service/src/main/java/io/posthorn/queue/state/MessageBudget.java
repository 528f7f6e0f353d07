package io.posthorn.queue.state;

/**
 * How many messages the queues of one event loop hold in memory together, out of how many they should. A queue that finds no room
 * leaves messages to the store alone and goes on; each may hold a few all the same. For one thread.
 */
public final class MessageBudget {

    /** What a message costs in memory at the most, but for the texts of its group and deduplication ID: bytes. */
    public static final int BYTES_PER_MESSAGE = 280;

    private final long messages;
    private long held;

    /**
     * @param messages how many there is room for, at least 1
     */
    public MessageBudget(long messages) {
        if (messages < 1) {
            throw new IllegalArgumentException("a budget must be positive: " + messages);
        }
        this.messages = messages;
    }

    boolean hasRoom() {
        return held < messages;
    }

    boolean isExceeded() {
        return held > messages;
    }

    void take() {
        held++;
    }

    void give(int count) {
        held -= count;
    }

    /** How many messages are in memory. */
    public long held() {
        return held;
    }
}
