package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.outbound.OutboundRequest;
import io.posthorn.platform.outbound.OutboundResult;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.shard.Shards;
import io.posthorn.topic.delivery.Delivery;
import io.posthorn.topic.delivery.Outcome;
import io.posthorn.topic.delivery.TargetKind.Buried;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.topic.TopicLabels;
import io.posthorn.wire.Blob;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Notifications by HTTP: what is sent, what becomes of what cannot be, and who is told. */
class HttpSubscribersTest {
    private static final String DLQ = "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-west-2:123456789012:dead\"}";
    private static final Map<String, String> FEEDBACK = Map.of(
            "HTTPSuccessFeedbackRoleArn", "arn:aws:iam::123456789012:role/r",
            "HTTPFailureFeedbackRoleArn", "arn:aws:iam::123456789012:role/r");
    private static final Outcome GONE = Answers.unsent("client_error");

    private final List<OutboundRequest> sent = new ArrayList<>();
    private final List<Boolean> signedByWorker = new CopyOnWriteArrayList<>();
    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final DeliverySeal seal = new DeliverySeal(new SecretSealer(
            MasterKeys.parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
                    .forPurpose(DeliverySeal.PURPOSE),
            new SecureRandom()));
    private final SubscriptionUrls urls = new SubscriptionUrls(URI.create("https://mq.example"));
    private final DeadLetters deadLetters = new DeadLetters(kafka, seal, Shards.standard(), urls);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HttpSubscribers subscribers = new HttpSubscribers(
            new KnownSubscribers(_ -> Future.succeededFuture(Optional.empty()), 10, System::nanoTime),
            new WebhookSender(
                    request -> {
                        sent.add(request);
                        return Future.succeededFuture(new OutboundResult.Answered(200, Map.of(), Blob.EMPTY));
                    },
                    new Random(1),
                    Clock.systemUTC(),
                    System::nanoTime),
            deadLetters,
            urls,
            this::sign,
            new WebhookMeters(registry, new TopicLabels(5)),
            Clock.fixed(Samples.AT.plusSeconds(3), ZoneOffset.UTC),
            new Random(1));

    @AfterEach
    void close() {
        deadLetters.close();
    }

    @Test
    void theSignatureOfTheContentIsKept() {
        send(Samples.subscriber("https://h.example/", Map.of(), Map.of()), Optional.of(Samples.SIGNATURE));

        assertThat(body()).contains("\"Signature\" : \"EXAMPLEw6JRN...\"");
    }

    @Test
    void whatWasRawWhenItWasPublishedAndIsNotAnyMoreIsSignedThen() {
        send(Samples.subscriber("https://h.example/", Map.of("SignatureVersion", "2"), Map.of()), Optional.empty());

        assertThat(body()).contains("\"SignatureVersion\" : \"2\"", "\"Signature\" : \"SIGNED ");
    }

    @Test
    void whatIsLongIsMadeByAWorkerAndWhatIsShortAtOnce() {
        Vertx vertx = Vertx.vertx();
        try {
            HttpSubscriber subscriber = Samples.subscriber("https://h.example/", Map.of(), Map.of());
            for (String text : List.of("short", "long".repeat(10_000))) {
                Delivery delivery = Samples.delivery(Samples.content(text, Optional.empty()));
                Promise<Outcome> outcome = Promise.promise();
                vertx.runOnContext(
                        _ -> subscribers.send(subscriber, delivery, 1).onComplete(outcome));
                Awaitility.await().until(outcome.future()::isComplete);
                assertThat(outcome.future().result()).isInstanceOf(Outcome.Accepted.class);
            }
        } finally {
            Awaitility.await().until(vertx.close()::isComplete);
        }

        assertThat(signedByWorker).containsExactly(false, true);
    }

    @Test
    void theDeliveryPolicySaysTheContentType() {
        send(
                Samples.subscriber(
                        "https://h.example/",
                        Map.of(),
                        Map.of("DeliveryPolicy", "{\"requestPolicy\":{\"headerContentType\":\"application/json\"}}")),
                Optional.of(Samples.SIGNATURE));

        assertThat(sent.getFirst().headers()).contains(Map.entry("Content-Type", "application/json"));
    }

