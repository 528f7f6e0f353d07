package io.posthorn.queue.queue;

import java.util.List;
import java.util.Objects;

/**
 * A page of queues in the order of their names.
 *
 * @param entries the queues of the page
 * @param more whether there are further queues after the last of them
 */
public record QueuePage(List<Entry> entries, boolean more) {
    public QueuePage {
        entries = List.copyOf(entries);
    }

    /**
     * What a list says of a queue.
     *
     * @param key which queue
     * @param id its number, see {@link QueueDescription#id()}
     */
    public record Entry(QueueKey key, long id) {
        public Entry {
            Objects.requireNonNull(key);
        }
    }
}
