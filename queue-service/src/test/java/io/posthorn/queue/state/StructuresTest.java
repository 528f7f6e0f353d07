package io.posthorn.queue.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The message table, the timers and the ages against the collections of the JDK. */
class StructuresTest {

    private static Message message(long sequence, long sentAt) {
        return new Message(sequence, new MessageId(0, sequence), sentAt, sentAt, 1, 0, null, null);
    }

    @Property
    void theTableFindsWhatAMapFinds(@ForAll @Size(max = 400) List<@IntRange(max = 60) Integer> toggles) {
        MessageTable table = new MessageTable();
        Map<Long, Message> expected = new HashMap<>();
        for (int toggle : toggles) {
            // Multiples of a large power of two collide more often than consecutive numbers.
            long sequence = toggle % 2 == 0 ? toggle : (long) toggle << 40;
            if (expected.remove(sequence) == null) {
                Message message = message(sequence, 0);
                expected.put(sequence, message);
                table.add(message);
            } else {
                table.remove(sequence);
            }
            assertThat(table.size()).isEqualTo(expected.size());
            for (int i = 0; i <= 60; i++) {
                long other = i % 2 == 0 ? i : (long) i << 40;
                assertThat(table.get(other)).isSameAs(expected.get(other));
            }
        }
    }

    @Property
    void theTimersKeepTheEarliestOnTop(
            @ForAll @Size(max = 200) List<@IntRange(max = 20) Integer> indexes,
            @ForAll @Size(value = 200) List<@IntRange(max = 9) Integer> times) {
        Timers timers = new Timers();
        Comparator<Message> order = Comparator.<Message>comparingLong(message -> message.visibleAt)
                .thenComparingLong(message -> message.sequence);
        Map<Integer, Message> messages = new HashMap<>();
        TreeSet<Message> expected = new TreeSet<>(order);
        for (int i = 0; i < indexes.size(); i++) {
            int index = indexes.get(i);
            Message message = messages.computeIfAbsent(index, key -> message(key, 0));
            boolean there = expected.remove(message);
            if (there && times.get(i) == 0) {
                timers.cancel(message);
            } else {
                timers.set(message, times.get(i));
                expected.add(message);
            }
            assertThat(timers.first()).isSameAs(expected.isEmpty() ? null : expected.first());
            assertThat(timers.size()).isEqualTo(expected.size());
        }
    }

    @Property
    void theAgesKnowTheOldest(
            @ForAll @Size(max = 100) List<@IntRange(max = 9) Integer> sentAt,
            @ForAll @Size(value = 100) List<@IntRange(max = 99) Integer> removals) {
        AgeOrder ages = new AgeOrder(true);
        TreeSet<Message> expected = new TreeSet<>(Comparator.<Message>comparingLong(message -> message.sentAt)
                .thenComparingLong(message -> message.sequence));
        Map<Integer, Message> messages = new HashMap<>();
        for (int i = 0; i < sentAt.size(); i++) {
            Message message = message(i, sentAt.get(i));
            message.receiveCount = i % 4;
            messages.put(i, message);
            ages.add(message);
            expected.add(message);
            Message gone = messages.remove(removals.get(i));
            if (gone != null) {
                ages.remove(gone);
                expected.remove(gone);
            }
            assertThat(timeOf(ages.oldest())).isEqualTo(timeOf(expected.isEmpty() ? null : expected.first()));
            assertThat(timeOf(ages.oldestUnworn()))
                    .isEqualTo(timeOf(expected.stream()
                            .filter(candidate -> !candidate.worn())
                            .findFirst()
                            .orElse(null)));
        }
    }

    @Property
    void theOldestOfQuietTenantsLeavesOutTheNoisy(
            @ForAll @Size(max = 100) List<@IntRange(max = 5) Integer> tenants,
            @ForAll @Size(value = 100) List<@IntRange(max = 99) Integer> removals,
            @ForAll @Size(value = 100) List<@IntRange(max = 9) Integer> noisy) {
        QuietAges ages = new QuietAges();
        FairOrder order = new FairOrder(ages);
        Map<Integer, Message> messages = new TreeMap<>();
        Set<MessageGroup> left = new HashSet<>();
        for (int i = 0; i < tenants.size(); i++) {
            String name = tenants.get(i) == 0 ? null : "tenant" + tenants.get(i);
            FairOrder.Tenant tenant = order.join(name);
            Message message = new Message(i, new MessageId(0, i), i / 3, i, 1, 0, tenant, null);
            messages.put(i, message);
            ages.add(message);
            Message gone = messages.remove(removals.get(i));
            if (gone != null) {
                ages.remove(gone);
            }
            if (tenant != null && noisy.get(i) < 4) {
                ages.setNoisy(tenant.ages, noisy.get(i) < 2);
                if (noisy.get(i) < 2) {
                    left.add(tenant);
                } else {
                    left.remove(tenant);
                }
            }
            assertThat(timeOf(ages.oldest()))
                    .isEqualTo(timeOf(messages.values().stream()
                            .filter(each -> each.group == null || !left.contains(each.group))
                            .findFirst()
                            .orElse(null)));
        }
    }

    private static long timeOf(@Nullable Message message) {
        return message == null ? -1 : message.sentAt;
    }
}
