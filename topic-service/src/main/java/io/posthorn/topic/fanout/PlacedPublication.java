package io.posthorn.topic.fanout;

import io.posthorn.platform.event.TopicPublication;
import io.posthorn.topic.message.MessageAttributes;
import io.posthorn.topic.message.MessageStructure;
import io.posthorn.topic.publish.Published;
import io.posthorn.topic.publish.SequenceNumbers;
import java.util.Optional;

/**
 * A publication and its place in {@code topic.publications}, which on FIFO topics is its order.
 *
 * @param record what was published
 * @param attributes its attributes
 * @param structure its texts for each protocol, when it has such
 */
record PlacedPublication(
        int partition,
        long offset,
        TopicPublication record,
        MessageAttributes attributes,
        Optional<MessageStructure> structure) {
    static PlacedPublication of(int partition, long offset, TopicPublication record) {
        return new PlacedPublication(
                partition, offset, record, Published.attributes(record), Published.structure(record));
    }

    /** What a subscriber by {@code protocol} gets. */
    String textFor(String protocol) {
        return structure.map(each -> each.textFor(protocol)).orElse(record.message());
    }

    /** The sequence number, on FIFO topics. */
    Optional<String> sequenceNumber() {
        return isFifo() ? Optional.of(SequenceNumbers.of(offset)) : Optional.empty();
    }

    boolean isFifo() {
        return record.deduplicationId() != null;
    }
}
