package io.posthorn.topic.message;

import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import java.time.Instant;
import java.util.Objects;

/**
 * What an endpoint is asked before it gets notifications, or told after it was unsubscribed. The token is a capability:
 * who has it can confirm the subscription.
 *
 * @param type what it is
 * @param messageId MessageId
 * @param token Token
 * @param topicArn TopicArn
 * @param message Message, a fixed text
 * @param subscribeUrl SubscribeURL, which confirms or restores the subscription
 * @param timestamp when it was sent first, of which milliseconds count
 */
public record Confirmation(
        Type type,
        String messageId,
        String token,
        String topicArn,
        String message,
        String subscribeUrl,
        Instant timestamp) {
    /** What a confirmation is, and what it is called on the wire. */
    public enum Type {
        SUBSCRIPTION("SubscriptionConfirmation"),
        UNSUBSCRIBE("UnsubscribeConfirmation");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        /** Type, and the header x-amz-sns-message-type. */
        public String wireName() {
            return wireName;
        }
    }

    public Confirmation {
        Objects.requireNonNull(type);
        Objects.requireNonNull(messageId);
        Objects.requireNonNull(token);
        Objects.requireNonNull(topicArn);
        Objects.requireNonNull(message);
        Objects.requireNonNull(subscribeUrl);
        Objects.requireNonNull(timestamp);
    }

    /** Asks an endpoint whether it wants to be subscribed to {@code topic}. */
    public static Confirmation ofSubscription(
            String messageId, TopicKey topic, String token, SubscriptionUrls urls, Instant timestamp) {
        return new Confirmation(
                Type.SUBSCRIPTION,
                messageId,
                token,
                topic.arn().toString(),
                "You have chosen to subscribe to the topic " + topic.arn()
                        + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.",
                urls.subscribe(topic, token),
                timestamp);
    }

    /** Tells an endpoint that {@code subscription} is gone. */
    public static Confirmation ofUnsubscribe(
            String messageId, SubscriptionKey subscription, String token, SubscriptionUrls urls, Instant timestamp) {
        TopicKey topic = subscription.topic();
        return new Confirmation(
                Type.UNSUBSCRIBE,
                messageId,
                token,
                topic.arn().toString(),
                "You have chosen to deactivate subscription " + subscription.arn()
                        + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in"
                        + " this message.",
                urls.subscribe(topic, token),
                timestamp);
    }

    /** What the signature is of. */
    public String signingText() {
        return new SigningText()
                .with("Message", message)
                .with("MessageId", messageId)
                .with("SubscribeURL", subscribeUrl)
                .with("Timestamp", Document.timestamp(timestamp))
                .with("Token", token)
                .with("TopicArn", topicArn)
                .with("Type", type.wireName())
                .print();
    }

    /** The JSON document, with the signature of {@link #signingText}. */
    public String json(Signature signature) {
        return Document.of(type.wireName())
                .with("MessageId", messageId)
                .with("Token", token)
                .with("TopicArn", topicArn)
                .with("Message", message)
                .with("SubscribeURL", subscribeUrl)
                .with("Timestamp", Document.timestamp(timestamp))
                .with(signature)
                .print();
    }

    /** Neither the token nor the URL that holds it. */
    @Override
    public String toString() {
        return type.wireName() + "[" + messageId + ", " + topicArn + "]";
    }
}
