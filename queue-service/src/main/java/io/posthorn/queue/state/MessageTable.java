package io.posthorn.queue.state;

import org.jspecify.annotations.Nullable;

/**
 * The messages by sequence: an open-addressed hash table of references, 5 to 11 bytes a message. Grows and shrinks with its content.
 */
final class MessageTable {

    private static final int MIN_BITS = 4;
    /** 2^64 divided by the golden ratio: spreads the consecutive sequences evenly. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private int bits = MIN_BITS;
    private @Nullable Message[] slots = new @Nullable Message[1 << MIN_BITS];
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Message get(long sequence) {
        int mask = slots.length - 1;
        int slot = home(sequence);
        while (true) {
            Message message = slots[slot];
            if (message == null || message.sequence == sequence) {
                return message;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Adds a message whose sequence is not in the table. */
    void add(Message message) {
        if (4 * (size + 1) > 3 * slots.length) {
            resize(bits + 1);
        }
        insert(message);
        size++;
    }

    void remove(long sequence) {
        int mask = slots.length - 1;
        int hole = home(sequence);
        while (true) {
            Message message = slots[hole];
            if (message == null) {
                return;
            }
            if (message.sequence == sequence) {
                break;
            }
            hole = (hole + 1) & mask;
        }
        closeGap(hole, mask);
        size--;
        if (bits > MIN_BITS && 8 * size < slots.length) {
            resize(bits - 1);
        }
    }

    /** Moves back each following message that would not be found past an empty slot. */
    private void closeGap(int gap, int mask) {
        int hole = gap;
        int slot = hole;
        while (true) {
            slot = (slot + 1) & mask;
            Message message = slots[slot];
            if (message == null) {
                slots[hole] = null;
                return;
            }
            if (((slot - home(message.sequence)) & mask) >= ((slot - hole) & mask)) {
                slots[hole] = message;
                hole = slot;
            }
        }
    }

    private void resize(int newBits) {
        @Nullable Message[] old = slots;
        bits = newBits;
        slots = new @Nullable Message[1 << newBits];
        for (Message message : old) {
            if (message != null) {
                insert(message);
            }
        }
    }

    private void insert(Message message) {
        int mask = slots.length - 1;
        int slot = home(message.sequence);
        while (slots[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = message;
    }

    private int home(long sequence) {
        return (int) ((sequence * SPREAD) >>> (64 - bits));
    }
}
