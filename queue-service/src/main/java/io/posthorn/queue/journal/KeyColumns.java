package io.posthorn.queue.journal;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Keys of messages as the columns of one statement: account, queue, sequence. */
final class KeyColumns {
    private final List<String> accounts = new ArrayList<>();
    private final List<Long> queues = new ArrayList<>();
    private final List<Long> sequences = new ArrayList<>();

    void add(QueueRef queue, long sequence) {
        accounts.add(queue.account().value());
        queues.add(queue.queueId());
        sequences.add(sequence);
    }

    boolean isEmpty() {
        return accounts.isEmpty();
    }

    Tuple tuple() {
        return Tuple.of(accounts.toArray(String[]::new), queues.toArray(Long[]::new), sequences.toArray(Long[]::new));
    }
}
