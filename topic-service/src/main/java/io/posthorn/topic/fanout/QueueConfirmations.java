package io.posthorn.topic.fanout;

import io.posthorn.platform.api.ApiService;
import io.posthorn.platform.arn.Arn;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.shard.Shards;
import io.posthorn.topic.api.Confirmations;
import io.posthorn.topic.catalog.SubscriptionDescription;
import io.posthorn.topic.message.Confirmation;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.signing.NotificationSigner;
import io.posthorn.topic.topic.SnsSender;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Blob;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Asks queues of other accounts whether they want to be subscribed: a message with the token arrives in the queue when its
 * policy lets the topic send. While Kafka does not answer, the answer is ServiceUnavailable,
 * and a queue that was to be asked may be asked later all the same; more than {@value #PLACES} do not wait for that.
 */
final class QueueConfirmations implements Confirmations {
    private static final String SIGNATURE_VERSION = "1";

    /** How many questions are on their way to Kafka at once: it keeps them until it takes them. */
    static final int PLACES = 100;

    private final Semaphore places = new Semaphore(PLACES);
    private final Producer<String, byte[]> producer;
    private final DeliverySeal seal;
    private final Shards shards;
    private final SubscriptionUrls urls;
    private final NotificationSigner signer;
    private final Supplier<UUID> ids;
    private final Clock clock;
    private final Executor blocking;
    private final Duration patience;

    /**
     * @param blocking where Kafka's client may block
     * @param patience how long somebody who subscribes waits for Kafka
     */
    QueueConfirmations(
            Producer<String, byte[]> producer,
            DeliverySeal seal,
            Shards shards,
            SubscriptionUrls urls,
            NotificationSigner signer,
            Supplier<UUID> ids,
            Clock clock,
            Executor blocking,
            Duration patience) {
        this.producer = producer;
        this.seal = seal;
        this.shards = shards;
        this.urls = urls;
        this.signer = signer;
        this.ids = ids;
        this.clock = clock;
        this.blocking = blocking;
        this.patience = patience;
    }

    /** A queue's subscription is ended by its owners only, who need not be told. */
    @Override
    public Uni<Void> unsubscribed(Ended ended) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> send(SubscriptionDescription subscription, Token token) {
        return Uni.createFrom()
                .<Void>emitter(emitter -> {
                    if (!places.tryAcquire()) {
                        emitter.fail(unavailable());
                        return;
                    }
                    try {
                        blocking.execute(() -> send(subscription, token, emitter));
                    } catch (RejectedExecutionException _) {
                        places.release();
                        emitter.fail(unavailable());
                    }
                })
                .ifNoItem()
                .after(patience)
                .failWith(QueueConfirmations::unavailable);
    }

    private void send(SubscriptionDescription subscription, Token token, UniEmitter<? super Void> emitter) {
        try {
            QueueDelivery delivery = delivery(subscription, token);
            var _ = producer.send(
                    new ProducerRecord<>(
                            Topics.QUEUE_DELIVERIES.name(),
                            delivery.shard(),
                            delivery.recordKey(),
                            seal.seal(delivery)),
                    (_, failure) -> {
                        places.release();
                        if (failure == null) {
                            emitter.complete(null);
                        } else {
                            emitter.fail(failure instanceof KafkaException ? unavailable() : failure);
                        }
                    });
        } catch (KafkaException _) {
            places.release();
            emitter.fail(unavailable());
        } catch (RuntimeException failure) {
            places.release();
            emitter.fail(failure);
        }
    }

    private static ApiException unavailable() {
        return ApiService.SERVICE_UNAVAILABLE.because(ApiService.UNAVAILABLE_TEXT);
    }

    private QueueDelivery delivery(SubscriptionDescription subscription, Token token) {
        TopicKey topic = subscription.key().topic();
        Instant now = clock.instant();
        String messageId = ids.get().toString();
        Confirmation confirmation = Confirmation.ofSubscription(messageId, topic, token.text(), urls, now);
        String body = confirmation.json(signer.sign(SIGNATURE_VERSION, topic.region(), confirmation.signingText()));
        Arn queue = Arn.parse(subscription.endpoint());
        QueueDelivery.Message message = new QueueDelivery.Message(
                messageId,
                SnsSender.ID,
                Blob.of(body.getBytes(StandardCharsets.UTF_8)),
                Map.of(),
                Map.of(),
                topic.name().isFifo() ? subscription.key().id().toString() : null,
                topic.name().isFifo() ? messageId : null,
                now,
                0,
                null,
                topic.arn());
        return new QueueDelivery(
                QueueDelivery.SCHEMA_VERSION,
                messageId,
                shards.of(queue.owner(), queue.region(), queue.resource()),
                QueueDelivery.Kind.PUBLICATION,
                queue.owner(),
                queue.region(),
                queue.resource(),
                message,
                new QueueDelivery.Publication(
                        SnsSender.SERVICE,
                        topic.arn(),
                        topic.account(),
                        subscription.key().arn(),
                        now,
                        null));
    }
}
