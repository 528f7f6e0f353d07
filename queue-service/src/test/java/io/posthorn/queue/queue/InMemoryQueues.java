package io.posthorn.queue.queue;

import io.posthorn.platform.AccountId;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Queues in memory, on the real core: what operations see, without journal, shards and replicas. For one thread. */
public final class InMemoryQueues implements Queues {
    private static final Duration SETTLING = Duration.ofSeconds(60);
    private static final Comparator<QueueKey> BY_NAME = Comparator.comparing(QueueKey::name)
            .thenComparing(key -> key.account().value())
            .thenComparing(QueueKey::region);

    private final Clock clock;
    private final TreeMap<QueueKey, InMemoryQueue> live = new TreeMap<>(BY_NAME);
    private final Map<QueueKey, Instant> deletedAt = new HashMap<>();
    private final Set<QueueKey> away = new HashSet<>();
    private long lastId;

    /** No queues yet. */
    public InMemoryQueues(Clock clock) {
        this.clock = clock;
    }

    /** The queue {@code key}, which must be there. */
    public InMemoryQueue get(QueueKey key) {
        return Optional.ofNullable(live.get(key)).orElseThrow();
    }

    @Override
    public Uni<CreateResult> create(QueueKey key, QueueProfile profile) {
        InMemoryQueue existing = live.get(key);
        if (existing != null) {
            return Uni.createFrom().item(new CreateResult.Existing(existing.description()));
        }
        Instant now = clock.instant();
        Instant deleted = deletedAt.get(key);
        if (deleted != null && deleted.plus(SETTLING).isAfter(now)) {
            return Uni.createFrom().item(new CreateResult.DeletedRecently());
        }
        InMemoryQueue created = new InMemoryQueue(new QueueDescription(++lastId, key, profile, now, now), clock);
        live.put(key, created);
        return Uni.createFrom().item(new CreateResult.Created(created.description()));
    }

    /** Lets the queue {@code key} be on record only, as when it lives on another replica. */
    public void putAway(QueueKey key) {
        away.add(key);
    }

    @Override
    public Optional<QueueDescription> inMemory(QueueKey key) {
        return Optional.ofNullable(away.contains(key) ? null : live.get(key)).map(InMemoryQueue::description);
    }

    @Override
    public Uni<Optional<QueueDescription>> find(QueueKey key) {
        return Uni.createFrom().item(Optional.ofNullable(live.get(key)).map(InMemoryQueue::description));
    }

    @Override
    public Uni<QueuePage> list(AccountId account, String region, String prefix, int limit, Optional<QueueName> after) {
        return page(
                queue -> queue.key().account().equals(account)
                        && queue.key().region().equals(region)
                        && queue.key().name().value().startsWith(prefix),
                limit,
                after);
    }

    @Override
    public Uni<QueuePage> deadLetterSources(QueueKey target, int limit, Optional<QueueName> after) {
        return page(
                queue -> queue.attributes()
                        .redrivePolicy()
                        .map(policy -> policy.deadLetterTarget().equals(target))
                        .orElse(false),
                limit,
                after);
    }

    @Override
    public Uni<Optional<QueueDescription>> update(QueueKey key, UnaryOperator<QueueProfile> change) {
        return Uni.createFrom().item(() -> Optional.ofNullable(live.get(key)).map(queue -> queue.change(change)));
    }

    @Override
    public Uni<Boolean> delete(QueueKey key) {
        boolean deleted = live.remove(key) != null;
        if (deleted) {
            deletedAt.put(key, clock.instant());
        }
        return Uni.createFrom().item(deleted);
    }

    @Override
    public Uni<Optional<ActiveQueue>> open(QueueKey key) {
        return Uni.createFrom().item(Optional.ofNullable(live.get(key)));
    }

    private Uni<QueuePage> page(Predicate<QueueDescription> wanted, int limit, Optional<QueueName> after) {
        List<QueuePage.Entry> entries = live.values().stream()
                .map(InMemoryQueue::description)
                .filter(wanted)
                .filter(queue -> after.isEmpty() || queue.key().name().compareTo(after.get()) > 0)
                .map(queue -> new QueuePage.Entry(queue.key(), queue.id()))
                .toList();
        boolean more = entries.size() > limit;
        return Uni.createFrom().item(new QueuePage(more ? entries.subList(0, limit) : entries, more));
    }
}
