package io.posthorn.topic.catalog;

import io.posthorn.topic.topic.TopicKey;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Topics that were asked for, in memory, so that publishing asks the database for nothing. What changes here is forgotten at
 * once; what another replica changes when {@link TopicNews} is told, within milliseconds; and whatever happens to the news,
 * nothing is kept for longer than {@link #MAX_AGE}. Safe for use by many threads.
 */
public final class KnownTopics {
    /** How old what is known may be at most, when news do not come through. */
    static final Duration MAX_AGE = Duration.ofSeconds(30);

    private final TopicCatalogs catalogs;
    private final int maxTopics;
    private final Clock clock;
    private final LinkedHashMap<TopicKey, Known> kept;
    private boolean listening;
    private long generation;

    private record Known(TopicDescription topic, Instant since) {}

    /** @param maxTopics how many are kept; those that were not asked for longest go first */
    public KnownTopics(TopicCatalogs catalogs, int maxTopics, Clock clock) {
        this.catalogs = catalogs;
        this.maxTopics = maxTopics;
        this.clock = clock;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<TopicKey, Known> eldest) {
                return size() > KnownTopics.this.maxTopics;
            }
        };
    }

    /** The topic when it is known. */
    public synchronized Optional<TopicDescription> inMemory(TopicKey key) {
        Known known = kept.get(key);
        if (known == null) {
            return Optional.empty();
        }
        if (known.since().plus(MAX_AGE).isBefore(clock.instant())) {
            kept.remove(key);
            return Optional.empty();
        }
        return Optional.of(known.topic());
    }

    /** The topic, or empty when there is none. */
    public Uni<Optional<TopicDescription>> find(TopicKey key) {
        Optional<TopicDescription> known = inMemory(key);
        if (known.isPresent()) {
            return Uni.createFrom().item(known);
        }
        long began = generation();
        return catalogs.forAccount(key.account())
                .find(key)
                .invoke(found -> found.ifPresent(topic -> keep(topic, began)));
    }

    private synchronized long generation() {
        return generation;
    }

    /** What was read before something was forgotten may be what it was before. */
    private synchronized void keep(TopicDescription topic, long began) {
        if (listening && began == generation) {
            kept.put(topic.key(), new Known(topic, clock.instant()));
        }
    }

    /** The topic changed. */
    public synchronized void forget(TopicKey key) {
        generation++;
        kept.remove(key);
    }

    /** Whether changes are heard of from now on; while they are not, nothing is kept. */
    synchronized void listening(boolean now) {
        generation++;
        kept.clear();
        listening = now;
    }
}
