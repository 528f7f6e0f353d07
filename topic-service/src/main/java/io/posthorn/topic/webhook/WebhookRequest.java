package io.posthorn.topic.webhook;

import io.posthorn.topic.message.Confirmation;
import io.posthorn.topic.message.Notification;
import io.posthorn.topic.message.Signature;
import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an endpoint is sent, as the service sends it: headers in its order and case, and a body.
 *
 * @param messageId the message's, the same for each attempt
 * @param headers without Host and Content-Length, which whoever sends it adds
 */
record WebhookRequest(String messageId, List<Map.Entry<String, String>> headers, Blob body) {
    /** What every endpoint is sent with POST. */
    static final String METHOD = "POST";

    static final String CONFIRMATION_CONTENT_TYPE = "text/plain; charset=UTF-8";
    private static final String USER_AGENT = "Amazon Simple Notification Service Agent";

    WebhookRequest {
        headers = List.copyOf(headers);
    }

    /**
     * A notification.
     *
     * @param contentType what the delivery policy says
     * @param raw whether the message goes without its envelope; its attributes stay behind then
     * @param signature of the notification, unless it is raw or of a FIFO topic
     */
    static WebhookRequest of(
            NotificationContent content,
            String subscriptionArn,
            String unsubscribeUrl,
            boolean raw,
            String contentType,
            Optional<Signature> signature) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(9);
        identify(headers, Notification.TYPE, content.messageId(), content.topicArn());
        headers.add(Map.entry("x-amz-sns-subscription-arn", subscriptionArn));
        if (raw) {
            headers.add(Map.entry("x-amz-sns-rawdelivery", "true"));
        }
        end(headers, contentType);
        String body = raw ? content.message() : content.notification().json(signature, unsubscribeUrl);
        return new WebhookRequest(content.messageId(), headers, Blob.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** A confirmation, whose content type no policy changes; only one of unsubscribing names the subscription. */
    static WebhookRequest of(ConfirmationContent content, String subscriptionArn) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(8);
        identify(headers, content.type().wireName(), content.messageId(), content.topicArn());
        if (content.type() == Confirmation.Type.UNSUBSCRIBE) {
            headers.add(Map.entry("x-amz-sns-subscription-arn", subscriptionArn));
        }
        end(headers, CONFIRMATION_CONTENT_TYPE);
        return new WebhookRequest(
                content.messageId(), headers, Blob.of(content.document().getBytes(StandardCharsets.UTF_8)));
    }

    private static void identify(
            List<Map.Entry<String, String>> headers, String type, String messageId, String topicArn) {
        headers.add(Map.entry("x-amz-sns-message-type", type));
        headers.add(Map.entry("x-amz-sns-message-id", messageId));
        headers.add(Map.entry("x-amz-sns-topic-arn", topicArn));
    }

    private static void end(List<Map.Entry<String, String>> headers, String contentType) {
        headers.add(Map.entry("Content-Type", contentType));
        headers.add(Map.entry("Connection", "Keep-Alive"));
        headers.add(Map.entry("User-Agent", USER_AGENT));
        headers.add(Map.entry("Accept-Encoding", "gzip,deflate"));
    }

    /** With the headers of Standard Webhooks for an attempt at {@code now}, if there are secrets for them. */
    WebhookRequest signed(WebhookSecrets secrets, Instant now) {
        if (secrets.secrets().isEmpty()) {
            return this;
        }
        List<Map.Entry<String, String>> signed = new ArrayList<>(headers);
        signed.addAll(StandardWebhooks.headers(secrets, messageId, now, body.bytes()));
        return new WebhookRequest(messageId, signed, body);
    }

    /** How long the body is: it is a message's. */
    @Override
    public String toString() {
        return "WebhookRequest[" + body.size() + " bytes]";
    }
}
