package io.posthorn.platform.event;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import io.posthorn.wire.Blob;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way into a queue, on {@link Topics#QUEUE_DELIVERIES} in the partition of the queue's shard. The owner
 * of the shard stores it together with the offset that it has read, so it arrives once; {@code deliveryId} tells a record
 * that was sent twice.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param deliveryId unique to this delivery, the same in every copy of the record
 * @param shard the queue's shard, which is the record's partition
 * @param kind why the message moves, which decides what it keeps
 * @param account the account that owns the queue
 * @param region the queue's region
 * @param queue the queue's name
 * @param message what is to stand in the queue
 * @param publication where a {@link Kind#PUBLICATION} comes from; null for the other kinds
 */
public record QueueDelivery(
        int schemaVersion,
        String deliveryId,
        int shard,
        Kind kind,
        AccountId account,
        String region,
        String queue,
        Message message,
        @Nullable Publication publication)
        implements Event {
    /** The newest version of this record. */
    public static final int SCHEMA_VERSION = 1;

    /** Reads and writes it. */
    public static final EventCodec<QueueDelivery> CODEC = EventCodec.of(QueueDelivery.class, SCHEMA_VERSION);

    /** Why a message moves. */
    public enum Kind {
        /** Received too often: it keeps its id, its time of sending (FIFO: not that) and its receive count. */
        DEAD_LETTER,
        /** A move task takes it back: it is sent anew, with a new id and retention from now. */
        REDRIVE,
        /** A topic or rule sends it to a subscribed queue. */
        PUBLICATION
    }

    public QueueDelivery {
        Event.requireVersion(schemaVersion);
        Objects.requireNonNull(deliveryId);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(account);
        Objects.requireNonNull(region);
        Objects.requireNonNull(queue);
        Objects.requireNonNull(message);
        if (shard < 0) {
            throw new IllegalArgumentException("a shard is 0 or more");
        }
        if ((kind == Kind.PUBLICATION) != (publication != null)) {
            throw new IllegalArgumentException("a publication, and nothing else, says where it comes from");
        }
    }

    /** A message that moves between queues. */
    public static QueueDelivery moving(
            String deliveryId, int shard, Kind kind, AccountId account, String region, String queue, Message message) {
        return new QueueDelivery(SCHEMA_VERSION, deliveryId, shard, kind, account, region, queue, message, null);
    }

    /** The Kafka record's key: the queue. The partition is given explicitly. */
    public String recordKey() {
        return account + "/" + region + "/" + queue;
    }

    /**
     * Who sends a publication to the queue, and what becomes of it when the queue does not take it: because it is not there,
     * because its policy does not let the service send, or because the message is larger than it allows.
     *
     * @param service the sending service, such as {@code sns.amazonaws.com}: the principal that the queue's policy judges
     * @param sourceArn the topic or rule: {@code aws:SourceArn} of the policy
     * @param sourceAccount the account that owns it: {@code aws:SourceAccount}; in that account no policy is needed
     * @param subscriptionArn what asked for the delivery, for logs
     * @param publishedAt when the publication was accepted
     * @param deadLetterQueue where the message goes when the queue does not take it; null: it is dropped
     */
    public record Publication(
            String service,
            Arn sourceArn,
            AccountId sourceAccount,
            String subscriptionArn,
            Instant publishedAt,
            @Nullable Target deadLetterQueue) {
        public Publication {
            Objects.requireNonNull(service);
            Objects.requireNonNull(sourceArn);
            Objects.requireNonNull(sourceAccount);
            Objects.requireNonNull(subscriptionArn);
            Objects.requireNonNull(publishedAt);
        }

        /** The same on its way to {@code deadLetterQueue}, from where it goes nowhere else. */
        public Publication withoutDeadLetterQueue() {
            return new Publication(service, sourceArn, sourceAccount, subscriptionArn, publishedAt, null);
        }
    }

    /** A queue by its owner, region and name. */
    public record Target(AccountId account, String region, String queue) {
        public Target {
            Objects.requireNonNull(account);
            Objects.requireNonNull(region);
            Objects.requireNonNull(queue);
        }
    }

    /**
     * A message as it stood where it comes from.
     *
     * @param messageId its id there
     * @param senderId the unique id of the identity that sent it
     * @param body the body's UTF-8 bytes, at most 1 MiB together with the attributes
     * @param attributes the sender's attributes, in order
     * @param systemAttributes such as {@code AWSTraceHeader}
     * @param groupId the message group; null for none
     * @param deduplicationId the deduplication id in the target queue; null for none
     * @param sentAt when it was sent
     * @param receiveCount how often it was received, 0 or more
     * @param firstReceivedAt when it was received first; null for never
     * @param sourceArn the queue or topic that it comes from; null for none
     */
    public record Message(
            String messageId,
            String senderId,
            Blob body,
            Map<String, Attribute> attributes,
            Map<String, Attribute> systemAttributes,
            @Nullable String groupId,
            @Nullable String deduplicationId,
            Instant sentAt,
            int receiveCount,
            @Nullable Instant firstReceivedAt,
            @Nullable Arn sourceArn) {
        public Message {
            Objects.requireNonNull(messageId);
            Objects.requireNonNull(senderId);
            Objects.requireNonNull(body);
            Objects.requireNonNull(sentAt);
            attributes = Event.copy(attributes);
            systemAttributes = Event.copy(systemAttributes);
            if (receiveCount < 0) {
                throw new IllegalArgumentException("a receive count is 0 or more");
            }
        }

        /** Its id only: bodies and attributes are the users'. */
        @Override
        public String toString() {
            return "Message[" + messageId + ", " + body.size() + " bytes]";
        }
    }

    /**
     * One message attribute; either {@code text} or {@code binary} is there.
     *
     * @param type the declared type with its custom label, such as {@code Number.float}
     * @param text the value of a String or Number; null for Binary
     * @param binary the value of a Binary; null for the others
     */
    public record Attribute(
            String type, @Nullable String text, @Nullable Blob binary) {
        public Attribute {
            Objects.requireNonNull(type);
            if ((text == null) == (binary == null)) {
                throw new IllegalArgumentException("an attribute has either text or bytes");
            }
        }

        /** Its type only: values are the users'. */
        @Override
        public String toString() {
            return "Attribute[" + type + "]";
        }
    }
}
