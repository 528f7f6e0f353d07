package io.posthorn.queue.state;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order of a standard queue. A message's group is its tenant; a message without one is a tenant of its own and never noisy. While
 * a quiet tenant has a message, the quiet tenants' earliest goes out; otherwise a message of the noisy tenant that has the fewest in
 * flight.
 *
 * <pre>
 *   QUIET ─► NOISY   it has messages ready, something was sent within 5 minutes, and
 *                    it has 30 or more in flight and more than 10 % of all in flight,
 *                    or 30 s or more and more than 10 % of the recent processing time
 *   NOISY ─► QUIET   none of its messages is ready, or nothing was sent for 5 minutes
 * </pre>
 *
 * <p>Whether a quiet tenant has become noisy is asked when its message would go out, so nothing is scanned: a pick costs O(log
 * tenants). Without groups this is one {@link Lane}, and a pick costs O(1).
 */
final class FairOrder implements ReadyOrder {

    /** Messages that a tenant must have in flight before its share of them counts. */
    static final int NOISY_IN_FLIGHT = 30;
    /** A share of more than a tenth is noisy. */
    private static final int NOISY_SHARE = 10;
    /** The recent processing time that a tenant must have used before its share counts: keeps small queues in order. */
    static final long NOISY_PROCESSING_MILLIS = Duration.ofSeconds(30).toMillis();
    /** A tenant that has sent nothing for so long is quiet. */
    static final long QUIET_AFTER_MILLIS = Duration.ofMinutes(5).toMillis();

    /** The messages that share a MessageGroupId. */
    static final class Tenant extends MessageGroup {
        private final Lane ready = new Lane();
        private final RecentTime processing = new RecentTime();
        final QuietAges.Line ages = new QuietAges.Line();
        private int visible;
        private int delayed;
        private long lastSentAt;
        private boolean noisy;
        private int position = IndexedHeap.ABSENT;

        private Tenant(String id) {
            super(id);
        }

        private long firstSequence() {
            Message first = ready.first();
            return first == null ? Long.MAX_VALUE : first.sequence;
        }
    }

    /** Tenants with ready messages. A tenant is in the one of its kind. */
    private abstract static class Tenants extends IndexedHeap<Tenant> {
        @Override
        int position(Tenant tenant) {
            return tenant.position;
        }

        @Override
        void place(Tenant tenant, int position) {
            tenant.position = position;
        }
    }

    private static final class EarliestFirst extends Tenants {
        @Override
        boolean before(Tenant a, Tenant b) {
            return a.firstSequence() < b.firstSequence();
        }
    }

    private static final class FewestInFlightFirst extends Tenants {
        @Override
        boolean before(Tenant a, Tenant b) {
            return a.inFlight != b.inFlight ? a.inFlight < b.inFlight : a.firstSequence() < b.firstSequence();
        }
    }

    private final Lane ungrouped = new Lane();
    private final Map<String, Tenant> tenants = new HashMap<>();
    private final Tenants quiet = new EarliestFirst();
    private final Tenants noisy = new FewestInFlightFirst();
    /** The noisy tenants, the one that has sent nothing for longest first. */
    private final LinkedHashSet<Tenant> noisyBySending = new LinkedHashSet<>();

    private final QuietAges ages;
    private final RecentTime processing = new RecentTime();
    private int inFlight;
    /** Messages of the noisy tenants. */
    private int noisyVisible;

    private int noisyInFlight;
    private int noisyDelayed;

    /**
     * @param ages told which tenants are noisy
     */
    FairOrder(QuietAges ages) {
        this.ages = ages;
    }

    @Override
    public @Nullable Tenant join(@Nullable String groupId) {
        if (groupId == null) {
            return null;
        }
        Tenant tenant = tenants.computeIfAbsent(groupId, Tenant::new);
        tenant.messages++;
        return tenant;
    }

    @Override
    public void changed(Message message, MessageState from, long now) {
        MessageState to = message.state;
        Tenant tenant = message.group instanceof Tenant t ? t : null;
        if (tenant != null && tenant.position != IndexedHeap.ABSENT) {
            heapOf(tenant).remove(tenant);
        }
        boolean wasNoisy = tenant != null && tenant.noisy;
        if (tenant != null && wasNoisy) {
            countNoisy(tenant, -1);
        }
        Lane lane = tenant == null ? ungrouped : tenant.ready;
        if (from == MessageState.READY) {
            lane.remove(message);
        }
        if (to == MessageState.READY) {
            lane.add(message);
        }
        countInFlight(message, tenant, from, now);
        if (tenant != null) {
            count(tenant, from, -1);
            count(tenant, to, 1);
            settle(tenant, message, from);
            if (tenant.noisy) {
                countNoisy(tenant, 1);
            } else if (wasNoisy) {
                ages.setNoisy(tenant.ages, false);
            }
        }
    }

