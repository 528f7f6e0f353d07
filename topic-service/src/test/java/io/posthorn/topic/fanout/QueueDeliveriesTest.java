package io.posthorn.topic.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.QueueDelivery.Attribute;
import io.posthorn.platform.shard.Shards;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.wire.Blob;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QueueDeliveriesTest {
    private static final UUID SUBSCRIPTION = UUID.fromString("c9135db0-26c4-47ec-8998-413945fb5a96");
    private static final Signature SIGNATURE = new Signature("1", "SIGNED==", "https://mq.example/key.pem");
    private static final TopicView STANDARD = TopicDatabase.view(1, "orders", Map.of());
    private static final TopicView FIFO = TopicDatabase.view(2, Placed.TOPIC, Map.of("FifoTopic", "true"));
    private static final Attribute TEXT = new Attribute("String", "t", null);

    private final QueueDeliveries deliveries =
            new QueueDeliveries(Shards.standard(), new SubscriptionUrls(URI.create("https://mq.example")));

    @Test
    void anEnvelopeHoldsTheNotificationAndItsSignature() {
        QueueDelivery delivery = deliveries
                .of(
                        STANDARD,
                        subscribed(STANDARD, "q", false, false),
                        Placed.standard("hello \"you\"")
                                .withMessage("hello \"you\"", "news", false)
                                .withAttributes(Map.of("kind", TEXT))
                                .placed(),
                        Optional.of(SIGNATURE),
                        0)
                .orElseThrow();

        assertThat(body(delivery)).isEqualTo("""
                        {
                          "Type" : "Notification",
                          "MessageId" : "00000000-0000-4000-8000-000000000000",
                          "TopicArn" : "arn:aws:sns:eu-west-1:111111111111:orders",
                          "Subject" : "news",
                          "Message" : "hello \\"you\\"",
                          "Timestamp" : "2026-01-02T12:00:00.123Z",
                          "SignatureVersion" : "1",
                          "Signature" : "SIGNED==",
                          "SigningCertURL" : "https://mq.example/key.pem",
                          "UnsubscribeURL" : "https://mq.example/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:eu-west-1:111111111111:orders:c9135db0-26c4-47ec-8998-413945fb5a96",
                          "MessageAttributes" : {
                            "kind" : {"Type":"String","Value":"t"}
                          }
                        }""");
        assertThat(delivery.message().attributes()).isEmpty();
        assertThat(delivery.message().groupId()).isNull();
        assertThat(delivery.message().deduplicationId()).isNull();
        assertThat(delivery.kind()).isEqualTo(QueueDelivery.Kind.PUBLICATION);
        assertThat(delivery.shard()).isEqualTo(Shards.standard().of(TopicDatabase.ACCOUNT, "eu-west-1", "q"));
        assertThat(delivery.publication()).satisfies(publication -> {
            assertThat(publication.service()).isEqualTo("sns.amazonaws.com");
            assertThat(publication.sourceArn()).hasToString("arn:aws:sns:eu-west-1:111111111111:orders");
            assertThat(publication.subscriptionArn()).endsWith(":orders:" + SUBSCRIPTION);
            assertThat(publication.deadLetterQueue()).isNull();
        });
    }

    @Test
    void anEnvelopeOfAFifoTopicHasASequenceNumberAndNoSignature() {
        QueueDelivery delivery = fifo("q.fifo", false, 0);

        assertThat(body(delivery)).isEqualTo("""
                        {
                          "Type" : "Notification",
                          "MessageId" : "00000000-0000-4000-8000-000300000042",
                          "SequenceNumber" : "10000000000000000042",
                          "TopicArn" : "arn:aws:sns:eu-west-1:111111111111:orders.fifo",
                          "Message" : "m42",
                          "Timestamp" : "2026-01-02T12:00:00.123Z",
                          "UnsubscribeURL" : "https://mq.example/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:eu-west-1:111111111111:orders.fifo:c9135db0-26c4-47ec-8998-413945fb5a96"
                        }""");
    }

    @Test
    void rawMessagesAreThePublishersWithItsAttributes() {
        Map<String, Attribute> attributes =
                Map.of("kind", TEXT, "bytes", new Attribute("Binary.x", null, Blob.of(new byte[] {0, -1})));
        QueueDelivery delivery = deliveries
                .of(
                        STANDARD,
                        subscribed(STANDARD, "q", true, false),
                        Placed.standard("")
                                .withMessage("{\"default\":\"d\",\"sqs\":\"for queues\"}", null, true)
                                .withAttributes(attributes)
                                .placed(),
                        Optional.empty(),
                        0)
                .orElseThrow();

        assertThat(body(delivery)).isEqualTo("for queues");
        assertThat(delivery.message().attributes()).isEqualTo(attributes);
    }

    @Test
    void onlyFifoQueuesGetTheDeduplicationIdAndEveryQueueTheGroup() {
        assertThat(fifo("q.fifo", true, 0).message()).satisfies(message -> {
            assertThat(message.groupId()).isEqualTo("group");
            assertThat(message.deduplicationId()).isEqualTo("id");
        });
        assertThat(fifo("q", true, 0).message()).satisfies(message -> {
            assertThat(message.groupId()).isEqualTo("group");
            assertThat(message.deduplicationId()).isNull();
        });
        assertThat(deliveries
                        .of(
                                STANDARD,
                                subscribed(STANDARD, "q", true, false),
                                Placed.standard("m").withGroup("tenant").placed(),
                                Optional.empty(),
                                0)
                        .orElseThrow()
                        .message()
                        .groupId())
                .isEqualTo("tenant");
    }

    @Test
    void thePublicationAndTheSubscriptionMakeTheIds() {
        QueueDelivery delivery = fifo("q.fifo", false, 0);
        QueueDelivery replayed = fifo("q.fifo", false, 2);

        assertThat(fifo("q.fifo", false, 0)).isEqualTo(delivery);
        assertThat(delivery.deliveryId()).isEqualTo("00000000-0000-4000-8000-000300000042-" + SUBSCRIPTION);
        assertThat(UUID.fromString(delivery.message().messageId()).version()).isEqualTo(3);
        assertThat(replayed.deliveryId()).isEqualTo(delivery.deliveryId() + "-2");
        assertThat(replayed.message().messageId())
                .isNotEqualTo(delivery.message().messageId());
        assertThat(replayed.message().deduplicationId()).isEqualTo(replayed.deliveryId());
        assertThat(body(replayed)).contains("\"Replayed\"", "00000000-0000-4000-8000-000300000042", "12:00:00.123Z");
        assertThat(body(delivery)).doesNotContain("Replayed");
    }

    @Test
    void moreThanTenAttributesAreTooManyForARawMessageOnly() {
        PlacedPublication eleven =
                Placed.standard("m").withAttributes(attributes(11)).placed();

        assertThat(deliveries.of(STANDARD, subscribed(STANDARD, "q", true, false), eleven, Optional.empty(), 0))
                .isEmpty();
        assertThat(deliveries.of(STANDARD, subscribed(STANDARD, "q", true, true), eleven, Optional.of(SIGNATURE), 0))
                .hasValueSatisfying(dead -> {
                    assertThat(dead.queue()).isEqualTo("dead");
                    assertThat(body(dead)).contains("\"MessageAttributes\"", "\"Signature\"");
                    assertThat(dead.message().attributes()).isEmpty();
                    assertThat(dead.publication())
                            .satisfies(publication ->
                                    assertThat(publication.deadLetterQueue()).isNull());
                });
        assertThat(deliveries.of(STANDARD, subscribed(STANDARD, "q", false, true), eleven, Optional.of(SIGNATURE), 0))
                .hasValueSatisfying(enveloped -> {
                    assertThat(enveloped.queue()).isEqualTo("q");
                    assertThat(enveloped.publication())
                            .satisfies(publication ->
                                    assertThat(publication.deadLetterQueue()).isNotNull());
                });
    }

    @Test
    void theMarkOfAReplayNeverMakesOneAttributeTooMany() {
        Map<String, Attribute> ten = attributes(10);
        SubscribedQueue raw = subscribed(FIFO, "q.fifo", true, false);

        assertThat(deliveries.of(FIFO, raw, publication(ten), Optional.empty(), 1))
                .hasValueSatisfying(
                        delivery -> assertThat(delivery.message().attributes()).isEqualTo(ten));
        assertThat(deliveries.of(FIFO, raw, publication(attributes(9)), Optional.empty(), 1))
                .hasValueSatisfying(delivery -> assertThat(delivery.message().attributes())
                        .hasSize(10)
                        .containsEntry("Replayed", new Attribute("String", "true", null)));
    }

    private static Map<String, Attribute> attributes(int count) {
        Map<String, Attribute> attributes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            attributes.put("a" + i, TEXT);
        }
        return attributes;
    }

    private static PlacedPublication publication(Map<String, Attribute> attributes) {
        return Placed.fifo(2, 3, 42, "group", "id", Placed.NOON)
                .withAttributes(attributes)
                .placed();
    }

    private QueueDelivery fifo(String queue, boolean raw, int replay) {
        return deliveries
                .of(FIFO, subscribed(FIFO, queue, raw, false), publication(Map.of()), Optional.empty(), replay)
                .orElseThrow();
    }

    private static SubscribedQueue subscribed(TopicView topic, String queue, boolean raw, boolean deadLetters) {
        return new SubscribedQueue(
                new SubscriptionKey(topic.key(), SUBSCRIPTION),
                target(queue),
                raw,
                deadLetters ? Optional.of(target("dead")) : Optional.empty(),
                Placed.NOON,
                Optional.empty());
    }

    private static QueueDelivery.Target target(String queue) {
        return new QueueDelivery.Target(TopicDatabase.ACCOUNT, TopicDatabase.REGION, queue);
    }

    private static String body(QueueDelivery delivery) {
        return new String(delivery.message().body().bytes(), UTF_8);
    }
}
