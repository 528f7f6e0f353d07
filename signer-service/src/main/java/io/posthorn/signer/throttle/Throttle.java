package io.posthorn.signer.throttle;

import io.posthorn.platform.AccountId;
import java.util.EnumMap;
import java.util.Map;

/**
 * Lets each account make only so many requests of a class. Counted in this process: with several edges an account may
 * make as many at each. Thread-safe.
 */
public final class Throttle {
    private record Key(AccountId account, ActionClass actionClass) {}

    private final Map<ActionClass, Rate> rates;
    private final Buckets<Key> buckets = new Buckets<>();

    /** Throttles at {@code rates}; classes that are not in it are not throttled. */
    public Throttle(Map<ActionClass, Rate> rates) {
        this.rates = new EnumMap<>(ActionClass.class);
        rates.forEach((actionClass, rate) -> {
            if (!rate.isUnlimited()) {
                this.rates.put(actionClass, rate);
            }
        });
    }

    /** Whether anything is throttled at all: if not, nobody needs to know the action. */
    public boolean isOn() {
        return !rates.isEmpty();
    }

    /** Whether {@code account} may make another request of {@code actionClass} at {@code nowNanos}; if so, it counts. */
    public boolean allows(AccountId account, ActionClass actionClass, long nowNanos) {
        Rate rate = rates.get(actionClass);
        if (rate == null) {
            return true;
        }
        return buckets.tryTake(new Key(account, actionClass), rate, nowNanos);
    }

    int size() {
        return buckets.size();
    }
}
