package io.posthorn.topic.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.TextMap;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A topic's row. */
@Entity(name = "Topic")
@Table(name = "topics", schema = "topic")
class TopicRow {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "topic_ids")
    @SequenceGenerator(name = "topic_ids", schema = "topic", sequenceName = "topic_ids", allocationSize = 1)
    @Nullable
    Long id;

    @Column(updatable = false)
    String account;

    @Column(updatable = false)
    String region;

    @Column(updatable = false)
    String name;

    @Column(updatable = false)
    boolean fifo;

    @Convert(converter = TextMap.class)
    Map<String, String> attributes;

    @Convert(converter = TextMap.class)
    Map<String, String> tags;

    @Column(name = "data_protection")
    @Nullable
    String dataProtection;

    long deleted;

    /** How many there are. */
    long subscriptions;

    @Column(name = "archived_since")
    @Nullable
    Instant archivedSince;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    long revision;

    /** For Hibernate, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    protected TopicRow() {}

    TopicRow(TopicKey key, TopicProfile profile, Instant now) {
        this.account = key.account().value();
        this.region = key.region();
        this.name = key.name().value();
        this.fifo = key.name().isFifo();
        this.createdAt = now;
        this.revision = 1;
        this.attributes = profile.attributes().toStored();
        this.tags = profile.tags();
        this.dataProtection = profile.dataProtection().orElse(null);
        this.archivedSince = profile.attributes().archivePolicy().isPresent() ? now : null;
    }

    void change(TopicProfile profile, Instant now) {
        attributes = profile.attributes().toStored();
        tags = profile.tags();
        dataProtection = profile.dataProtection().orElse(null);
        boolean archived = profile.attributes().archivePolicy().isPresent();
        if (archived != (archivedSince != null)) {
            archivedSince = archived ? now : null;
        }
        revision++;
    }

    TopicProfile profile() {
        return new TopicProfile(TopicAttributes.ofStored(key(), attributes), tags, Optional.ofNullable(dataProtection));
    }

    TopicKey key() {
        return new TopicKey(new AccountId(account), region, new TopicName(name));
    }

    TopicDescription description() {
        return new TopicDescription(
                Objects.requireNonNull(id),
                key(),
                profile(),
                deleted,
                subscriptions,
                Optional.ofNullable(archivedSince),
                revision);
    }
}