    @Test
    void aDeadLetterIsTheEnvelopeAsItWouldHaveBeenPosted() throws Exception {
        HttpSubscriber subscriber = Samples.subscriber("https://h.example/", Map.of(), Map.of("RedrivePolicy", DLQ));
        send(subscriber, Optional.of(Samples.SIGNATURE));

        assertThat(bury(subscriber, Optional.of(Samples.SIGNATURE))).isEqualTo(Buried.DEAD_LETTER_QUEUE);
        QueueDelivery letter = letter();
        assertThat(new String(letter.message().body().bytes(), StandardCharsets.UTF_8))
                .isEqualTo(body());
        assertThat(letter.message().attributes()).isEmpty();
        assertThat(letter.queue()).isEqualTo("dead");
    }

    @Test
    void aRawDeadLetterIsTheMessageWithItsAttributesAndNothingAboutTheError() throws Exception {
        HttpSubscriber subscriber = Samples.subscriber(
                "https://h.example/", Map.of(), Map.of("RedrivePolicy", DLQ, "RawMessageDelivery", "true"));

        bury(subscriber, Optional.empty());
        bury(subscriber, Optional.empty());

        QueueDelivery letter = letter();
        assertThat(new String(letter.message().body().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("Hello world!");
        assertThat(letter.message().attributes())
                .containsExactly(Map.entry("attr1", new QueueDelivery.Attribute("Number", "1", null)));
        assertThat(kafka.history()).hasSize(2);
        assertThat(open(1)).isEqualTo(letter);
    }

    @Test
    void aRawDeadLetterOfMoreAttributesThanAQueueTakesKeepsThemInTheEnvelope() throws Exception {
        Map<String, QueueDelivery.Attribute> attributes = new TreeMap<>();
        for (int i = 0; i < 11; i++) {
            attributes.put("attr" + i, new QueueDelivery.Attribute("Number", "1", null));
        }
        HttpSubscriber subscriber = Samples.subscriber(
                "https://h.example/", Map.of(), Map.of("RedrivePolicy", DLQ, "RawMessageDelivery", "true"));

        bury(subscriber, Samples.content("Hello world!", attributes, Optional.empty()));

        QueueDelivery letter = letter();
        assertThat(letter.message().attributes()).isEmpty();
        assertThat(new String(letter.message().body().bytes(), StandardCharsets.UTF_8))
                .contains("\"Message\" : \"Hello world!\"", "\"attr10\"", "\"Signature\" : \"SIGNED ");
    }

    @Test
    void aDeadLetterOfWhatWasSentAgainIsAnotherAndTheSameHoweverOftenItIsMade() {
        HttpSubscriber subscriber = Samples.subscriber("https://h.example/", Map.of(), Map.of());
        NotificationContent content = Samples.content(Optional.of(Samples.SIGNATURE));
        Delivery first = Samples.delivery(content);
        Delivery again = new Delivery(
                first.id(),
                first.target(),
                first.content(),
                first.order(),
                first.publishedAt(),
                Optional.of(Samples.AT.plusSeconds(60)));

        QueueDelivery letter = letter(subscriber, first, content);
        QueueDelivery second = letter(subscriber, again, content);

        assertThat(letter.deliveryId()).isEqualTo(first.id() + "-dlq");
        assertThat(second.deliveryId()).startsWith(first.id() + "-dlq-");
        assertThat(second.message().messageId()).isNotEqualTo(letter.message().messageId());
        assertThat(letter.message().deduplicationId()).isNull();
        assertThat(second.message().deduplicationId()).isEqualTo(second.deliveryId());
        assertThat(second.message().body()).isEqualTo(letter.message().body());
        assertThat(letter(subscriber, again, content)).isEqualTo(second);
    }

    private QueueDelivery letter(HttpSubscriber subscriber, Delivery delivery, NotificationContent content) {
        return deadLetters.of(
                new QueueDelivery.Target(Samples.TOPIC.account(), Samples.TOPIC.region(), "dead.fifo"),
                subscriber,
                delivery,
                content,
                Optional.of(Samples.SIGNATURE));
    }

    @Test
    void aDeadLetterIsThereWhenKafkaSaysSoAndNotBefore() {
        MockProducer<String, byte[]> slow =
                new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
        HttpSubscriber subscriber = Samples.subscriber("https://h.example/", Map.of(), Map.of("RedrivePolicy", DLQ));
        try (DeadLetters letters = new DeadLetters(slow, seal, Shards.standard(), urls)) {
            List<Future<Buried>> buried = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                NotificationContent content = Samples.content(Optional.of(Samples.SIGNATURE));
                buried.add(letters.put(
                        subscriber.deadLetterQueue().orElseThrow(),
                        subscriber,
                        Samples.delivery(content),
                        content,
                        Optional.of(Samples.SIGNATURE)));
            }
            Awaitility.await().until(() -> slow.history().size() == 2);
            assertThat(buried).noneMatch(Future::isComplete);

            slow.completeNext();
            slow.errorNext(new TimeoutException("Kafka is away"));

            assertThat(buried.get(0).result()).isEqualTo(Buried.DEAD_LETTER_QUEUE);
            assertThat(buried.get(1).cause()).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void theTopicsPolicyIsThatOfTheDeliveriesUnlessTheSubscriptionHasItsOwn() {
        String policy =
                "{\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":1,\"minDelayTarget\":7,\"maxDelayTarget\":7},"
                        + "\"defaultThrottlePolicy\":{\"maxReceivesPerSecond\":4}}}";
        Map<String, String> topic = Map.of("DeliveryPolicy", policy);
        Map<String, String> own = Map.of("DeliveryPolicy", "{\"throttlePolicy\":{\"maxReceivesPerSecond\":9}}");
        Map<String, String> only = Map.of(
                "DeliveryPolicy", policy.replace("{\"http\":{", "{\"http\":{\"disableSubscriptionOverrides\":true,"));

        HttpSubscriber follows = Samples.subscriber("https://h.example/", topic, Map.of());
        assertThat(follows.retries().delayBefore(0)).contains(Duration.ofSeconds(7));
        assertThat(follows.retries().delayBefore(1)).isEmpty();
        assertThat(follows.maxPerSecond()).hasValue(4);
        HttpSubscriber differs = Samples.subscriber("https://h.example/", topic, own);
        assertThat(differs.retries().delayBefore(0)).contains(Duration.ofSeconds(7));
        assertThat(differs.maxPerSecond()).hasValue(9);
        assertThat(Samples.subscriber("https://h.example/", only, own).maxPerSecond())
                .hasValue(4);
    }

    @Test
    void withoutADeadLetterQueueItGoesNowhere() {
        assertThat(bury(Samples.subscriber("https://h.example/", Map.of(), Map.of()), Optional.empty()))
                .isEqualTo(Buried.NOWHERE);
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void endingsAreCounted() {
        HttpSubscriber without = Samples.subscriber("https://h.example/", Map.of(), Map.of());
        HttpSubscriber with = Samples.subscriber("https://h.example/", Map.of(), Map.of("RedrivePolicy", DLQ));
        end(without, accepted(), 1, Optional.empty());
        end(without, GONE, 1, Optional.of(Buried.NOWHERE));
        end(with, GONE, 1, Optional.of(Buried.DEAD_LETTER_QUEUE));
        end(with, GONE, 1, Optional.of(Buried.NOWHERE));

        assertThat(counts())
                .containsOnly(
                        Map.entry("delivered", 1.0),
                        Map.entry("failed", 3.0),
                        Map.entry("redriven_to_dlq", 1.0),
                        Map.entry("failed_to_redrive_to_dlq", 1.0));
    }

    @Test
    void topicsWithFeedbackRolesAreToldHowDeliveriesEnd() {
        List<String> lines = new ArrayList<>();
        Handler handler = handler(lines);
        Logger log = Logger.getLogger(DeliveryStatus.CATEGORY);
        log.addHandler(handler);
        try {
            HttpSubscriber told = Samples.subscriber("https://user:****@h.example/x", FEEDBACK, Map.of());
            end(told, accepted(), 1, Optional.empty());
            end(told, GONE, 4, Optional.of(Buried.NOWHERE));
            HttpSubscriber none = Samples.subscriber("https://h.example/", Map.of(), Map.of());
            end(none, GONE, 4, Optional.of(Buried.NOWHERE));
            HttpSubscriber failuresOnly = Samples.subscriber(
                    "https://h.example/",
                    Map.of(
                            "HTTPSuccessFeedbackRoleArn", "arn:aws:iam::123456789012:role/r",
                            "HTTPSuccessFeedbackSampleRate", "0"),
                    Map.of());
            end(failuresOnly, accepted(), 1, Optional.empty());
        } finally {
            log.removeHandler(handler);
        }

        assertThat(lines)
                .containsExactly(
                        "{\"notification\":{\"messageMD5Sum\":\"86fb269d190d2c85f6e0468ceca42a20\",\"messageId\":\"22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\",\"topicArn\":\"arn:aws:sns:us-west-2:123456789012:MyTopic\",\"timestamp\":\"2012-05-02 00:54:06.655\"},\"delivery\":{\"deliveryId\":\"00000000-0000-0001-0000-000000000002\",\"destination\":\"https://user:****@h.example/x\",\"providerResponse\":\"thanks\",\"dwellTimeMs\":3000,\"attempts\":1,\"statusCode\":200},\"status\":\"SUCCESS\"}",
                        "{\"notification\":{\"messageMD5Sum\":\"86fb269d190d2c85f6e0468ceca42a20\",\"messageId\":\"22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\",\"topicArn\":\"arn:aws:sns:us-west-2:123456789012:MyTopic\",\"timestamp\":\"2012-05-02 00:54:06.655\"},\"delivery\":{\"deliveryId\":\"00000000-0000-0001-0000-000000000002\",\"destination\":\"https://user:****@h.example/x\",\"providerResponse\":\"client_error\",\"dwellTimeMs\":3000,\"attempts\":4},\"status\":\"FAILURE\"}");
    }

    @Test
    void aContentIsReadAsItWasWritten() throws EventException {
        NotificationContent content = Samples.content(Optional.of(Samples.SIGNATURE));

        assertThat(NotificationContent.CODEC.decode(NotificationContent.CODEC.encode(content)))
                .isEqualTo(content);
    }

    private Signature sign(String version, String region, String text) {
        signedByWorker.add(Context.isOnWorkerThread());
        return new Signature(version, "SIGNED " + text.length(), "https://mq.example/key.pem");
    }

    private void send(HttpSubscriber subscriber, Optional<Signature> signature) {
        Outcome outcome = subscribers
                .send(subscriber, Samples.delivery(Samples.content(signature)), 1)
                .result();
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    }

    private String body() {
        return new String(sent.getFirst().body().bytes(), StandardCharsets.UTF_8);
    }

    private Buried bury(HttpSubscriber subscriber, Optional<Signature> signature) {
        return bury(subscriber, Samples.content(signature));
    }

    private Buried bury(HttpSubscriber subscriber, NotificationContent content) {
        Future<Buried> buried = subscribers.deadLetter(subscriber, Samples.delivery(content), GONE);
        Awaitility.await().until(buried::isComplete);
        return buried.result();
    }

    private QueueDelivery letter() throws EventException {
        return open(0);
    }

    private QueueDelivery open(int index) throws EventException {
        var record = kafka.history().get(index);
        QueueDelivery letter = seal.open(record.key(), record.value());
        assertThat(record.partition()).isEqualTo(letter.shard());
        return letter;
    }

    private void end(HttpSubscriber subscriber, Outcome last, int attempts, Optional<Buried> buried) {
        Delivery delivery = Samples.delivery(Samples.content(Optional.empty()));
        subscribers.ended(subscriber, delivery, last, attempts, buried);
    }

    private static Outcome accepted() {
        return Answers.outcome(
                new OutboundResult.Answered(200, Map.of(), Blob.of("thanks".getBytes(StandardCharsets.UTF_8))),
                Duration.ofMillis(5),
                Samples.AT);
    }

    private Map<String, Double> counts() {
        return registry.getMeters().stream()
                .collect(Collectors.toMap(
                        meter -> String.valueOf(meter.getId().getTag("outcome")), meter -> ((Counter) meter).count()));
    }

    private static Handler handler(List<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
