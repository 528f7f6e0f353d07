package io.posthorn.queue.engine;

import io.posthorn.queue.QueueServiceConfig;
import io.posthorn.queue.state.MessageBudget;

/**
 * How much of the process's memory the queues may use; what the operator does not set is a share of the heap.
 *
 * @param bodyBytes bytes of bodies and attributes that are cached
 * @param waitingBytes bytes of messages that may wait for the journal
 * @param messages messages of which the core holds what a receive needs
 */
record MemoryShares(long bodyBytes, long waitingBytes, long messages) {

    static MemoryShares of(QueueServiceConfig.Memory config, long heapBytes) {
        return new MemoryShares(
                config.bodyBytes().orElse(heapBytes / 8),
                config.waitingBytes().orElse(heapBytes / 8),
                config.messages().orElse(heapBytes / 4 / MessageBudget.BYTES_PER_MESSAGE));
    }
}
