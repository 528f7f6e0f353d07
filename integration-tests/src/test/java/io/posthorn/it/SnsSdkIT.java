package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.Installation;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.AuthorizationErrorException;
import software.amazon.awssdk.services.sns.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sns.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidParameterValueException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TooManyEntriesInBatchRequestException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Topics and their queues through the AWS SDK for Java. */
@BlackBox
class SnsSdkIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final Endpoint endpoint;
    private final SnsClient sns;
    private final SnsClient stranger;
    private final SqsClient sqs;

    SnsSdkIT(Installation installation) {
        this.endpoint = installation.first();
        this.sns = Clients.sns(endpoint);
        this.stranger = Clients.sns(installation.second());
        this.sqs = Clients.sqs(endpoint);
    }

    @AfterEach
    void closeTheClients() {
        sns.close();
        stranger.close();
        sqs.close();
    }

    @Test
    void creatingATopicTwiceGivesTheSameArn() {
        String name = Names.unique("same");

        String first = sns.createTopic(r -> r.name(name)).topicArn();
        String second = sns.createTopic(r -> r.name(name)).topicArn();

        assertThat(first)
                .isEqualTo("arn:aws:sns:" + endpoint.region() + ':' + endpoint.account() + ':' + name)
                .isEqualTo(second);
        assertThat(sns.listTopicsPaginator().topics())
                .anyMatch(topic -> topic.topicArn().equals(first));
    }

    @Test
    void aSubscribedQueueGetsTheRawMessageWithItsAttributes() {
        String topic = newTopic();
        Queue queue = newQueue(Map.of());
        subscribe(topic, queue, Map.of("RawMessageDelivery", "true"));

        PublishResponse published = sns.publish(r -> r.topicArn(topic)
                .message("hello, 世界")
                .messageAttributes(Map.of(
                        "colour", text("grün"),
                        "bytes",
                                MessageAttributeValue.builder()
                                        .dataType("Binary")
                                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1}))
                                        .build())));
        Message received = receive(queue, 1).getFirst();

        assertThat(published.messageId()).isNotBlank();
        assertThat(received.body()).isEqualTo("hello, 世界");
        assertThat(received.messageAttributes())
                .hasEntrySatisfying(
                        "colour", colour -> assertThat(colour.stringValue()).isEqualTo("grün"))
                .hasEntrySatisfying(
                        "bytes",
                        bytes -> assertThat(bytes.binaryValue().asByteArray()).containsExactly(0, -1));
    }

    @ParameterizedTest
    @CsvSource({"1, SHA1withRSA", "2, SHA256withRSA"})
    void anEnvelopeIsSignedWithTheKeyOfItsCertificate(String version, String algorithm) throws Exception {
        String topic = sns.createTopic(
                        r -> r.name(Names.unique("signed")).attributes(Map.of("SignatureVersion", version)))
                .topicArn();
        Queue queue = newQueue(Map.of());
        subscribe(topic, queue, Map.of());

        sns.publish(r -> r.topicArn(topic).subject("about").message("a \"message\"\nof two lines"));
        Map<String, JsonNode> envelope =
                JsonNode.parser().parse(receive(queue, 1).getFirst().body()).asObject();

        assertThat(member(envelope, "SignatureVersion")).isEqualTo(version);
        String url = member(envelope, "SigningCertURL");
        assertThat(url).endsWith(".pem");
        X509Certificate certificate = certificate(url);
        certificate.checkValidity();
        assertThat(certificate.getSubjectX500Principal().getName()).contains("CN=sns.amazonaws.com");
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(certificate);
        verifier.update(signedText(envelope).getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(Base64.getDecoder().decode(member(envelope, "Signature"))))
                .isTrue();
    }

    @Test
    void ofABatchWhatIsWrongFailsAlone() {
        String topic = newTopic();
        Queue queue = newQueue(Map.of());
        subscribe(topic, queue, Map.of("RawMessageDelivery", "true"));

        PublishBatchResponse answer = sns.publishBatch(
                r -> r.topicArn(topic).publishBatchRequestEntries(entry("good", "x"), entry("empty", "")));

        assertThat(answer.successful()).extracting(PublishBatchResultEntry::id).containsExactly("good");
        assertThat(answer.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.id()).isEqualTo("empty");
            assertThat(failed.code()).isEqualTo("InvalidParameter");
            assertThat(failed.senderFault()).isTrue();
        });
        assertThat(receive(queue, 1)).extracting(Message::body).containsExactly("x");
    }

    @Test
    void aFifoTopicKeepsTheOrderAndDropsDuplicates() {
        String topic = sns.createTopic(r -> r.name(Names.unique("fifo") + ".fifo")
                        .attributes(Map.of("FifoTopic", "true", "ContentBasedDeduplication", "true")))
                .topicArn();
        Queue queue = newQueue(Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        subscribe(topic, queue, Map.of("RawMessageDelivery", "true"));

        List<String> numbers = Stream.of("1", "2", "2", "3", "1")
                .map(message -> sns.publish(
                                r -> r.topicArn(topic).message(message).messageGroupId("group"))
                        .sequenceNumber())
                .toList();

        assertThat(numbers).allMatch(number -> number.length() == 20).isSorted();
        assertThat(receive(queue, 3)).extracting(Message::body).containsExactly("1", "2", "3");
        assertThat(receiveNow(queue)).isEmpty();
    }

    @Test
    void aFilterPolicyLetsThroughWhatItNames() {
        String topic = newTopic();
        Queue queue = newQueue(Map.of());
        Queue everything = newQueue(Map.of());
        String subscription =
                subscribe(topic, queue, Map.of("RawMessageDelivery", "true", "FilterPolicy", "{\"colour\":[\"red\"]}"));
        subscribe(topic, everything, Map.of());

        for (String colour : List.of("blue", "red")) {
            sns.publish(r -> r.topicArn(topic).message(colour).messageAttributes(Map.of("colour", text(colour))));
        }

        receive(everything, 2);
        assertThat(receive(queue, 1)).extracting(Message::body).containsExactly("red");
        assertThat(receiveNow(queue)).isEmpty();
        assertThat(sns.getSubscriptionAttributes(r -> r.subscriptionArn(subscription))
                        .attributes())
                .containsEntry("FilterPolicyScope", "MessageAttributes")
                .containsEntry("PendingConfirmation", "false");
    }

    @Test
    void tagsArePutShownAndTaken() {
        String topic = newTopic();

        sns.tagResource(r -> r.resourceArn(topic)
                .tags(Tag.builder().key("team").value("post").build()));
        assertThat(sns.listTagsForResource(r -> r.resourceArn(topic)).tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("post"));
        sns.untagResource(r -> r.resourceArn(topic).tagKeys("team"));

        assertThat(sns.listTagsForResource(r -> r.resourceArn(topic)).hasTags()).isTrue();
        assertThat(sns.listTagsForResource(r -> r.resourceArn(topic)).tags()).isEmpty();
    }

    @Test
    void refusalsAreTyped() {
        String topic = newTopic();
        String missing = topic + "x";

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sns.publish(r -> r.topicArn(missing).message("x")))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(404))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Topic does not exist"));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> sns.listTagsForResource(r -> r.resourceArn(missing)));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> sns.publish(r -> r.topicArn(topic).message("")))
                .satisfies(e ->
                        assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Invalid parameter: Empty message"));
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() ->
                        sns.publish(r -> r.topicArn(topic).message("x").messageAttributes(Map.of("a", text("")))));
        assertThatExceptionOfType(AuthorizationErrorException.class)
                .isThrownBy(() -> stranger.publish(r -> r.topicArn(topic).message("x")))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    @Test
    void refusalsOfWholeBatchesAreTyped() {
        String topic = newTopic();

        assertThatExceptionOfType(BatchEntryIdsNotDistinctException.class)
                .isThrownBy(() -> sns.publishBatch(
                        r -> r.topicArn(topic).publishBatchRequestEntries(entry("a", "x"), entry("a", "y"))));
        assertThatExceptionOfType(EmptyBatchRequestException.class)
                .isThrownBy(() -> sns.publishBatch(r -> r.topicArn(topic).publishBatchRequestEntries(List.of())));
        assertThatExceptionOfType(TooManyEntriesInBatchRequestException.class)
                .isThrownBy(() -> sns.publishBatch(r -> r.topicArn(topic)
                        .publishBatchRequestEntries(IntStream.range(0, 11)
                                .mapToObj(i -> entry(Integer.toString(i), "x"))
                                .toList())));
    }

    private String newTopic() {
        return sns.createTopic(r -> r.name(Names.unique("topic"))).topicArn();
    }

    private record Queue(String url, String arn) {}

    private Queue newQueue(Map<QueueAttributeName, String> attributes) {
        String suffix = attributes.isEmpty() ? "" : ".fifo";
        String url = sqs.createQueue(
                        r -> r.queueName(Names.unique("queue") + suffix).attributes(attributes))
                .queueUrl();
        return new Queue(
                url,
                Objects.requireNonNull(
                        sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                                .attributes()
                                .get(QueueAttributeName.QUEUE_ARN)));
    }

    private String subscribe(String topic, Queue queue, Map<String, String> attributes) {
        return sns.subscribe(r -> r.topicArn(topic)
                        .protocol("sqs")
                        .endpoint(queue.arn())
                        .attributes(attributes)
                        .returnSubscriptionArn(true))
                .subscriptionArn();
    }

    private List<Message> receive(Queue queue, int count) {
        List<Message> received = new ArrayList<>();
        Awaitility.await().atMost(SOON).until(() -> {
            received.addAll(receive(queue, count - received.size(), 1));
            return received.size() == count;
        });
        return received;
    }

    private List<Message> receiveNow(Queue queue) {
        return receive(queue, 10, 0);
    }

    private List<Message> receive(Queue queue, int most, int waitSeconds) {
        List<Message> messages = sqs.receiveMessage(r -> r.queueUrl(queue.url())
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds(waitSeconds)
                        .messageAttributeNames("All"))
                .messages();
        messages.forEach(
                message -> sqs.deleteMessage(r -> r.queueUrl(queue.url()).receiptHandle(message.receiptHandle())));
        return messages;
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static PublishBatchRequestEntry entry(String id, String message) {
        return PublishBatchRequestEntry.builder().id(id).message(message).build();
    }

    private static String member(Map<String, JsonNode> envelope, String name) {
        return Objects.requireNonNull(envelope.get(name), name).asString();
    }

    private static X509Certificate certificate(String url) throws Exception {
        try (InputStream pem = URI.create(url).toURL().openStream()) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private static String signedText(Map<String, JsonNode> envelope) {
        StringBuilder text = new StringBuilder();
        for (String key : List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")) {
            text.append(key).append('\n').append(member(envelope, key)).append('\n');
        }
        return text.toString();
    }
}
