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
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.wire.Blob;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Asks endpoints by HTTP whether they want to be subscribed, and tells them when they are not any more. */
public final class HttpConfirmations implements Confirmations {
    private static final Logger LOG = Logger.getLogger(HttpConfirmations.class);

    /** How long somebody who subscribes waits until it is certain that the endpoint will be asked. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deliveries deliveries;
    private final KnownTopics topics;
    private final SubscriptionUrls urls;
    private final NotificationSigner signer;
    private final UntoldEndpoints untold;
    private final Supplier<UUID> ids;
    private final Clock clock;

    public HttpConfirmations(
            Deliveries deliveries,
            KnownTopics topics,
            SubscriptionUrls urls,
            NotificationSigner signer,
            UntoldEndpoints untold,
            Supplier<UUID> ids,
            Clock clock) {
        this.deliveries = deliveries;
        this.topics = topics;
        this.urls = urls;
        this.signer = signer;
        this.untold = untold;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Uni<Void> send(SubscriptionDescription subscription, Token token) {
        return deliver(
                subscription.key(),
                Confirmation.ofSubscription(
                        ids.get().toString(), subscription.key().topic(), token.text(), urls, clock.instant()));
    }

    @Override
    public Uni<Void> unsubscribed(Ended ended) {
        return deliver(
                        ended.subscription(),
                        Confirmation.ofUnsubscribe(
                                ended.messageId().toString(),
                                ended.subscription(),
                                ended.token().text(),
                                urls,
                                ended.at()))
                .chain(() -> Uni.createFrom()
                        .completionStage(() -> untold.told(ended).toCompletionStage())
                        .onFailure()
                        .invoke(failure -> LOG.debug("an endpoint may be told again", failure))
                        .onFailure()
                        .recoverWithNull());
    }

    private Uni<Void> deliver(SubscriptionKey subscription, Confirmation confirmation) {
        return topics.find(subscription.topic())
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
            SubscriptionKey subscription, Confirmation confirmation, Optional<TopicDescription> topic) {
        int version = topic.map(found -> found.attributes().signatureVersion()).orElse(1);
        UUID id = UUID.fromString(confirmation.messageId());
        ConfirmationContent content = ConfirmationContent.of(
                confirmation,
                signer.sign(Integer.toString(version), subscription.topic().region(), confirmation.signingText()));
        return new Delivery(
                id,
                new TargetKey(subscription.topic().account(), AskedEndpoint.KIND, subscription.id()),
                new Content(id, Blob.of(ConfirmationContent.CODEC.encode(content))),
                Optional.empty(),
                confirmation.timestamp());
    }
}
