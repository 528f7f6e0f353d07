package io.posthorn.it.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.posthorn.it.Names;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.sns.SnsClient;

/** What the operator sees of deliveries by HTTP, does about them, and signs them with. */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorIT {
    private static final String TOKEN = "an-operator-token-for-tests";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpReceiver receiver = new HttpReceiver();
    private StandaloneProcess process;
    private SnsClient sns;

    @BeforeAll
    void start() {
        process = StandaloneProcess.start("operated", Map.of("posthorn.signer.admin.token", TOKEN));
        sns = Clients.sns(endpoint());
    }

    @AfterAll
    void stop() {
        sns.close();
        receiver.close();
        http.close();
        process.close();
    }

    @Test
    void whatAnEndpointRefusedIsShownAndSentAgain() throws Exception {
        String topic = sns.createTopic(r -> r.name(Names.unique("operated"))).topicArn();
        String arn = subscribe(topic, "/refusing");
        confirm(receiver.await("/refusing", 1).getFirst());
        receiver.answers(request -> HttpReceiver.answer(410, "", "no longer here"));
        String id = sns.publish(r -> r.topicArn(topic).message("m")).messageId();

        JsonNode attempt = Awaitility.await()
                .atMost(SOON)
                .until(() -> attempts(arn), attempts -> attempts.size() == 1)
                .getFirst();
        assertThat(text(attempt, "result")).isEqualTo("buried");
        assertThat(text(attempt, "excerpt")).isEqualTo("no longer here");
        assertThat(Objects.requireNonNull(attempt.asObject().get("status")).asNumber())
                .isEqualTo("410");

        receiver.answers(request -> HttpReceiver.answer(200, "", ""));
        HttpResponse<String> resent =
                operator("POST", arn + "/resend", "{\"failedSince\":\"" + text(attempt, "at") + "\"}");
        assertThat(resent.body()).isEqualTo("{\"resent\":1}");
        assertThat(receiver.await("/refusing", 3).get(2).header("x-amz-sns-message-id"))
                .hasValue(id);
    }

    @Test
    void whoeverVerifiesStandardWebhooksTakesWhatIsSent() throws Exception {
        String topic = sns.createTopic(r -> r.name(Names.unique("signed"))).topicArn();
        String arn = subscribe(topic, "/signed");
        HttpReceiver.Request unsigned = receiver.await("/signed", 1).getFirst();
        assertThat(unsigned.header("webhook-signature")).isEmpty();

        String first = newSecret(arn);
        subscribe(topic, "/signed");
        HttpReceiver.Request asked = receiver.await("/signed", 2).get(1);
        verify(first, asked);
        confirm(asked);
        sns.publish(r -> r.topicArn(topic).message("one"));
        HttpReceiver.Request one = receiver.await("/signed", 3).get(2);
        verify(first, one);
        assertThat(one.header("webhook-id")).isEqualTo(one.header("x-amz-sns-message-id"));

        String second = newSecret(arn);
        HttpReceiver.Request both = publishUntil(
                topic, request -> request.header("webhook-signature").orElse("").contains(" "));
        verify(first, both);
        verify(second, both);
        assertThatThrownBy(() -> verify(second, one)).isInstanceOf(WebhookVerificationException.class);

        assertThat(operator("DELETE", arn + "/standard-webhooks", "").body()).isEqualTo("{\"wasSigned\":true}");
        publishUntil(topic, request -> request.header("webhook-signature").isEmpty());
    }

    /** A replica believes what it knows of a subscriber for a second. */
    private HttpReceiver.Request publishUntil(String topic, Predicate<HttpReceiver.Request> isSo) {
        return Awaitility.await()
                .atMost(SOON)
                .until(
                        () -> {
                            int before = receiver.at("/signed").size();
                            sns.publish(r -> r.topicArn(topic).message("again"));
                            return receiver.await("/signed", before + 1).getLast();
                        },
                        isSo);
    }

    private String newSecret(String arn) throws Exception {
        HttpResponse<String> given = operator("PUT", arn + "/standard-webhooks", "");
        assertThat(given.statusCode()).as(given.body()).isEqualTo(200);
        return text(JsonNode.parser().parse(given.body()), "secret");
    }

    private List<JsonNode> attempts(String arn) throws Exception {
        HttpResponse<String> answer = operator("GET", arn + "/attempts", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Objects.requireNonNull(
                        JsonNode.parser().parse(answer.body()).asObject().get("attempts"))
                .asArray();
    }

    private HttpResponse<String> operator(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(endpoint().uri().resolve("/_posthorn/deliveries/" + path))
                        .header("Authorization", "Bearer " + TOKEN)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String subscribe(String topic, String path) {
        return sns.subscribe(r -> r.topicArn(topic)
                        .protocol("http")
                        .endpoint(receiver.url(path))
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    private void confirm(HttpReceiver.Request asked) throws Exception {
        String url = text(JsonNode.parser().parse(asked.text()), "SubscribeURL");
        assertThat(http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    private static void verify(String secret, HttpReceiver.Request request) throws WebhookVerificationException {
        Map<String, List<String>> headers = new HashMap<>();
        for (String header : request.headers()) {
            int colon = header.indexOf(": ");
            headers.put(header.substring(0, colon), List.of(header.substring(colon + 2)));
        }
        new Webhook(secret).verify(request.text(), HttpHeaders.of(headers, (_, _) -> true));
    }

    private static String text(JsonNode node, String name) {
        return Objects.requireNonNull(node.asObject().get(name), name).asString();
    }

    private Endpoint endpoint() {
        return process.installation().first();
    }
}
