package io.posthorn.topic.webhook;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.TopicPublication;
import io.posthorn.topic.attribute.Subscriber;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.delivery.Content;
import io.posthorn.topic.delivery.Delivery;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.posthorn.wire.Blob;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The service's own example as these tests use it. */
final class Samples {
    static final Instant AT = Instant.parse("2012-05-02T00:54:06.655Z");
    static final TopicKey TOPIC = new TopicKey(new AccountId("123456789012"), "us-west-2", new TopicName("MyTopic"));
    static final SubscriptionKey SUBSCRIPTION =
            new SubscriptionKey(TOPIC, UUID.fromString("c9135db0-26c4-47ec-8998-413945fb5a96"));
    static final Signature SIGNATURE = new Signature(
            "1",
            "EXAMPLEw6JRN...",
            "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem");

    private Samples() {}

    static NotificationContent content(Optional<Signature> signature) {
        return content("Hello world!", signature);
    }

    static NotificationContent content(String text, Optional<Signature> signature) {
        return content(text, Map.of("attr1", new QueueDelivery.Attribute("Number", "1", null)), signature);
    }

    static NotificationContent content(
            String text, Map<String, QueueDelivery.Attribute> attributes, Optional<Signature> signature) {
        TopicPublication publication = new TopicPublication(
                TopicPublication.SCHEMA_VERSION,
                TOPIC.account(),
                TOPIC.region(),
                TOPIC.name().value(),
                1,
                "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
                AT,
                "My First Message",
                "Hello world!",
                false,
                attributes,
                null,
                null);
        return NotificationContent.of(TOPIC.arn().toString(), publication, Optional.empty(), text, signature);
    }

    static Delivery delivery(NotificationContent content) {
        return new Delivery(
                new UUID(1, 2),
                subscriber("https://h.example/", Map.of(), Map.of()).key(),
                new Content(new UUID(3, 4), Blob.of(NotificationContent.CODEC.encode(content))),
                Optional.empty(),
                AT);
    }

    static HttpSubscriber subscriber(String endpoint, Map<String, String> topic, Map<String, String> attributes) {
        return HttpSubscriber.of(
                SUBSCRIPTION,
                TopicAttributes.ofStored(TOPIC, topic),
                SubscriptionAttributes.ofStored(
                        new Subscriber(TOPIC, TOPIC.account(), SubscriptionProtocol.HTTPS, endpoint), attributes),
                HttpEndpoint.of(endpoint),
                AT,
                3);
    }
}
