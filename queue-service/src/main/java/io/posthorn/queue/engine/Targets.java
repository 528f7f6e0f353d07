package io.posthorn.queue.engine;

import io.posthorn.queue.catalog.QueueCatalogs;
import io.posthorn.queue.queue.QueueKey;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which queues exist that messages are to move to, as of a moment ago. A message that is sent to a queue which goes in that
 * moment comes back from there: this only saves the journey.
 */
final class Targets {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int MOST = 10_000;

    private record Seen(boolean exists, Instant at) {}

    private final QueueCatalogs catalogs;
    private final Clock clock;
    private final Map<QueueKey, Seen> seen = new ConcurrentHashMap<>();

    Targets(QueueCatalogs catalogs, Clock clock) {
        this.catalogs = catalogs;
        this.clock = clock;
    }

    /** Whether there is a queue of that key. */
    Future<Boolean> exists(QueueKey key) {
        Instant now = clock.instant();
        Seen known = seen.get(key);
        if (known != null && known.at().plus(FRESH).isAfter(now)) {
            return Future.succeededFuture(known.exists());
        }
        return Future.fromCompletionStage(catalogs.forAccount(key.account())
                        .find(key)
                        .map(Optional::isPresent)
                        .subscribeAsCompletionStage())
                .onSuccess(exists -> {
                    makeRoom(now);
                    seen.put(key, new Seen(exists, now));
                });
    }

    private void makeRoom(Instant now) {
        if (seen.size() >= MOST) {
            seen.values().removeIf(each -> !each.at().plus(FRESH).isAfter(now));
        }
        for (Iterator<QueueKey> keys = seen.keySet().iterator(); seen.size() >= MOST && keys.hasNext(); ) {
            keys.next();
            keys.remove();
        }
    }
}
