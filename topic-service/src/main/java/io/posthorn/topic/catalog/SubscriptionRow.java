package io.posthorn.topic.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.TextMap;
import io.posthorn.topic.attribute.Subscriber;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.filter.FilterPolicy;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A subscription's row. */
@Entity(name = "Subscription")
@Table(name = "subscriptions", schema = "topic")
class SubscriptionRow {
    @Id
    UUID id;

    @Column(updatable = false)
    String account;

    @Column(updatable = false)
    String region;

    @Column(updatable = false)
    String topic;

    @Column(name = "topic_id", updatable = false)
    long topicId;

    String owner;

    String principal;

    @Column(updatable = false)
    String protocol;

    @Column(updatable = false)
    String endpoint;

    @Column(name = "endpoint_secret", updatable = false)
    byte @Nullable [] endpointSecret;

    @Convert(converter = TextMap.class)
    Map<String, String> attributes;

    /** How large the filter policy is when it is compiled; 0 without one. */
    @Column(name = "filter_weight")
    int filterWeight;

    boolean pending;

    boolean authenticated;

    @Column(name = "authenticate_on_unsubscribe")
    boolean authenticateOnUnsubscribe;

    @Column(name = "token_hash")
    byte @Nullable [] tokenHash;

    @Column(name = "token_expires_at")
    @Nullable
    Instant tokenExpiresAt;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "confirmed_at")
    @Nullable
    Instant confirmedAt;

    int replay;

    @Column(name = "replay_status")
    @Nullable
    String replayStatus;

    /** For Hibernate, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    protected SubscriptionRow() {}

    SubscriptionRow(TopicRow topic, NewSubscription asked, Instant now) {
        this.id = asked.id();
        this.account = topic.account;
        this.region = topic.region;
        this.topic = topic.name;
        this.topicId = Objects.requireNonNull(topic.id);
        this.owner = asked.attributes().subscriber().owner().value();
        this.principal = asked.principal();
        this.protocol = asked.protocol();
        this.endpoint = asked.endpoint();
        this.endpointSecret = asked.secret().orElse(null);
        this.attributes = asked.attributes().toStored();
        this.filterWeight = weightOf(asked.attributes());
        this.createdAt = now;
        this.pending = asked.confirmation().isPresent();
        this.authenticated = !pending;
        this.confirmedAt = pending ? null : now;
        asked.confirmation().ifPresent(this::awaits);
        if (asked.attributes().replayPolicy().isPresent()) {
            replays(true);
        }
    }

    /** The subscription that was removed, confirmed anew. */
    SubscriptionRow(RemovedSubscriptionRow was, boolean authenticated, boolean authenticateOnUnsubscribe, Instant now) {
        this.id = was.id;
        this.account = was.account;
        this.region = was.region;
        this.topic = was.topic;
        this.topicId = was.topicId;
        this.owner = was.owner;
        this.principal = was.principal;
        this.protocol = was.protocol;
        this.endpoint = was.endpoint;
        this.endpointSecret = was.endpointSecret;
        this.attributes = was.attributes;
        this.createdAt = was.createdAt;
        this.authenticated = authenticated;
        this.authenticateOnUnsubscribe = authenticateOnUnsubscribe;
        this.confirmedAt = now;
        // Who restores it twice with the same token is answered as the first time.
        this.tokenHash = was.tokenHash;
        this.tokenExpiresAt = was.tokenExpiresAt;
        this.filterWeight = weightOf(description().attributes());
    }

    /** A replay begins, or is over because nobody asks for it any more. */
    final void replays(boolean asked) {
        if (asked) {
            replay++;
        }
        replayStatus = asked ? ReplayStatus.PENDING : null;
    }

    /** A token was sent: it is the one that confirms from now on. */
    final void awaits(NewSubscription.Confirmation confirmation) {
        tokenHash = confirmation.tokenHash();
        tokenExpiresAt = confirmation.expiresAt();
    }

    /** Who owns the endpoint subscribes it while somebody else's subscription of it is pending: it is his from now on. */
    final void takenOver(NewSubscription asked, Instant now) {
        owner = asked.attributes().subscriber().owner().value();
        principal = asked.principal();
        attributes = asked.attributes().toStored();
        filterWeight = weightOf(asked.attributes());
        pending = false;
        authenticated = true;
        confirmedAt = now;
        tokenHash = null;
        tokenExpiresAt = null;
    }

    final void change(SubscriptionAttributes changed) {
        attributes = changed.toStored();
        filterWeight = weightOf(changed);
    }

    static int weightOf(SubscriptionAttributes attributes) {
        return attributes.filterPolicy().map(FilterPolicy::weightOf).orElse(0);
    }

    boolean isTo(NewSubscription asked) {
        return protocol.equals(asked.protocol())
                && endpoint.equals(asked.endpoint())
                && asked.sameSecret().test(Optional.ofNullable(endpointSecret));
    }

    SubscriptionDescription description() {
        TopicKey key = new TopicKey(new AccountId(account), region, new TopicName(topic));
        return new SubscriptionDescription(
                new SubscriptionKey(key, id),
                topicId,
                principal,
                SubscriptionAttributes.ofStored(
                        new Subscriber(
                                key,
                                new AccountId(owner),
                                SubscriptionProtocol.named(protocol).orElseThrow(),
                                endpoint),
                        attributes),
                pending,
                authenticated,
                authenticateOnUnsubscribe,
                Optional.ofNullable(confirmedAt),
                replay,
                Optional.ofNullable(replayStatus));
    }
}
