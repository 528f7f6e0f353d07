package io.posthorn.topic.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.TextMap;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The row of a subscription that is removed and may be restored. */
@Entity(name = "RemovedSubscription")
@Table(name = "removed_subscriptions", schema = "topic")
class RemovedSubscriptionRow {
    @Id
    UUID id;

    String account;

    String region;

    String topic;

    @Column(name = "topic_id")
    long topicId;

    String owner;

    String principal;

    String protocol;

    String endpoint;

    @Column(name = "endpoint_secret")
    byte @Nullable [] endpointSecret;

    @Convert(converter = TextMap.class)
    Map<String, String> attributes;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "token_hash")
    byte[] tokenHash;

    @Column(name = "token_expires_at")
    Instant tokenExpiresAt;

    /** What its endpoint is still to be told with; nothing when it is told. */
    @Column(name = "sealed_token")
    byte @Nullable [] sealedToken;

    @Column(name = "message_id")
    @Nullable
    UUID messageId;

    @Column(name = "removed_at")
    @Nullable
    Instant removedAt;

    /** When somebody began to tell it. */
    @Column(name = "tried_at")
    @Nullable
    Instant triedAt;

    /** For Hibernate, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    protected RemovedSubscriptionRow() {}

    /** What {@code row} was. */
    RemovedSubscriptionRow(SubscriptionRow row, Removal removal) {
        this.id = row.id;
        this.account = row.account;
        this.region = row.region;
        this.topic = row.topic;
        this.topicId = row.topicId;
        this.owner = row.owner;
        this.principal = row.principal;
        this.protocol = row.protocol;
        this.endpoint = row.endpoint;
        this.endpointSecret = row.endpointSecret;
        this.attributes = row.attributes;
        this.createdAt = row.createdAt;
        this.tokenHash = removal.restoring().tokenHash();
        this.tokenExpiresAt = removal.restoring().expiresAt();
        this.sealedToken = removal.sealedToken();
        this.messageId = removal.messageId();
        this.removedAt = removal.at();
        this.triedAt = removal.at();
    }

    TopicKey topicKey() {
        return new TopicKey(new AccountId(account), region, new TopicName(topic));
    }
}
