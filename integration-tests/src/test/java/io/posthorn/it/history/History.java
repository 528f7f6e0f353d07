package io.posthorn.it.history;

import java.util.List;

/**
 * All calls that clients made on some queues.
 *
 * @param calls in any order
 * @param ownerChanges when a queue's owner may have ended and another may have begun: what was only in memory may be forgotten then.
 *     From before the old one could end until after the new one answers
 * @param drainedFrom the moment from which the queues were received from and deleted until they were empty, every message being
 *     visible at some time after it
 */
public record History(List<Call> calls, List<Span> ownerChanges, long drainedFrom) {
    public History {
        calls = List.copyOf(calls);
        ownerChanges = List.copyOf(ownerChanges);
    }
}
