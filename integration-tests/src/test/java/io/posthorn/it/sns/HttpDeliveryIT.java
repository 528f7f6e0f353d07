package io.posthorn.it.sns;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Names;
import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.Installation;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Subscribers by HTTP: what arrives at them, to the byte, from the question whether they want it to the farewell. */
@BlackBox
class HttpDeliveryIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z";

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpReceiver receiver = new HttpReceiver();
    private final Endpoint endpoint;
    private final SnsClient sns;
    private final SqsClient sqs;

    HttpDeliveryIT(Installation installation) {
        this.endpoint = installation.first();
        this.sns = Clients.sns(endpoint);
        this.sqs = Clients.sqs(endpoint);
    }

    @AfterEach
    void close() {
        receiver.close();
        sns.close();
        sqs.close();
        http.close();
    }

    @Test
    void whoConfirmedWithASignatureIsNotUnsubscribedWithoutOne() throws Exception {
        String topic = sns.createTopic(r -> r.name(Names.unique("kept"))).topicArn();
        sns.subscribe(r -> r.topicArn(topic).protocol("http").endpoint(receiver.url("/kept")));
        String token = member(receiver.await("/kept", 1).getFirst(), "Token");
        String arn = sns.confirmSubscription(r -> r.topicArn(topic).token(token).authenticateOnUnsubscribe("true"))
                .subscriptionArn();
        sns.publish(r -> r.topicArn(topic).message("first"));
        String url = member(receiver.await("/kept", 2).get(1), "UnsubscribeURL");

        assertThat(get(url).statusCode()).isEqualTo(403);
        sns.publish(r -> r.topicArn(topic).message("second"));
        assertThat(member(receiver.await("/kept", 3).get(2), "Message")).isEqualTo("second");

        sns.unsubscribe(r -> r.subscriptionArn(arn));
        assertThat(sns.listSubscriptionsByTopic(r -> r.topicArn(topic)).subscriptions())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, SHA1withRSA", "2, SHA256withRSA"})
    void theLifeOfASubscription(String version, String algorithm) throws Exception {
        String topic = sns.createTopic(
                        r -> r.name(Names.unique("life")).attributes(Map.of("SignatureVersion", version)))
                .topicArn();
        String answered = sns.subscribe(r -> r.topicArn(topic).protocol("http").endpoint(receiver.url("/life?a=b")))
                .subscriptionArn();
        assertThat(answered).isEqualTo("pending confirmation");

        HttpReceiver.Request asked = receiver.await("/life?a=b", 1).getFirst();
        String questionId = Objects.requireNonNull(member(asked, "MessageId"));
        assertThat(asked.headers())
                .containsExactlyInAnyOrder(
                        "x-amz-sns-message-type: SubscriptionConfirmation",
                        "x-amz-sns-message-id: " + questionId,
                        "x-amz-sns-topic-arn: " + topic,
                        "Content-Type: text/plain; charset=UTF-8",
                        "Connection: Keep-Alive",
                        "User-Agent: Amazon Simple Notification Service Agent",
                        "Accept-Encoding: gzip,deflate",
                        "Host: " + receiver.authority(),
                        "Content-Length: " + asked.body().length);
        assertThat(asked.headers().subList(0, 3))
                .extracting(each -> each.substring(0, each.indexOf(':')))
                .doesNotContain("x-amz-sns-subscription-arn");
        assertThat(asked.text())
                .matches(Pattern.compile("\\{\n"
                        + "  \"Type\" : \"SubscriptionConfirmation\",\n"
                        + "  \"MessageId\" : \"" + UUID + "\",\n"
                        + "  \"Token\" : \"[0-9a-f]{288}\",\n"
                        + "  \"TopicArn\" : \"" + Pattern.quote(topic) + "\",\n"
                        + "  \"Message\" : \"You have chosen to subscribe to the topic " + Pattern.quote(topic)
                        + "\\.\\\\nTo confirm the subscription, visit the SubscribeURL included in this message\\.\",\n"
                        + "  \"SubscribeURL\" : \"[^\"]+/\\?Action=ConfirmSubscription&TopicArn=" + Pattern.quote(topic)
                        + "&Token=[0-9a-f]{288}\",\n"
                        + "  \"Timestamp\" : \"" + TIME + "\",\n"
                        + "  \"SignatureVersion\" : \"" + version + "\",\n"
                        + "  \"Signature\" : \"[A-Za-z0-9+/]+={0,2}\",\n"
                        + "  \"SigningCertURL\" : \"[^\"]+/SimpleNotificationService-[0-9a-f]+\\.pem\"\n"
                        + "\\}"));
        requireSigned(asked, algorithm);

        String arn = confirm(asked);
        sns.publish(r -> r.topicArn(topic).subject("My First Message").message("Hello \"wörld\"!"));
        HttpReceiver.Request notified = receiver.await("/life?a=b", 2).get(1);
        assertThat(notified.headers())
                .containsSubsequence(
                        "x-amz-sns-message-type: Notification",
                        "x-amz-sns-message-id: " + member(notified, "MessageId"),
                        "x-amz-sns-topic-arn: " + topic,
                        "x-amz-sns-subscription-arn: " + arn,
                        "Content-Type: text/plain; charset=UTF-8");
        assertThat(notified.text())
                .matches(Pattern.compile("\\{\n"
                        + "  \"Type\" : \"Notification\",\n"
                        + "  \"MessageId\" : \"" + UUID + "\",\n"
                        + "  \"TopicArn\" : \"" + Pattern.quote(topic) + "\",\n"
                        + "  \"Subject\" : \"My First Message\",\n"
                        + "  \"Message\" : \"Hello \\\\\"wörld\\\\\"!\",\n"
                        + "  \"Timestamp\" : \"" + TIME + "\",\n"
                        + "  \"SignatureVersion\" : \"" + version + "\",\n"
                        + "  \"Signature\" : \"[A-Za-z0-9+/]+={0,2}\",\n"
                        + "  \"SigningCertURL\" : \"[^\"]+/SimpleNotificationService-[0-9a-f]+\\.pem\",\n"
                        + "  \"UnsubscribeURL\" : \"[^\"]+/\\?Action=Unsubscribe&SubscriptionArn=" + Pattern.quote(arn)
                        + "\"\n"
                        + "\\}"));
        requireSigned(notified, algorithm);

        assertThat(get(member(notified, "UnsubscribeURL")).statusCode()).isEqualTo(200);
        HttpReceiver.Request told = receiver.await("/life?a=b", 3).get(2);
        assertThat(told.headers())
                .containsSubsequence(
                        "x-amz-sns-message-type: UnsubscribeConfirmation",
                        "x-amz-sns-message-id: " + member(told, "MessageId"),
                        "x-amz-sns-topic-arn: " + topic,
                        "x-amz-sns-subscription-arn: " + arn);
        assertThat(member(told, "Message"))
                .isEqualTo("You have chosen to deactivate subscription " + arn
                        + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in"
                        + " this message.");
        requireSigned(told, algorithm);
        assertThat(subscriptions(topic)).isEmpty();

        assertThat(confirm(told)).isEqualTo(arn).isEqualTo(confirm(told));
        publish(topic, "again");
        assertThat(member(receiver.await("/life?a=b", 4).get(3), "Message")).isEqualTo("again");

        sns.unsubscribe(r -> r.subscriptionArn(arn));
        assertThat(subscriptions(topic)).isEmpty();
        assertThat(receiver.at("/life?a=b")).hasSize(4);
    }

    @Test
    void subscribingAgainAsksAgainAndTheFormerTokenIsNoGood() throws Exception {
        String topic = newTopic();
        sns.subscribe(r -> r.topicArn(topic).protocol("http").endpoint(receiver.url("/twice")));
        HttpReceiver.Request first = receiver.await("/twice", 1).getFirst();
        sns.subscribe(r -> r.topicArn(topic).protocol("http").endpoint(receiver.url("/twice")));
        HttpReceiver.Request second = receiver.await("/twice", 2).get(1);

        assertThat(get(member(first, "SubscribeURL")).body()).contains("Invalid token");
        assertThat(confirm(second)).startsWith(topic);
    }

    @Test
    void aConfirmationIsTriedAgainWithTheSameToken() {
        String topic = newTopic();
        receiver.answers(request -> HttpReceiver.answer(receiver.at("/slow").size() < 2 ? 500 : 200, "", ""));
        sns.subscribe(r -> r.topicArn(topic)
                .protocol("http")
                .endpoint(receiver.url("/slow"))
                .attributes(Map.of("DeliveryPolicy", retries(1))));

        List<HttpReceiver.Request> tries = receiver.await("/slow", 2);
        assertThat(tries.get(1).text()).isEqualTo(tries.get(0).text());
    }

    @Test
    void aRawMessageComesAloneWithTheContentTypeOfItsPolicy() throws Exception {
        String topic = newTopic();
        String arn = subscribed(
                topic,
                "/raw",
                Map.of(
                        "RawMessageDelivery",
                        "true",
                        "DeliveryPolicy",
                        "{\"requestPolicy\":{\"headerContentType\":\"text/csv\"}}"));

        sns.publish(r -> r.topicArn(topic)
                .message("{\"default\":\"d\",\"http\":\"a,ü\",\"https\":\"other\"}")
                .messageStructure("json")
                .messageAttributes(Map.of("colour", text("red"))));
        HttpReceiver.Request raw = receiver.await("/raw", 2).get(1);

        assertThat(raw.text()).isEqualTo("a,ü");
        assertThat(raw.headers())
                .containsExactlyInAnyOrder(
                        "x-amz-sns-message-type: Notification",
                        "x-amz-sns-message-id: "
                                + raw.header("x-amz-sns-message-id").orElseThrow(),
                        "x-amz-sns-topic-arn: " + topic,
                        "x-amz-sns-subscription-arn: " + arn,
                        "x-amz-sns-rawdelivery: true",
                        "Content-Type: text/csv",
                        "Connection: Keep-Alive",
                        "User-Agent: Amazon Simple Notification Service Agent",
                        "Accept-Encoding: gzip,deflate",
                        "Host: " + receiver.authority(),
                        "Content-Length: 4");
    }

    @Test
    void aNotificationIsTriedAgainToTheByteUntilItIsTaken() throws Exception {
        String topic = newTopic();
        subscribed(topic, "/retried", Map.of("DeliveryPolicy", retries(3)));
        receiver.answers(request -> switch (receiver.at("/retried").size()) {
            case 2 -> HttpReceiver.answer(500, "", "no");
            case 3 -> HttpReceiver.answer(429, "Retry-After: 1\r\n", "later");
            default -> HttpReceiver.answer(200, "", "");
        });

        publish(topic, "patience");

        List<HttpReceiver.Request> tries = receiver.await("/retried", 4).subList(1, 4);
        assertThat(tries)
                .extracting(HttpReceiver.Request::text)
                .containsOnly(tries.getFirst().text());
        assertThat(tries)
                .extracting(HttpReceiver.Request::headers)
                .containsOnly(tries.getFirst().headers());
    }

    @Test
    void whatIsRefusedGoesToTheDeadLetterQueueAsItWasPosted() throws Exception {
        String topic = newTopic();
        Queue enveloped = newQueue();
        Queue bare = newQueue();
        subscribed(topic, "/gone", Map.of("RedrivePolicy", enveloped.redrive()));
        subscribed(topic, "/rawgone", Map.of("RedrivePolicy", bare.redrive(), "RawMessageDelivery", "true"));
        receiver.answers(_ -> HttpReceiver.answer(404, "", "gone"));

        sns.publish(r -> r.topicArn(topic).message("lost").messageAttributes(Map.of("colour", text("red"))));

        Message envelope = receive(enveloped);
        Message raw = receive(bare);
        assertThat(envelope.body()).isEqualTo(receiver.await("/gone", 2).get(1).text());
        assertThat(envelope.messageAttributes()).isEmpty();
        assertThat(raw.body()).isEqualTo("lost");
        assertThat(raw.messageAttributes()).containsOnlyKeys("colour");
        assertThat(receiver.at("/gone")).hasSize(2);
    }

    @Test
    void credentialsOfTheUrlAnswerAChallengeAndAreShownNowhere() throws Exception {
        String topic = newTopic();
        receiver.answers(request -> request.header("authorization").isEmpty()
                ? HttpReceiver.answer(
                        401,
                        "WWW-Authenticate: Digest realm=\"r\", nonce=\"abc\", qop=\"auth\", algorithm=SHA-256\r\n",
                        "")
                : HttpReceiver.answer(200, "", ""));
        String url = receiver.url("/secret").replace("http://", "http://user:hunter2@");
        sns.subscribe(r -> r.topicArn(topic).protocol("http").endpoint(url));

        List<HttpReceiver.Request> asked = receiver.await("/secret", 2);
        assertThat(asked.get(0).header("authorization")).isEmpty();
        assertThat(asked.get(1).header("authorization").orElseThrow())
                .startsWith("Digest username=\"user\"")
                .doesNotContain("hunter2");
        assertThat(asked.get(1).text()).isEqualTo(asked.get(0).text());
        confirm(asked.get(1));
        assertThat(subscriptions(topic))
                .singleElement()
                .satisfies(each -> assertThat(each.endpoint()).doesNotContain("hunter2"));
    }

    @Test
    void aFilterHoldsForEndpointsByHttpToo() throws Exception {
        String topic = newTopic();
        subscribed(topic, "/filtered", Map.of("FilterPolicy", "{\"colour\":[\"red\"]}"));

        sns.publish(r -> r.topicArn(topic).message("blue").messageAttributes(Map.of("colour", text("blue"))));
        sns.publish(r -> r.topicArn(topic).message("red").messageAttributes(Map.of("colour", text("red"))));

        assertThat(member(receiver.await("/filtered", 2).get(1), "Message")).isEqualTo("red");
    }

    private String newTopic() {
        return sns.createTopic(r -> r.name(Names.unique("http"))).topicArn();
    }

    private void publish(String topic, String message) {
        sns.publish(r -> r.topicArn(topic).message(message));
    }

    /** A confirmed subscription of {@code path}; its ARN. */
    private String subscribed(String topic, String path, Map<String, String> attributes) throws Exception {
        sns.subscribe(r ->
                r.topicArn(topic).protocol("http").endpoint(receiver.url(path)).attributes(attributes));
        return confirm(receiver.await(path, 1).getFirst());
    }

    private String confirm(HttpReceiver.Request asked) throws Exception {
        HttpResponse<String> confirmed = get(member(asked, "SubscribeURL"));
        assertThat(confirmed.statusCode()).isEqualTo(200);
        String body = confirmed.body();
        return body.substring(
                body.indexOf("<SubscriptionArn>") + "<SubscriptionArn>".length(), body.indexOf("</SubscriptionArn>"));
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<Subscription> subscriptions(String topic) {
        return sns.listSubscriptionsByTopic(r -> r.topicArn(topic)).subscriptions();
    }

    private static String retries(int count) {
        return "{\"healthyRetryPolicy\":{\"minDelayTarget\":1,\"maxDelayTarget\":1,\"numRetries\":" + count + "}}";
    }

    private record Queue(String url, String arn) {
        String redrive() {
            return "{\"deadLetterTargetArn\":\"" + arn + "\"}";
        }
    }

    private Queue newQueue() {
        String url = sqs.createQueue(r -> r.queueName(Names.unique("dead"))).queueUrl();
        String arn = sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        return new Queue(url, Objects.requireNonNull(arn));
    }

    private Message receive(Queue queue) {
        return Awaitility.await()
                .atMost(SOON)
                .until(
                        () -> sqs.receiveMessage(r -> r.queueUrl(queue.url())
                                        .waitTimeSeconds(5)
                                        .messageAttributeNames("All"))
                                .messages(),
                        messages -> !messages.isEmpty())
                .getFirst();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static String member(HttpReceiver.Request request, String name) {
        return Objects.requireNonNull(
                        JsonNode.parser().parse(request.text()).asObject().get(name), name)
                .asString();
    }

    /** What the signature is of, written down once more: each signed key and value with a newline after them. */
    private static void requireSigned(HttpReceiver.Request request, String algorithm) throws Exception {
        Map<String, JsonNode> document = JsonNode.parser().parse(request.text()).asObject();
        StringBuilder text = new StringBuilder();
        List<String> keys = request.type().equals("Notification")
                ? List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
                : List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");
        for (String key : keys) {
            if (document.containsKey(key)) {
                text.append(key).append('\n').append(member(request, key)).append('\n');
            }
        }
        Signature signature = Signature.getInstance(algorithm);
        try (InputStream pem =
                URI.create(member(request, "SigningCertURL")).toURL().openStream()) {
            signature.initVerify(
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Base64.getDecoder().decode(member(request, "Signature"))))
                .isTrue();
    }
}
