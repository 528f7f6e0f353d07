package io.posthorn.topic.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.posthorn.topic.delivery.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * A line of the delivery status log, as the service writes it for topics with feedback roles. Pure.
 *
 * @param deliveryId which delivery
 * @param destination the endpoint without its password
 * @param attempts how often it was tried
 * @param dwell from publishing to the end of the last attempt
 */
record DeliveryStatus(
        NotificationContent content, UUID deliveryId, String destination, Outcome last, int attempts, Duration dwell) {
    /** What the log's category is called. */
    static final String CATEGORY = "io.posthorn.topic.delivery-status";

    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The line, one JSON object. */
    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeObjectFieldStart("notification");
            json.writeStringField("messageMD5Sum", md5(content.message()));
            json.writeStringField("messageId", content.messageId());
            json.writeStringField("topicArn", content.topicArn());
            json.writeStringField("timestamp", timestamp(content.publishedAt()));
            json.writeEndObject();
            json.writeObjectFieldStart("delivery");
            json.writeStringField("deliveryId", deliveryId.toString());
            json.writeStringField("destination", destination);
            String excerpt = last.answer().excerpt();
            json.writeStringField(
                    "providerResponse", excerpt.isEmpty() ? last.answer().reason() : excerpt);
            json.writeNumberField("dwellTimeMs", dwell.toMillis());
            json.writeNumberField("attempts", attempts);
            if (last.answer().status().isPresent()) {
                json.writeNumberField("statusCode", last.answer().status().getAsInt());
            }
            json.writeEndObject();
            json.writeStringField("status", last instanceof Outcome.Accepted ? "SUCCESS" : "FAILURE");
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory does not fail", e);
        }
        return text.toString();
    }

    private static String timestamp(Instant time) {
        return TIMESTAMP.format(time);
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** Which delivery: the rest is the users'. */
    @Override
    public String toString() {
        return "DeliveryStatus[" + deliveryId + "]";
    }
}
