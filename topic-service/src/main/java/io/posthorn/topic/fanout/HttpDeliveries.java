package io.posthorn.topic.fanout;

import io.posthorn.platform.event.TopicPublication;
import io.posthorn.topic.delivery.Content;
import io.posthorn.topic.delivery.Delivery;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.webhook.HttpSubscriber;
import io.posthorn.topic.webhook.NotificationContent;
import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What subscribers by HTTP get for one publication: a delivery each, with contents that they share where they get the same. The
 * same publication at the same place makes the same deliveries. For one thread.
 */
final class HttpDeliveries {
    private final TopicView topic;
    private final PlacedPublication publication;
    private final Map<UUID, Content> contents = new HashMap<>(2);

    HttpDeliveries(TopicView topic, PlacedPublication publication) {
        this.topic = topic;
        this.publication = publication;
    }

    /**
     * The delivery to {@code subscriber}.
     *
     * @param signature of what it gets, for an envelope of a standard topic
     */
    Delivery of(HttpSubscriber subscriber, Optional<Signature> signature) {
        TopicPublication record = publication.record();
        return new Delivery(
                id("delivery " + subscriber.subscription().id()),
                subscriber.key(),
                content(subscriber.protocol().wireName(), signature),
                publication.isFifo()
                        ? Optional.of(new Delivery.Order(
                                Optional.ofNullable(record.groupId()).orElse(""), publication.offset()))
                        : Optional.empty(),
                record.publishedAt());
    }

    /** One for each text, with a signature and without: which of them there are depends on who is subscribed at the time. */
    private Content content(String protocol, Optional<Signature> signature) {
        String own = publication.structure().isPresent() ? protocol : "any";
        UUID id = id("content " + own + (signature.isPresent() ? " signed" : ""));
        return contents.computeIfAbsent(
                id,
                _ -> new Content(
                        id,
                        Blob.of(NotificationContent.CODEC.encode(NotificationContent.of(
                                topic.key().arn().toString(),
                                publication.record(),
                                publication.sequenceNumber(),
                                publication.textFor(protocol),
                                signature)))));
    }

    private UUID id(String what) {
        String place = publication.record().messageId() + " " + publication.partition() + "@" + publication.offset();
        return UUID.nameUUIDFromBytes((place + " " + what).getBytes(StandardCharsets.UTF_8));
    }
}
