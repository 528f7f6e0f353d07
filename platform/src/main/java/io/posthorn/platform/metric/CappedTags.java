package io.posthorn.platform.metric;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Bounds a label whose values are entities of users, such as queues: the first ones get a value of their own, the rest
 * share {@link #OTHER}. Safe for use by many threads.
 */
public final class CappedTags {
    /** The value that all entities past the limit share. */
    public static final String OTHER = "other";

    private final Semaphore free;
    private final Map<String, String> own = new ConcurrentHashMap<>();

    /** Values for the first {@code limit} entities; 0 for none. */
    public CappedTags(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit is at least 0");
        }
        this.free = new Semaphore(limit);
    }

    /** The label value for {@code entity}: always the same one until it is forgotten. */
    public String valueOf(String entity) {
        String known = own.get(entity);
        if (known != null) {
            return known;
        }
        // Past the limit, entities must not contend for the map's bins.
        if (free.availablePermits() == 0) {
            return OTHER;
        }
        String value = own.computeIfAbsent(entity, name -> free.tryAcquire() ? name : null);
        return value == null ? OTHER : value;
    }

    /** Gives the value of an entity that is gone back; its meters are the caller's to remove first. */
    public void forget(String entity) {
        if (own.remove(entity) != null) {
            free.release();
        }
    }
}
