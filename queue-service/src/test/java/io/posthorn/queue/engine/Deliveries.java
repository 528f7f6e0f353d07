package io.posthorn.queue.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.QueueDelivery.Attribute;
import io.posthorn.platform.event.QueueDelivery.Kind;
import io.posthorn.platform.event.QueueDelivery.Message;
import io.posthorn.platform.event.QueueDelivery.Publication;
import io.posthorn.platform.event.QueueDelivery.Target;
import io.posthorn.platform.shard.Shards;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.wire.Blob;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deliveries of topics, for tests: each of its own unless something of it is given. */
public final class Deliveries {
    /** The account of the topics. */
    public static final AccountId PUBLISHER = new AccountId("111111111111");

    /** The topic that all of them come from. */
    public static final Arn TOPIC = Arn.aws("sns", "eu-west-1", PUBLISHER, "news");

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    private final QueueKey queue;
    private String id = UUID.randomUUID().toString();
    private String body = "news";
    private Map<String, Attribute> attributes = Map.of();
    private @Nullable String groupId;
    private @Nullable String deduplicationId;
    private @Nullable Target deadLetterQueue;

    private Deliveries(QueueKey queue) {
        this.queue = queue;
    }

    /** A publication to {@code queue}. */
    public static Deliveries to(QueueKey queue) {
        return new Deliveries(queue);
    }

    /** With this delivery id. */
    public Deliveries id(String given) {
        id = given;
        return this;
    }

    /** With this body. */
    public Deliveries body(String given) {
        body = given;
        return this;
    }

    /** With these attributes. */
    public Deliveries attributes(Map<String, Attribute> given) {
        attributes = given;
        return this;
    }

    /** In this group. */
    public Deliveries group(@Nullable String given) {
        groupId = given;
        return this;
    }

    /** With this deduplication id. */
    public Deliveries deduplicationId(@Nullable String given) {
        deduplicationId = given;
        return this;
    }

    /** For {@code given} when the queue does not take it. */
    public Deliveries deadLetterQueue(QueueKey given) {
        deadLetterQueue =
                new Target(given.account(), given.region(), given.name().value());
        return this;
    }

    /** The delivery, of {@link #TOPIC}. */
    public QueueDelivery publication() {
        return new QueueDelivery(
                QueueDelivery.SCHEMA_VERSION,
                id,
                shard(),
                Kind.PUBLICATION,
                queue.account(),
                queue.region(),
                queue.name().value(),
                message(null),
                new Publication(
                        "sns.amazonaws.com",
                        TOPIC,
                        PUBLISHER,
                        TOPIC + ":subscription",
                        Instant.now(),
                        deadLetterQueue));
    }

    /** The same as a message that moves from {@code source}. */
    public QueueDelivery moving(Kind kind, @Nullable Arn source) {
        return QueueDelivery.moving(
                id, shard(), kind, queue.account(), queue.region(), queue.name().value(), message(source));
    }

    private int shard() {
        return Shards.standard()
                .of(queue.account(), queue.region(), queue.name().value());
    }

    private Message message(@Nullable Arn source) {
        return new Message(
                UUID.randomUUID().toString(),
                "AIDAISDT7TH5X2",
                Blob.of(body.getBytes(UTF_8)),
                attributes,
                Map.of(),
                groupId,
                deduplicationId,
                LONG_AGO,
                0,
                null,
                source);
    }
}
