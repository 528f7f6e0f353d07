package io.posthorn.queue.state;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order of a FIFO queue. A group delivers the prefix of its messages before the first that is not visible (behaviour 1); the
 * groups whose first message is visible form a ring, of which a receive drains the first before it goes on to the next
 * (behaviour 2).
 *
 * <pre>
 *   event                                        first message of the group    the group
 *   first message becomes visible                visible                       joins the ring at its end
 *   first message is picked, hidden, delayed     invisible                     leaves the ring
 *   first message leaves the queue               the next one decides          leaves, joins, or keeps its place
 *   message behind the first changes             as before                     keeps its place, in the ring or out
 *   last message leaves the queue                none                          is forgotten
 * </pre>
 */
final class FifoGroups implements ReadyOrder {

    /** One message group: all its messages that are durable, in order of sequence. */
    static final class Group extends MessageGroup {
        private final Chain chain = new Chain();

        private Group(String id) {
            super(id);
        }
    }

    private final Map<String, Group> groups = new HashMap<>();
    private final LinkedHashSet<Group> ring = new LinkedHashSet<>();
    private int groupsInFlight;

    /** The message behind the one that the running receive picked last. */
    private @Nullable Message cursor;

    private boolean onePerGroup;

    @Override
    public Group join(@Nullable String groupId) {
        if (groupId == null) {
            throw new IllegalArgumentException("a message of a FIFO queue needs a group");
        }
        Group group = groups.computeIfAbsent(groupId, Group::new);
        group.messages++;
        return group;
    }

    @Override
    public void changed(Message message, MessageState from, long now) {
        Group group = groupOf(message);
        MessageState to = message.state;
        if (message == cursor) {
            cursor = message.next;
        } else if (to == MessageState.TAKEN) {
            cursor = onePerGroup ? null : message.next;
        }
        if (to == MessageState.GONE) {
            leave(group, message, from);
        } else if (from == MessageState.PENDING) {
            insert(group.chain, message);
        }
        countInFlight(group, from, to);
        settle(group);
    }

    private static Group groupOf(Message message) {
        if (message.group instanceof Group group) {
            return group;
        }
        throw new IllegalStateException("a message of a FIFO queue has no group");
    }

    private void leave(Group group, Message message, MessageState from) {
        if (from != MessageState.PENDING) {
            group.chain.remove(message);
        }
        group.messages--;
        if (group.messages == 0) {
            groups.remove(group.id);
        }
    }

    /** Behind all earlier ones: at the end, unless the journal tells of durable messages out of order. */
    private static void insert(Chain chain, Message message) {
        Message before = chain.last();
        while (before != null && before.sequence > message.sequence) {
            before = before.previous;
        }
        chain.insertAfter(before, message);
    }

    private void countInFlight(Group group, MessageState from, MessageState to) {
        if (from.occupied() == to.occupied()) {
            return;
        }
        if (to.occupied()) {
            group.inFlight++;
            groupsInFlight += group.inFlight == 1 ? 1 : 0;
        } else {
            group.inFlight--;
            groupsInFlight -= group.inFlight == 0 ? 1 : 0;
        }
    }

    private void settle(Group group) {
        Message first = group.chain.first();
        if (first != null && first.state == MessageState.READY) {
            ring.add(group);
        } else {
            ring.remove(group);
        }
    }

    @Override
    public @Nullable Message next(boolean oneOfEachGroup, long now) {
        onePerGroup = oneOfEachGroup;
        Message behind = cursor;
        if (behind != null && behind.state == MessageState.READY) {
            return behind;
        }
        cursor = null;
        return ring.isEmpty() ? null : ring.getFirst().chain.first();
    }

    @Override
    public void endBatch() {
        cursor = null;
    }

    @Override
    public boolean any() {
        return !ring.isEmpty();
    }

    @Override
    public int groupsInFlight() {
        return groupsInFlight;
    }

    @Override
    public NoisyGroups noisy(long now) {
        return NoisyGroups.NONE;
    }
}
