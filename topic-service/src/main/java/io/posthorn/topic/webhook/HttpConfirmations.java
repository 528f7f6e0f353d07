package io.posthorn.topic.webhook;

import io.posthorn.platform.api.ApiService;
import io.posthorn.topic.api.Confirmations;
import io.posthorn.topic.catalog.KnownTopics;
import io.posthorn.topic.catalog.SubscriptionDescription;
import io.posthorn.topic.catalog.TopicDescription;
import io.posthorn.topic.delivery.Content;
import io.posthorn.topic.delivery.Deliveries;
import io.posthorn.topic.delivery.Delivery;
import io.posthorn.topic.delivery.TargetKey;
import io.posthorn.topic.message.Confirmation;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.signing.NotificationSigner;
import io.posthorn.wire.Blob;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Asks endpoints by HTTP whether they want to be subscribed, and tells them when they are not any more. */
public final class HttpConfirmations implements Confirmations {
    /** How long somebody who subscribes waits until it is certain that the endpoint will be asked. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deliveries deliveries;
    private final KnownTopics topics;
    private final SubscriptionUrls urls;
    private final NotificationSigner signer;
    private final Supplier<UUID> ids;
    private final Clock clock;

    public HttpConfirmations(
            Deliveries deliveries,
            KnownTopics topics,
            SubscriptionUrls urls,
            NotificationSigner signer,
            Supplier<UUID> ids,
            Clock clock) {
        this.deliveries = deliveries;
        this.topics = topics;
        this.urls = urls;
        this.signer = signer;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Uni<Void> send(SubscriptionDescription subscription, Token token) {
        return deliver(
                subscription,
                Confirmation.ofSubscription(
                        ids.get().toString(), subscription.key().topic(), token.text(), urls, clock.instant()));
    }

    @Override
    public Uni<Void> unsubscribed(SubscriptionDescription subscription, Token token) {
        return deliver(
                subscription,
                Confirmation.ofUnsubscribe(
                        ids.get().toString(), subscription.key(), token.text(), urls, clock.instant()));
    }

    private Uni<Void> deliver(SubscriptionDescription subscription, Confirmation confirmation) {
        return topics.find(subscription.key().topic())
                // Signing takes a millisecond, which is no event loop's to spend.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(topic -> delivery(subscription, confirmation, topic))
                .flatMap(delivery -> Uni.createFrom()
                        .completionStage(
                                () -> deliveries.accept(List.of(delivery)).toCompletionStage()))
                .ifNoItem()
                .after(PATIENCE)
                .failWith(() -> ApiService.SERVICE_UNAVAILABLE.because(ApiService.UNAVAILABLE_TEXT));
    }

    private Delivery delivery(
            SubscriptionDescription subscription, Confirmation confirmation, Optional<TopicDescription> topic) {
        int version = topic.map(found -> found.attributes().signatureVersion()).orElse(1);
        UUID id = UUID.fromString(confirmation.messageId());
        ConfirmationContent content = ConfirmationContent.of(
                confirmation,
                signer.sign(
                        Integer.toString(version), subscription.key().topic().region(), confirmation.signingText()));
        return new Delivery(
                id,
                new TargetKey(
                        subscription.key().topic().account(),
                        AskedEndpoint.KIND,
                        subscription.key().id()),
                new Content(id, Blob.of(ConfirmationContent.CODEC.encode(content))),
                Optional.empty(),
                confirmation.timestamp());
    }
}