    /** Messages in flight are counted with the processing time. */
    private static void count(Tenant tenant, MessageState state, int change) {
        switch (state) {
            case READY -> tenant.visible += change;
            case DELAYED -> tenant.delayed += change;
            case PENDING, TAKEN, IN_FLIGHT, GONE -> {}
        }
    }

    private void countNoisy(Tenant tenant, int sign) {
        noisyVisible += sign * tenant.visible;
        noisyInFlight += sign * tenant.inFlight;
        noisyDelayed += sign * tenant.delayed;
    }

    private void countInFlight(Message message, @Nullable Tenant tenant, MessageState from, long now) {
        MessageState to = message.state;
        if (from.occupied() == to.occupied()) {
            return;
        }
        int change = to.occupied() ? 1 : -1;
        inFlight += change;
        long used = from == MessageState.IN_FLIGHT && message.receipt != null
                ? Math.max(0, Math.min(now, message.visibleAt) - message.receipt.leasedAt)
                : 0;
        processing.add(used, now);
        if (tenant != null) {
            tenant.inFlight += change;
            tenant.processing.add(used, now);
        }
    }

    private void settle(Tenant tenant, Message message, MessageState from) {
        if (from == MessageState.PENDING && message.state != MessageState.GONE) {
            tenant.lastSentAt = Math.max(tenant.lastSentAt, message.sentAt);
            if (noisyBySending.remove(tenant)) {
                noisyBySending.add(tenant);
            }
        }
        if (message.state == MessageState.GONE) {
            tenant.messages--;
            if (tenant.messages == 0) {
                tenants.remove(tenant.id);
            }
        }
        if (tenant.ready.isEmpty()) {
            tenant.noisy = false;
            noisyBySending.remove(tenant);
        } else {
            heapOf(tenant).add(tenant);
        }
    }

    private Tenants heapOf(Tenant tenant) {
        return tenant.noisy ? noisy : quiet;
    }

    @Override
    public @Nullable Message next(boolean onePerGroup, long now) {
        quietenSilent(now);
        Message alone = ungrouped.first();
        while (true) {
            Tenant tenant = quiet.first();
            if (tenant == null || (alone != null && alone.sequence < tenant.firstSequence())) {
                break;
            }
            if (!isNoisy(tenant, now)) {
                return tenant.ready.first();
            }
            quiet.remove(tenant);
            tenant.noisy = true;
            noisy.add(tenant);
            noisyBySending.add(tenant);
            countNoisy(tenant, 1);
            ages.setNoisy(tenant.ages, true);
        }
        if (alone != null) {
            return alone;
        }
        Tenant tenant = noisy.first();
        return tenant == null ? null : tenant.ready.first();
    }

    private void quietenSilent(long now) {
        while (!noisyBySending.isEmpty()) {
            Tenant tenant = noisyBySending.getFirst();
            if (!silent(tenant, now)) {
                return;
            }
            noisyBySending.remove(tenant);
            noisy.remove(tenant);
            tenant.noisy = false;
            quiet.add(tenant);
            countNoisy(tenant, -1);
            ages.setNoisy(tenant.ages, false);
        }
    }

    private boolean isNoisy(Tenant tenant, long now) {
        if (silent(tenant, now)) {
            return false;
        }
        if (tenant.inFlight >= NOISY_IN_FLIGHT && (long) tenant.inFlight * NOISY_SHARE > inFlight) {
            return true;
        }
        double used = tenant.processing.millis(now);
        return used >= NOISY_PROCESSING_MILLIS && used * NOISY_SHARE > processing.millis(now);
    }

    private static boolean silent(Tenant tenant, long now) {
        return now - tenant.lastSentAt >= QUIET_AFTER_MILLIS;
    }

    @Override
    public void endBatch() {
        // A standard queue keeps nothing of a batch.
    }

    @Override
    public boolean any() {
        return !ungrouped.isEmpty() || !quiet.isEmpty() || !noisy.isEmpty();
    }

    @Override
    public int groupsInFlight() {
        return 0;
    }

    @Override
    public NoisyGroups noisy(long now) {
        quietenSilent(now);
        return new NoisyGroups(noisyBySending.size(), noisyVisible, noisyInFlight, noisyDelayed);
    }
}
