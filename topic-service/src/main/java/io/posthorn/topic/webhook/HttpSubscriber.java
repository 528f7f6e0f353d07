package io.posthorn.topic.webhook;

import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.topic.attribute.EffectiveDeliveryPolicy;
import io.posthorn.topic.attribute.RedrivePolicy;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.delivery.HealthyRetries;
import io.posthorn.topic.delivery.RetrySchedule;
import io.posthorn.topic.delivery.Target;
import io.posthorn.topic.delivery.TargetKey;
import io.posthorn.topic.topic.SubscriptionKey;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A confirmed subscription by HTTP, its own wishes and its topic's settled.
 *
 * @param subscription which it is
 * @param protocol http or https: which text of a structured message it gets
 * @param endpoint where its messages go
 * @param shownEndpoint the same as lists and logs may show it
 * @param raw whether messages go without an envelope
 * @param policy how they go
 * @param deadLetterQueue where they go that cannot be delivered
 * @param signatureVersion of the topic's notifications
 * @param feedback which deliveries have a line in the delivery status log
 * @param confirmedAt what was published before is not for it
 * @param maxConcurrent how many deliveries may be under way to it from one replica
 */
public record HttpSubscriber(
        SubscriptionKey subscription,
        SubscriptionProtocol protocol,
        HttpEndpoint endpoint,
        String shownEndpoint,
        boolean raw,
        EffectiveDeliveryPolicy policy,
        Optional<QueueDelivery.Target> deadLetterQueue,
        int signatureVersion,
        StatusFeedback feedback,
        Instant confirmedAt,
        int maxConcurrent)
        implements Target {
    /** What the kind of these targets is called where it is stored. */
    public static final String KIND = "sns-http";

    /** The objects that there are of each, however long their texts. */
    private static final int OBJECTS = 700;

    /** A URI keeps its parts beside the whole, and what is shown is another text. */
    private static final int COPIES = 3;

    private static final int DEAD_LETTER_QUEUE = 150;
    private static final int SECRET = 150;

    public HttpSubscriber {
        Objects.requireNonNull(subscription);
        Objects.requireNonNull(protocol);
        Objects.requireNonNull(endpoint);
        Objects.requireNonNull(shownEndpoint);
        Objects.requireNonNull(policy);
        Objects.requireNonNull(deadLetterQueue);
        Objects.requireNonNull(feedback);
        Objects.requireNonNull(confirmedAt);
    }

    /** The subscription of these attributes to a topic of those. */
    public static HttpSubscriber of(
            SubscriptionKey subscription,
            TopicAttributes topic,
            SubscriptionAttributes attributes,
            HttpEndpoint endpoint,
            Instant confirmedAt,
            int maxConcurrent) {
        return new HttpSubscriber(
                subscription,
                attributes.subscriber().protocol(),
                endpoint,
                attributes.subscriber().endpoint(),
                attributes.isRawMessageDelivery(),
                attributes.effective(topic.deliveryPolicy()),
                attributes
                        .redrivePolicy()
                        .map(RedrivePolicy::deadLetterTarget)
                        .map(queue -> new QueueDelivery.Target(queue.owner(), queue.region(), queue.resource())),
                topic.signatureVersion(),
                StatusFeedback.ofHttp(topic),
                confirmedAt,
                maxConcurrent);
    }

    /** About how much memory it takes, in bytes. */
    public long bytes() {
        // Texts of other letters than Latin ones take two bytes each.
        long perLetter = shownEndpoint.chars().allMatch(letter -> letter < 0x100) ? 1 : 2;
        return OBJECTS
                + (long) shownEndpoint.length() * COPIES * perLetter
                + policy.headerContentType().length()
                + (deadLetterQueue.isPresent() ? DEAD_LETTER_QUEUE : 0)
                + (long) endpoint.secrets().secrets().size() * SECRET;
    }

    @Override
    public TargetKey key() {
        return new TargetKey(subscription.topic().account(), KIND, subscription.id());
    }

    @Override
    public RetrySchedule retries() {
        return new HealthyRetries(policy.healthyRetryPolicy());
    }

    @Override
    public OptionalInt maxPerSecond() {
        return policy.maxReceivesPerSecond();
    }
}
