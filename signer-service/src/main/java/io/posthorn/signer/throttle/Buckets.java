package io.posthorn.signer.throttle;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Token buckets by what they are for. Thread-safe. */
final class Buckets<K> {
    /** How many are held before the full ones, which say nothing, are dropped. */
    static final int MAX_BUCKETS = 100_000;

    private final Map<K, TokenBucket> buckets = new ConcurrentHashMap<>();

    /** Takes a token from the bucket of {@code key}, which has {@code rate}; false when there is none. */
    boolean tryTake(K key, Rate rate, long nowNanos) {
        TokenBucket bucket = buckets.get(key);
        if (bucket == null) {
            if (buckets.size() >= MAX_BUCKETS) {
                buckets.values().removeIf(each -> each.isFull(nowNanos));
            }
            bucket = buckets.computeIfAbsent(key, absent -> new TokenBucket(rate, nowNanos));
        }
        return bucket.tryTake(nowNanos);
    }

    int size() {
        return buckets.size();
    }
}
