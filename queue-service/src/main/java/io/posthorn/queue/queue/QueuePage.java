package io.posthorn.queue.queue;

import java.util.List;

/**
 * A page of queues in the order of their names.
 *
 * @param names the names of the page
 * @param more whether there are further queues after the last of them
 */
public record QueuePage(List<QueueName> names, boolean more) {
    public QueuePage {
        names = List.copyOf(names);
    }
}
