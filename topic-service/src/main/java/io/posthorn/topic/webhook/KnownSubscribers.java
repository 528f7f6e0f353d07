package io.posthorn.topic.webhook;

import io.posthorn.topic.delivery.TargetKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Subscribers as they were a moment ago. The fan-out tells those of topics that it has just compared with the record; others are
 * looked up. None is believed for longer than {@link #BELIEVED}, so a subscription that ends gets nothing after that; that there
 * is none is not believed at all, for what waits for it is dropped and it may be restored at any time. Safe for use by many
 * threads.
 */
final class KnownSubscribers {
    static final Duration BELIEVED = Duration.ofSeconds(1);

    /** A subscriber and when it was read. */
    private record Known(Future<Optional<HttpSubscriber>> subscriber, long at) {}

    private final Function<TargetKey, Future<Optional<HttpSubscriber>>> record;
    private final int max;
    private final LongSupplier nanoTime;

    /** In the order in which they were read, so those that are too old come first. */
    private final LinkedHashMap<TargetKey, Known> known = new LinkedHashMap<>();

    /**
     * @param record where they are looked up
     * @param max how many are kept at most
     */
    KnownSubscribers(Function<TargetKey, Future<Optional<HttpSubscriber>>> record, int max, LongSupplier nanoTime) {
        this.record = record;
        this.max = max;
        this.nanoTime = nanoTime;
    }

    /** The subscriber is {@code subscriber} now. */
    void tell(HttpSubscriber subscriber) {
        keep(subscriber.key(), Future.succeededFuture(Optional.of(subscriber)));
    }

    Future<Optional<HttpSubscriber>> find(TargetKey key) {
        Future<Optional<HttpSubscriber>> believed = believed(key);
        if (believed != null) {
            return believed;
        }
        Future<Optional<HttpSubscriber>> read = record.apply(key);
        keep(key, read);
        return read.onComplete(answer -> {
            if (answer.failed() || answer.result().isEmpty()) {
                forget(key, read);
            }
        });
    }

    private synchronized @Nullable Future<Optional<HttpSubscriber>> believed(TargetKey key) {
        Known entry = known.get(key);
        return entry != null && nanoTime.getAsLong() - entry.at() < BELIEVED.toNanos() ? entry.subscriber() : null;
    }

    private synchronized void keep(TargetKey key, Future<Optional<HttpSubscriber>> subscriber) {
        known.remove(key);
        known.put(key, new Known(subscriber, nanoTime.getAsLong()));
        var eldest = known.entrySet().iterator();
        while (known.size() > max) {
            eldest.next();
            eldest.remove();
        }
    }

    private synchronized void forget(TargetKey key, Future<Optional<HttpSubscriber>> read) {
        Known entry = known.get(key);
        if (entry != null && entry.subscriber().equals(read)) {
            known.remove(key);
        }
    }
}
