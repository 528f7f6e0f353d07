package io.posthorn.signer.throttle;

import io.posthorn.platform.AccountId;
import java.util.Set;

/**
 * Lets each queue be called only so often, as the quotas of Yandex Message Queue do: sending, receiving, deleting and
 * changing visibility each by themselves, a batch as one call. Counted in this process: with several edges a queue may be
 * called as often at each. Thread-safe.
 */
public final class QueueQuota {
    private static final Set<String> FAMILIES =
            Set.of("SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility");

    private static final String BATCH = "Batch";
    private static final String FIFO = ".fifo";

    /** No queue has a longer name; what is longer is refused where queues are looked up. */
    private static final int MAX_NAME_CHARS = 80;

    private record Key(AccountId account, String region, String queue, String family) {}

    private final Rate standard;
    private final Rate fifo;
    private final Buckets<Key> buckets = new Buckets<>();

    /**
     * @param standard how often a standard queue may be called
     * @param fifo how often a FIFO queue may be called
     */
    public QueueQuota(Rate standard, Rate fifo) {
        this.standard = standard;
        this.fifo = fifo;
    }

    /** Whether anything is limited at all: if not, nobody needs to know queue and action. */
    public boolean isOn() {
        return !standard.isUnlimited() || !fifo.isUnlimited();
    }

    /** Whether {@code action} may be called on {@code queue} once more at {@code nowNanos}; if so, it counts. */
    public boolean allows(AccountId account, String region, String queue, String action, long nowNanos) {
        String family = action.endsWith(BATCH) ? action.substring(0, action.length() - BATCH.length()) : action;
        Rate rate = queue.endsWith(FIFO) ? fifo : standard;
        return rate.isUnlimited()
                || !FAMILIES.contains(family)
                || queue.length() > MAX_NAME_CHARS
                || buckets.tryTake(new Key(account, region, queue, family), rate, nowNanos);
    }
}
