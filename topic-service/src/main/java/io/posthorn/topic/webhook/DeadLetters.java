package io.posthorn.topic.webhook;

import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.shard.Shards;
import io.posthorn.topic.delivery.Delivery;
import io.posthorn.topic.delivery.DeliveryNotices;
import io.posthorn.topic.delivery.KafkaNotices;
import io.posthorn.topic.delivery.TargetKind.Buried;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.topic.SnsSender;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.Blob;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Puts what could not be delivered by HTTP on its way into the subscription's dead-letter queue: the envelope as it would have
 * been posted, or a raw message with its attributes, and nothing about why. Its queue knows a delivery that comes twice.
 */
public final class DeadLetters implements AutoCloseable {
    /** How many are on their way to Kafka at once; beyond that they fail, and are to be put there later. */
    private static final int PLACES = 2_000;

    /** The longest value that Kafka takes, with room for the record's key and what frames it. */
    private static final int MAX_VALUE_BYTES = Topics.MAX_BATCH_BYTES - 16 * 1024;

    private static final long BUFFER_BYTES = 16L * 1024 * 1024;
    private static final int TIMEOUT_MS = 30_000;
    private static final int MAX_BLOCK_MS = 10_000;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Semaphore places = new Semaphore(PLACES);
    private final ExecutorService blocking = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("posthorn-topic-dead-letters").daemon().factory());
    private final Producer<String, byte[]> producer;
    private final DeliverySeal seal;
    private final Shards shards;
    private final SubscriptionUrls urls;

    DeadLetters(Producer<String, byte[]> producer, DeliverySeal seal, Shards shards, SubscriptionUrls urls) {
        this.producer = producer;
        this.seal = seal;
        this.shards = shards;
        this.urls = urls;
    }

    /** Over a connection of its own to {@code kafka}. */
    public static DeadLetters connect(
            Map<String, Object> kafka, DeliverySeal seal, Shards shards, SubscriptionUrls urls) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_BATCH_BYTES);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, MAX_BLOCK_MS);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) MAX_BLOCK_MS);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new DeadLetters(
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer()), seal, shards, urls);
    }

    /** Tells over the same connection that an endpoint is disabled. */
    public DeliveryNotices notices() {
        return new KafkaNotices(producer, blocking);
    }

    /** Completes when it is durable, or when it is known to be too long for any queue. */
    Future<Buried> put(
            QueueDelivery.Target queue,
            HttpSubscriber subscriber,
            Delivery delivery,
            NotificationContent content,
            Optional<Signature> signature) {
        if (!places.tryAcquire()) {
            return Future.failedFuture(new IllegalStateException("too many dead letters wait for Kafka"));
        }
        Promise<Buried> promise = Promise.promise();
        try {
            blocking.execute(() -> send(of(queue, subscriber, delivery, content, signature), promise));
        } catch (RejectedExecutionException stopped) {
            promise.fail(stopped);
        }
        return promise.future().onComplete(_ -> places.release());
    }

    private void send(QueueDelivery letter, Promise<Buried> promise) {
        try {
            byte[] value = seal.seal(letter);
            if (value.length > MAX_VALUE_BYTES) {
                promise.complete(Buried.NOWHERE);
                return;
            }
            var _ = producer.send(
                    new ProducerRecord<>(Topics.QUEUE_DELIVERIES.name(), letter.shard(), letter.recordKey(), value),
                    (_, failure) -> {
                        if (failure == null) {
                            promise.complete(Buried.DEAD_LETTER_QUEUE);
                        } else {
                            promise.fail(failure);
                        }
                    });
        } catch (RuntimeException failure) {
            promise.tryFail(failure);
        }
    }

    /** Whether the letter is the envelope: also where messages go raw, when it has more attributes than a queue takes. */
    static boolean isEnveloped(HttpSubscriber subscriber, NotificationContent content) {
        return !subscriber.raw() || content.attributes().size() > SnsSender.MAX_RAW_ATTRIBUTES;
    }

    private static @Nullable String deduplicationId(Delivery delivery, NotificationContent content, String deliveryId) {
        return delivery.resentAt().isEmpty() ? content.deduplicationId() : deliveryId;
    }

    /** The message that stands in the queue. Pure: of the same delivery in the same life it is always the same. */
    QueueDelivery of(
            QueueDelivery.Target queue,
            HttpSubscriber subscriber,
            Delivery delivery,
            NotificationContent content,
            Optional<Signature> signature) {
        TopicKey topic = subscriber.subscription().topic();
        boolean raw = !isEnveloped(subscriber, content);
        String body = raw
                ? content.message()
                : content.notification().json(signature, urls.unsubscribe(subscriber.subscription()));
        // What was sent again and buried again is another letter: its queue must not take it for the first.
        String deliveryId = delivery.id()
                + "-dlq"
                + delivery.resentAt()
                        .map(at -> "-" + ChronoUnit.MICROS.between(Instant.EPOCH, at))
                        .orElse("");
        QueueDelivery.Message message = new QueueDelivery.Message(
                UUID.nameUUIDFromBytes(deliveryId.getBytes(StandardCharsets.US_ASCII))
                        .toString(),
                SnsSender.ID,
                Blob.of(body.getBytes(StandardCharsets.UTF_8)),
                raw ? content.attributes() : Map.of(),
                Map.of(),
                content.groupId(),
                queue.queue().endsWith(".fifo") ? deduplicationId(delivery, content, deliveryId) : null,
                content.publishedAt(),
                0,
                null,
                topic.arn());
        return new QueueDelivery(
                QueueDelivery.SCHEMA_VERSION,
                deliveryId,
                shards.of(queue.account(), queue.region(), queue.queue()),
                QueueDelivery.Kind.PUBLICATION,
                queue.account(),
                queue.region(),
                queue.queue(),
                message,
                new QueueDelivery.Publication(
                        SnsSender.SERVICE,
                        topic.arn(),
                        topic.account(),
                        subscriber.subscription().arn(),
                        content.publishedAt(),
                        null));
    }

    /** What is under way has some seconds. */
    @Override
    public void close() {
        blocking.shutdown();
        producer.close(CLOSE);
    }
}
