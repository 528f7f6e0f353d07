package io.posthorn.topic.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The headers of Standard Webhooks: who sends, when, and signatures by HMAC-SHA256 that say so. Pure. */
final class StandardWebhooks {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String SCHEME = "v1,";

    private StandardWebhooks() {}

    /**
     * The headers of one attempt; none when nothing signs.
     *
     * @param id the same for each attempt
     * @param now when the attempt is made
     */
    static List<Map.Entry<String, String>> headers(WebhookSecrets secrets, String id, Instant now, byte[] body) {
        String timestamp = Long.toString(now.getEpochSecond());
        String signatures = secrets.at(now).stream()
                .map(each -> signature(each, id, timestamp, body))
                .collect(Collectors.joining(" "));
        return signatures.isEmpty()
                ? List.of()
                : List.of(
                        Map.entry("webhook-id", id),
                        Map.entry("webhook-timestamp", timestamp),
                        Map.entry("webhook-signature", signatures));
    }

    private static String signature(WebhookSecrets.Secret secret, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.key(), ALGORITHM));
            mac.update((id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8));
            return SCHEME + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks " + ALGORITHM, e);
        }
    }
}
