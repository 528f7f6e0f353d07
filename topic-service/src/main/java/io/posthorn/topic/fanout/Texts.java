package io.posthorn.topic.fanout;

import io.posthorn.topic.filter.FilterMatches;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.signing.NotificationSigner;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is found out once about a publication, whatever the number of its subscribers: who of them wants it, and its signature.
 * Protocols whose text is the same share it. For one thread.
 */
final class Texts {
    private final TopicView topic;
    private final PlacedPublication publication;
    private final NotificationSigner signer;
    private final Map<String, FilterMatches> matches = new HashMap<>(2);
    private final Map<String, Signature> signatures = new HashMap<>(2);

    /** Matches it at once: what fails by that, fails before anything is delivered. */
    Texts(TopicView topic, PlacedPublication publication, NotificationSigner signer) {
        this.topic = topic;
        this.publication = publication;
        this.signer = signer;
        match(QueueDeliveries.PROTOCOL);
        topic.webhooks().forEach(each -> match(each.protocol().wireName()));
    }

    private void match(String protocol) {
        matches.computeIfAbsent(
                publication.textFor(protocol), text -> topic.filters().match(publication.attributes(), text));
    }

    /** Who wants it, as subscribers by {@code protocol} are asked. */
    FilterMatches matches(String protocol) {
        return Objects.requireNonNull(matches.get(publication.textFor(protocol)));
    }

    /** The signature of what subscribers by {@code protocol} get; messages of FIFO topics have none. */
    Optional<Signature> signature(String protocol) {
        return publication.isFifo()
                ? Optional.empty()
                : Optional.of(signatures.computeIfAbsent(
                        publication.textFor(protocol),
                        _ -> signer.sign(
                                Integer.toString(topic.attributes().signatureVersion()),
                                topic.key().region(),
                                QueueDeliveries.notification(topic, publication, protocol, publication.attributes())
                                        .signingText())));
    }
}
