package io.posthorn.it.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import io.posthorn.it.sns.HttpReceiver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Endpoints with TLS and a private authority, and those of FIFO topics, which an operator has to allow. */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfiguredWebhookIT {
    private static final int MESSAGES = 20;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PATIENT =
            "{\"healthyRetryPolicy\":{\"numRetries\":10,\"minDelayTarget\":2,\"maxDelayTarget\":2}}";

    private Authority trusted;
    private StandaloneProcess posthorn;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        trusted = Authority.make(folder);
        posthorn = StandaloneProcess.start(
                "webhooks",
                Map.of(
                        "posthorn.outbound.trusted-authorities",
                        trusted.certificate().toString(),
                        "posthorn.topic.http.fifo",
                        "true"));
    }

    @AfterAll
    void stop() {
        posthorn.close();
    }

    @Test
    void anEndpointWithATrustedCertificateGetsWhatOneWithAStrangersDoesNot(@TempDir Path folder) throws Exception {
        try (Receiver known = Receiver.start(trusted.context());
                Receiver stranger = Receiver.start(Authority.make(folder).context());
                Webhooks hooks = new Webhooks(posthorn.installation().first())) {
            String topic = hooks.newTopic();
            hooks.subscribe(topic, known.url("/hook"), Map.of());
            hooks.subscribe(topic, stranger.url("/hook"), Map.of());
            hooks.awaitConfirmed(topic, 1);

            String id = hooks.publish(topic, "over TLS");

            Awaitility.await().atMost(SOON).until(() -> !known.at("/hook").isEmpty());
            assertThat(known.at("/hook").getFirst().messageId()).isEqualTo(id);
            assertThat(hooks.sns().getTopicAttributes(r -> r.topicArn(topic)).attributes())
                    .containsEntry("SubscriptionsPending", "1");
        }
    }

    @Test
    void byTlsEveryDocumentArrivesToTheByteAndHeaderAsWithoutIt() throws Exception {
        try (HttpReceiver secure = new HttpReceiver(trusted.context());
                HttpReceiver plain = new HttpReceiver();
                HttpClient http = HttpClient.newHttpClient();
                Webhooks hooks = new Webhooks(posthorn.installation().first())) {
            String topic = hooks.newTopic();
            String plainArn = hooks.subscribe(topic, plain.url("/hook?a=b"), Map.of());
            String arn = hooks.subscribe(topic, secure.url("/hook?a=b"), Map.of());
            confirm(http, plain.await("/hook?a=b", 1).getFirst());
            HttpReceiver.Request asked = secure.await("/hook?a=b", 1).getFirst();
            assertThat(asked.text())
                    .isEqualTo("{\n"
                            + line("Type", "SubscriptionConfirmation")
                            + line(
                                    "MessageId",
                                    asked.header("x-amz-sns-message-id").orElseThrow())
                            + line("Token", member(asked, "Token"))
                            + line("TopicArn", topic)
                            + line(
                                    "Message",
                                    "You have chosen to subscribe to the topic " + topic
                                            + ".\\nTo confirm the subscription, visit the SubscribeURL included in this"
                                            + " message.")
                            + line("SubscribeURL", member(asked, "SubscribeURL"))
                            + signed(asked)
                            + lastLine("SigningCertURL", member(asked, "SigningCertURL")));
            assertThat(asked.headers())
                    .containsExactlyInAnyOrderElementsOf(headers(asked, "SubscriptionConfirmation", topic, "", secure));
            confirm(http, asked);

            hooks.sns()
                    .publish(r -> r.topicArn(topic).subject("My First Message").message("Hello \"wörld\"!"));
            HttpReceiver.Request notified = secure.await("/hook?a=b", 2).get(1);
            assertThat(notified.text())
                    .isEqualTo("{\n"
                            + line("Type", "Notification")
                            + line(
                                    "MessageId",
                                    notified.header("x-amz-sns-message-id").orElseThrow())
                            + line("TopicArn", topic)
                            + line("Subject", "My First Message")
                            + line("Message", "Hello \\\"wörld\\\"!")
                            + signed(notified)
                            + line("SigningCertURL", member(notified, "SigningCertURL"))
                            + lastLine("UnsubscribeURL", member(notified, "UnsubscribeURL")));
            assertThat(notified.headers())
                    .containsExactlyInAnyOrderElementsOf(headers(notified, "Notification", topic, arn, secure));
            HttpReceiver.Request withoutTls = plain.await("/hook?a=b", 2).get(1);
            assertThat(notified.text()).isEqualTo(withoutTls.text().replace(plainArn, arn));
            assertThat(notified.headers())
                    .containsExactlyElementsOf(withoutTls.headers().stream()
                            .map(each -> each.replace(plainArn, arn).replace(plain.authority(), secure.authority()))
                            .toList());

            get(http, member(notified, "UnsubscribeURL"));
            HttpReceiver.Request told = secure.await("/hook?a=b", 3).get(2);
            assertThat(told.text())
                    .isEqualTo("{\n"
                            + line("Type", "UnsubscribeConfirmation")
                            + line(
                                    "MessageId",
                                    told.header("x-amz-sns-message-id").orElseThrow())
                            + line("Token", member(told, "Token"))
                            + line("TopicArn", topic)
                            + line(
                                    "Message",
                                    "You have chosen to deactivate subscription " + arn
                                            + ".\\nTo cancel this operation and restore the subscription, visit the"
                                            + " SubscribeURL included in this message.")
                            + line("SubscribeURL", member(told, "SubscribeURL"))
                            + signed(told)
                            + lastLine("SigningCertURL", member(told, "SigningCertURL")));
            assertThat(told.headers())
                    .containsExactlyInAnyOrderElementsOf(headers(told, "UnsubscribeConfirmation", topic, arn, secure));
        }
    }

    @Test
    void byTlsARawMessageIsTheBytesOfTheMessageAndNothingElse() throws Exception {
        try (HttpReceiver secure = new HttpReceiver(trusted.context());
                HttpClient http = HttpClient.newHttpClient();
                Webhooks hooks = new Webhooks(posthorn.installation().first())) {
            String topic = hooks.newTopic();
            String arn = hooks.subscribe(topic, secure.url("/raw"), Map.of("RawMessageDelivery", "true"));
            confirm(http, secure.await("/raw", 1).getFirst());

            hooks.publish(topic, "a,\"ü\"\n");

            HttpReceiver.Request raw = secure.await("/raw", 2).get(1);
            assertThat(raw.body()).isEqualTo("a,\"ü\"\n".getBytes(StandardCharsets.UTF_8));
            List<String> expected = new ArrayList<>(headers(raw, "Notification", topic, arn, secure));
            expected.add("x-amz-sns-rawdelivery: true");
            assertThat(raw.headers()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<String> headers(
            HttpReceiver.Request request, String type, String topic, String arn, HttpReceiver receiver) {
        return Stream.of(
                        "x-amz-sns-message-type: " + type,
                        "x-amz-sns-message-id: " + member(request, "MessageId"),
                        "x-amz-sns-topic-arn: " + topic,
                        arn.isEmpty() ? "" : "x-amz-sns-subscription-arn: " + arn,
                        "Content-Type: text/plain; charset=UTF-8",
                        "Host: " + receiver.authority(),
                        "Connection: Keep-Alive",
                        "User-Agent: Amazon Simple Notification Service Agent",
                        "Accept-Encoding: gzip,deflate",
                        "Content-Length: " + request.body().length)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static String signed(HttpReceiver.Request request) {
        return line("Timestamp", member(request, "Timestamp"))
                + line("SignatureVersion", "1")
                + line("Signature", member(request, "Signature"));
    }

    private static String line(String name, String value) {
        return "  \"" + name + "\" : \"" + value + "\",\n";
    }

    private static String lastLine(String name, String value) {
        return "  \"" + name + "\" : \"" + value + "\"\n}";
    }

    /** A member of the document; of what is raw, which has none, the header that says the same. */
    private static String member(HttpReceiver.Request request, String name) {
        if (!request.text().startsWith("{")) {
            return request.header("x-amz-sns-message-id").orElseThrow();
        }
        return Objects.requireNonNull(
                        JsonNode.parser().parse(request.text()).asObject().get(name), name)
                .text();
    }

    private static void confirm(HttpClient http, HttpReceiver.Request asked) throws Exception {
        get(http, member(asked, "SubscribeURL"));
    }

    private static void get(HttpClient http, String url) throws Exception {
        assertThat(http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aGroupWaitsForItsFirstWhileOthersGoOn() {
        try (Receiver receiver = Receiver.start();
                Webhooks hooks = new Webhooks(posthorn.installation().first())) {
            String topic = hooks.newFifoTopic();
            hooks.subscribe(topic, receiver.url("/hook"), Map.of("DeliveryPolicy", PATIENT));
            hooks.awaitConfirmed(topic, 1);
            receiver.fail("late:0", 2);

            for (int i = 0; i < MESSAGES; i++) {
                hooks.publish(topic, "late", "late:" + i);
                hooks.publish(topic, "other", "other:" + i);
            }

            Awaitility.await().atMost(SOON).until(() -> receiver.at("/hook").size() == 2 * MESSAGES + 2);
            List<String> arrived = receiver.at("/hook").stream()
                    .map(arrival -> arrival.member("Message"))
                    .toList();
            assertThat(arrived.stream().filter(each -> each.startsWith("other")))
                    .containsExactlyElementsOf(expected("other"));
            assertThat(arrived.stream().filter(each -> each.startsWith("late")).skip(2))
                    .containsExactlyElementsOf(expected("late"));
            assertThat(arrived.stream().filter(each -> each.startsWith("late")).limit(3))
                    .containsOnly("late:0");
            assertThat(arrived.indexOf("other:5")).isLessThan(arrived.indexOf("late:1"));
        }
    }

    private static List<String> expected(String group) {
        return IntStream.range(0, MESSAGES).mapToObj(i -> group + ':' + i).toList();
    }
}
