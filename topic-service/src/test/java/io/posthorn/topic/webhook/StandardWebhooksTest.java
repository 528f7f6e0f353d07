package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.outbound.OutboundRequest;
import io.posthorn.platform.outbound.OutboundResult;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.wire.Blob;
import io.vertx.core.Future;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The specification's vector, its own library as the receiver, and secrets that are replaced. */
class StandardWebhooksTest {
    private final Instant now = Instant.now();

    /** What the specification's library takes as long ago is 5 minutes. */
    private static final Duration DAY = WebhookSecretStore.OVERLAP;

    private final List<OutboundRequest> sent = new ArrayList<>();

    @Test
    void theSpecificationsVectorIsSignedAsItSays() {
        WebhookSecrets secrets = new WebhookSecrets(List.of(new WebhookSecrets.Secret(
                Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Optional.empty())));

        assertThat(StandardWebhooks.headers(
                        secrets,
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .containsExactly(
                        Map.entry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                        Map.entry("webhook-timestamp", "1614265330"),
                        Map.entry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assertThat(secrets.secrets().getFirst().text()).isEqualTo("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    @Test
    void theSpecificationsLibraryVerifiesWhatIsSent() throws Exception {
        WebhookSecrets secrets = rotated(WebhookSecrets.NONE, 1, now);

        send(HttpEndpoint.of("https://h.example/").with(secrets), now);

        verify(secrets.secrets().getFirst().text(), sent.getFirst());
        assertThat(headers(sent.getFirst()))
                .containsEntry("webhook-id", Samples.content(Optional.empty()).messageId())
                .containsEntry("webhook-timestamp", Long.toString(now.getEpochSecond()));
        assertThatThrownBy(() -> verify(
                        rotated(WebhookSecrets.NONE, 2, now)
                                .secrets()
                                .getFirst()
                                .text(),
                        sent.getFirst()))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void eachAttemptHasItsOwnTime() {
        HttpEndpoint endpoint = HttpEndpoint.of("https://h.example/").with(rotated(WebhookSecrets.NONE, 1, now));

        send(endpoint, now);
        send(endpoint, now.plusSeconds(20));

        assertThat(headers(sent.get(1)))
                .containsEntry("webhook-id", headers(sent.get(0)).get("webhook-id"))
                .containsEntry(
                        "webhook-timestamp", Long.toString(now.plusSeconds(20).getEpochSecond()))
                .doesNotContainEntry("webhook-signature", headers(sent.get(0)).get("webhook-signature"));
    }

    @Test
    void withoutASecretThereAreNoSuchHeaders() {
        send(HttpEndpoint.of("https://h.example/"), now);

        assertThat(headers(sent.getFirst()).keySet()).noneMatch(name -> name.startsWith("webhook-"));
    }

    @Test
    void theFormerSecretSignsBesideTheNewOneForADay() throws Exception {
        WebhookSecrets first = rotated(WebhookSecrets.NONE, 1, now.minus(DAY).plusSeconds(1));
        WebhookSecrets second = rotated(first, 2, now.minus(DAY).plusSeconds(1));
        String before = first.secrets().getFirst().text();
        String after = second.secrets().getFirst().text();
        HttpEndpoint endpoint = HttpEndpoint.of("https://h.example/").with(second);

        send(endpoint, now);
        verify(before, sent.getFirst());
        verify(after, sent.getFirst());
        assertThat(headers(sent.getFirst()).get("webhook-signature")).matches("v1,\\S{44} v1,\\S{44}");

        send(endpoint, now.plusSeconds(1));
        verify(after, sent.get(1));
        assertThatThrownBy(() -> verify(before, sent.get(1))).isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void noMoreSignThanThereMayAndWhatHasEndedMakesRoom() {
        WebhookSecrets secrets = WebhookSecrets.NONE;
        for (int i = 1; i <= WebhookSecrets.MAX; i++) {
            secrets = rotated(secrets, i, now);
        }

        assertThat(secrets.rotated(new byte[32], now, now.plus(DAY))).isEmpty();
        assertThat(rotated(secrets, 9, now.plus(DAY)).secrets()).hasSize(2);
    }

    @Test
    void whatIsStoredIsReadAgainByItsSubscriptionOnlyAndNeverShown() {
        WebhookSecretSeal seal = new WebhookSecretSeal(new SecretSealer(
                MasterKeys.parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
                        .forPurpose(WebhookSecretSeal.PURPOSE),
                new SecureRandom()));
        WebhookSecrets secrets = rotated(rotated(WebhookSecrets.NONE, 1, now), 2, now);
        AccountId account = Samples.TOPIC.account();
        UUID id = Samples.SUBSCRIPTION.id();

        byte[] sealed = seal.seal(account, id, secrets);

        assertThat(seal.open(account, id, sealed).secrets())
                .usingRecursiveComparison()
                .isEqualTo(secrets.secrets().stream()
                        .map(each -> new WebhookSecrets.Secret(
                                each.key(), each.endsAt().map(end -> Instant.ofEpochMilli(end.toEpochMilli()))))
                        .toList());
        assertThatThrownBy(() -> seal.open(account, new UUID(0, 1), sealed)).isInstanceOf(SecretException.class);
        assertThatThrownBy(() -> seal.open(new AccountId("1"), id, sealed)).isInstanceOf(SecretException.class);
        assertThatThrownBy(() -> WebhookSecrets.decode(new byte[] {1, 0, 0}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(secrets.toString())
                .doesNotContain(secrets.secrets().getFirst().text().substring(6, 16));
    }

    private static WebhookSecrets rotated(WebhookSecrets before, int seed, Instant now) {
        byte[] key = new byte[32];
        new Random(seed).nextBytes(key);
        return before.rotated(key, now, now.plus(DAY)).orElseThrow();
    }

    private void send(HttpEndpoint endpoint, Instant now) {
        WebhookSender sender = new WebhookSender(
                request -> {
                    sent.add(request);
                    return Future.succeededFuture(new OutboundResult.Answered(200, Map.of(), Blob.of(new byte[0])));
                },
                new Random(7),
                Clock.fixed(now, ZoneOffset.UTC),
                System::nanoTime);
        assertThat(sender.send(
                                endpoint,
                                WebhookRequest.of(
                                        Samples.content(Optional.empty()),
                                        "arn",
                                        "https://u.example/",
                                        false,
                                        "text/plain",
                                        Optional.of(Samples.SIGNATURE)))
                        .succeeded())
                .isTrue();
    }

    private static Map<String, String> headers(OutboundRequest request) {
        return request.headers().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void verify(String secret, OutboundRequest request) throws WebhookVerificationException {
        Map<String, List<String>> headers = new HashMap<>();
        request.headers().forEach(each -> headers.put(each.getKey(), List.of(each.getValue())));
        new Webhook(secret)
                .verify(
                        new String(request.body().bytes(), StandardCharsets.UTF_8),
                        HttpHeaders.of(headers, (_, _) -> true));
    }
}
