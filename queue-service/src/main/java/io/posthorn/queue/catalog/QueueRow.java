package io.posthorn.queue.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.TextMap;
import io.posthorn.queue.queue.QueueAttributes;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.queue.QueuePage;
import io.posthorn.queue.queue.QueueProfile;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A queue's row. It stays for a while after the queue was deleted, see {@link #deletedAt}. */
@Entity(name = "Queue")
@Table(name = "queues", schema = "queue")
class QueueRow {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "queue_ids")
    @SequenceGenerator(name = "queue_ids", schema = "queue", sequenceName = "queue_ids", allocationSize = 1)
    @Nullable
    Long id;

    @Column(updatable = false)
    String account;

    @Column(updatable = false)
    String region;

    @Column(updatable = false)
    String name;

    @Column(updatable = false)
    int shard;

    @Convert(converter = TextMap.class)
    Map<String, String> attributes;

    @Convert(converter = TextMap.class)
    Map<String, String> tags;

    /** The name of the dead-letter queue, in the same account and region, of which this queue is a source. */
    @Column(name = "dead_letter_target")
    @Nullable
    String deadLetterTarget;

    @Column(name = "deduplicates_per_group", updatable = false)
    boolean deduplicatesPerGroup;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "modified_at")
    Instant modifiedAt;

    @Column(name = "purged_at")
    @Nullable
    Instant purgedAt;

    @Column(name = "deleted_at")
    @Nullable
    Instant deletedAt;

    @Version
    long version;

    /** For Hibernate, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    protected QueueRow() {}

    QueueRow(QueueKey key, int shard, QueueProfile profile, Instant now) {
        this.account = key.account().value();
        this.region = key.region();
        this.name = key.name().value();
        this.shard = shard;
        this.createdAt = now;
        this.modifiedAt = now;
        this.deduplicatesPerGroup = profile.attributes().deduplicatesPerGroup();
        this.attributes = profile.attributes().toStored();
        this.tags = profile.tags();
        this.deadLetterTarget = deadLetterTarget(profile);
    }

    void change(QueueProfile profile, Instant now) {
        Map<String, String> changed = profile.attributes().toStored();
        if (!changed.equals(attributes)) {
            attributes = changed;
            modifiedAt = now;
        }
        tags = profile.tags();
        deadLetterTarget = deadLetterTarget(profile);
    }

    QueueProfile profile() {
        return new QueueProfile(QueueAttributes.ofStored(attributes), tags);
    }

    QueuePage.Entry pageEntry() {
        return new QueuePage.Entry(key(), Objects.requireNonNull(id));
    }

    CatalogEntry entry() {
        long number = Objects.requireNonNull(id);
        return new CatalogEntry(
                new QueueDescription(number, key(), profile(), createdAt, modifiedAt), deduplicatesPerGroup, version);
    }

    private QueueKey key() {
        return new QueueKey(new AccountId(account), region, new QueueName(name));
    }

    private static @Nullable String deadLetterTarget(QueueProfile profile) {
        return profile.attributes()
                .redrivePolicy()
                .map(policy -> policy.deadLetterTarget().name().value())
                .orElse(null);
    }
}
