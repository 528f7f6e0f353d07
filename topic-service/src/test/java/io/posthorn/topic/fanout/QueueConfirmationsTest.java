package io.posthorn.topic.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.shard.Shards;
import io.posthorn.topic.api.Confirmations;
import io.posthorn.topic.attribute.Subscriber;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.catalog.SubscriptionDescription;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.ApiException;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class QueueConfirmationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Instant NOON = Placed.NOON;

    /** Kafka that takes what it is sent when the test says so. */
    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());

    @Test
    void whileKafkaDoesNotAnswerWhoSubscribesIsToldSoInTime() {
        Uni<Void> asked = send(confirmations(Duration.ofMillis(50)));

        assertThatThrownBy(() -> asked.await().atMost(PATIENCE))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.error().status()).isEqualTo(503));
        assertThat(kafka.history()).hasSize(1);
    }

    @Test
    void noMoreThanSomeQuestionsWaitForKafka() {
        QueueConfirmations confirmations = confirmations(PATIENCE);
        for (int i = 0; i < QueueConfirmations.PLACES; i++) {
            var _ = send(confirmations).subscribeAsCompletionStage();
        }
        Uni<Void> another = send(confirmations);

        assertThatThrownBy(() -> another.await().atMost(PATIENCE)).isInstanceOf(ApiException.class);
        assertThat(kafka.history()).hasSize(QueueConfirmations.PLACES);
        assertThat(kafka.completeNext()).isTrue();
        var last = another.subscribeAsCompletionStage();
        while (kafka.completeNext()) {
            // all of them
        }
        assertThat(last).isCompleted();
    }

    private static Uni<Void> send(QueueConfirmations confirmations) {
        TopicKey topic = TopicDatabase.key("orders");
        Subscriber subscriber = new Subscriber(
                topic, new AccountId("222222222222"), SubscriptionProtocol.SQS, "arn:aws:sqs:eu-west-1:222222222222:q");
        return confirmations.send(
                new SubscriptionDescription(
                        new SubscriptionKey(topic, UUID.randomUUID()),
                        1,
                        "arn:aws:iam::222222222222:root",
                        SubscriptionAttributes.ofStored(subscriber, Map.of()),
                        true,
                        false,
                        false,
                        Optional.empty(),
                        0,
                        Optional.empty()),
                Confirmations.Token.fresh(new SecureRandom(), NOON.plusSeconds(60)));
    }

    private QueueConfirmations confirmations(Duration patience) {
        return new QueueConfirmations(
                kafka,
                new DeliverySeal(
                        new SecretSealer(TopicDatabase.MASTER.forPurpose(DeliverySeal.PURPOSE), new SecureRandom())),
                Shards.standard(),
                new SubscriptionUrls(URI.create("https://mq.example")),
                (version, _, _) -> new Signature(version, "SIGNED==", "https://mq.example/key.pem"),
                UUID::randomUUID,
                Clock.fixed(NOON, ZoneOffset.UTC),
                Runnable::run,
                patience);
    }
}
