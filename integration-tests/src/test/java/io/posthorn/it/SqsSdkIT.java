package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.Installation;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.PurgeQueueInProgressException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Standard queues through the AWS SDK for Java, which also checks every MD5 that it is answered. */
@BlackBox
@Tag("alone")
class SqsSdkIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Endpoint endpoint;
    private final SqsClient sqs;

    SqsSdkIT(Installation installation) {
        this.endpoint = installation.first();
        this.sqs = Clients.sqs(endpoint);
    }

    @AfterEach
    void closeTheClient() {
        sqs.close();
    }

    @Test
    void creatingAQueueTwiceGivesTheSameUrl() {
        String name = Names.unique("same");

        String first = sqs.createQueue(r -> r.queueName(name)).queueUrl();
        String second = sqs.createQueue(r -> r.queueName(name)).queueUrl();

        assertThat(second).isEqualTo(first);
        assertThat(sqs.getQueueUrl(r -> r.queueName(name)).queueUrl()).isEqualTo(first);
        assertThat(URI.create(first)).hasPath('/' + endpoint.account() + '/' + name);
        assertThat(URI.create(first).getAuthority()).isEqualTo(endpoint.uri().getAuthority());
    }

    @Test
    void creatingAQueueAgainWithOtherAttributesIsRefused() {
        String name = Names.unique("other");
        sqs.createQueue(r -> r.queueName(name));

        assertThatExceptionOfType(QueueNameExistsException.class)
                .isThrownBy(() -> sqs.createQueue(
                        r -> r.queueName(name).attributes(Map.of(QueueAttributeName.DELAY_SECONDS, "7"))))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("QueueAlreadyExists"));
    }

    @Test
    void aMessageIsSentReceivedAndDeleted() {
        String url = newQueue();

        SendMessageResponse sent = sqs.sendMessage(r -> r.queueUrl(url).messageBody("hello"));
        Message received = receiveOne(url);
        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(received.receiptHandle()));

        assertThat(sent.md5OfMessageBody()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(received.messageId()).isEqualTo(sent.messageId());
        assertThat(received.body()).isEqualTo("hello");
        assertThat(received.attributes()).isEmpty();
        assertThat(depth(url)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"quoted\" & <tagged> 'text' \\ ]]>",
                "carriage\rreturn, line\nfeed, tab\t, and both\r\n",
                "Grüße, 世界, \uD83D\uDCEF",
                " \n "
            })
    void bodiesComeBackAsTheyWereSent(String body) {
        String url = newQueue();

        sqs.sendMessage(r -> r.queueUrl(url).messageBody(body));

        assertThat(receiveOne(url).body()).isEqualTo(body);
    }

    @Test
    void aBodyOfAMebibyteIsCarried() {
        String url = newQueue();
        String body = "0123456789abcdef".repeat(65_536);

        sqs.sendMessage(r -> r.queueUrl(url).messageBody(body));

        assertThat(receiveOne(url).body()).isEqualTo(body);
    }

    @Test
    void aBodyWithForbiddenCharactersIsRefused() {
        String url = newQueue();

        assertThatExceptionOfType(InvalidMessageContentsException.class)
                .isThrownBy(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("bell \u0007")));
    }

    @Test
    void attributesOfEveryTypeComeBack() {
        String url = newQueue();
        Map<String, MessageAttributeValue> attributes = Map.of(
                "colour", text("String", "grün"),
                "count", text("Number", "-12.50"),
                "price", text("Number.euro", "1e3"),
                "raw",
                        MessageAttributeValue.builder()
                                .dataType("Binary")
                                .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1, 127}))
                                .build());

        SendMessageResponse sent =
                sqs.sendMessage(r -> r.queueUrl(url).messageBody("x").messageAttributes(attributes));
        Message received = sqs.receiveMessage(r -> r.queueUrl(url)
                        .waitTimeSeconds(5)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .getFirst();

        assertThat(received.messageAttributes()).isEqualTo(attributes);
        assertThat(received.md5OfMessageAttributes()).isEqualTo(sent.md5OfMessageAttributes());
        assertThat(received.attributes())
                .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
                .containsKeys(
                        MessageSystemAttributeName.SENDER_ID,
                        MessageSystemAttributeName.SENT_TIMESTAMP,
                        MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP);
    }

    @Test
    void onlyTheAttributesAskedForComeBack() {
        String url = newQueue();
        sqs.sendMessage(r -> r.queueUrl(url)
                .messageBody("x")
                .messageAttributes(Map.of("trace.id", text("String", "1"), "other", text("String", "2"))));

        Message received = sqs.receiveMessage(
                        r -> r.queueUrl(url).waitTimeSeconds(5).messageAttributeNames("trace.*"))
                .messages()
                .getFirst();

        assertThat(received.messageAttributes()).containsOnlyKeys("trace.id");
    }

    @Test
    void tenMessagesGoThroughEachBatchOperation() {
        String url = newQueue();

        SendMessageBatchResponse sent = sqs.sendMessageBatch(r -> r.queueUrl(url)
                .entries(IntStream.range(0, 10).mapToObj(SqsSdkIT::entry).toList()));
        assertThat(sent.failed()).isEmpty();
        assertThat(sent.successful())
                .extracting(SendMessageBatchResultEntry::id)
                .hasSize(10);

        List<Message> hidden = receiveTen(url);
        assertThat(receiveNow(url)).isEmpty();

        assertThat(sqs.changeMessageVisibilityBatch(r -> r.queueUrl(url).entries(visible(hidden)))
                        .successful())
                .hasSize(10);
        List<Message> again = receiveTen(url);
        assertThat(bodies(again)).isEqualTo(bodies(hidden));

        assertThat(sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(deletions(again)))
                        .successful())
                .hasSize(10);
        assertThat(depth(url)).isZero();
    }

    @Test
    void anEntryThatIsRefusedLeavesTheOthers() {
        String url = newQueue();

        SendMessageBatchResponse sent = sqs.sendMessageBatch(r -> r.queueUrl(url)
                .entries(
                        SendMessageBatchRequestEntry.builder()
                                .id("good")
                                .messageBody("good")
                                .build(),
                        SendMessageBatchRequestEntry.builder()
                                .id("bad")
                                .messageBody("\u0000")
                                .build()));

        assertThat(sent.successful())
                .extracting(SendMessageBatchResultEntry::id)
                .containsExactly("good");
        assertThat(sent.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.id()).isEqualTo("bad");
            assertThat(failed.senderFault()).isTrue();
            assertThat(failed.code()).isEqualTo("InvalidMessageContents");
        });
        assertThat(receiveOne(url).body()).isEqualTo("good");
    }

    @Test
    void anEmptyBatchIsRefused() {
        String url = newQueue();

        assertThatExceptionOfType(EmptyBatchRequestException.class)
                .isThrownBy(() -> sqs.sendMessageBatch(r -> r.queueUrl(url).entries(List.of())))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode())
                        .isEqualTo("AWS.SimpleQueueService.EmptyBatchRequest"));
    }

    @Test
    void aLongPollWakesWhenAMessageIsSent() {
        String url = newQueue();
        try (SqsAsyncClient polling = Clients.sqsOnce(endpoint, 1)) {
            CompletableFuture<ReceiveMessageResponse> poll =
                    polling.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20));
            assertThat(depth(url)).isZero();
            assertThat(poll).isNotDone();

            sqs.sendMessage(r -> r.queueUrl(url).messageBody("wake"));

            assertThat(poll)
                    .succeedsWithin(SOON)
                    .satisfies(answer -> assertThat(bodies(answer.messages())).containsExactly("wake"));
        }
    }

    @Test
    void aLongPollOfAnEmptyQueueWaitsAsLongAsItWasTold() {
        String url = newQueue();
        long began = System.nanoTime();

        assertThat(sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(2)).messages())
                .isEmpty();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(1900), SOON);
    }

    @Test
    void theQueuesOwnWaitHoldsUnlessTheRequestSaysOtherwise() {
        String url = newQueue(Map.of(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "2"));
        long began = System.nanoTime();
        assertThat(receiveNow(url)).isEmpty();
        Duration told = Duration.ofNanos(System.nanoTime() - began);
        assertThat(sqs.receiveMessage(r -> r.queueUrl(url)).messages()).isEmpty();
        Duration both = Duration.ofNanos(System.nanoTime() - began);

        assertThat(told).isLessThan(Duration.ofMillis(1900));
        assertThat(both.minus(told)).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void aReceivedMessageIsHiddenUntilItIsMadeVisible() {
        String url = newQueue();
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("x"));
        Message received = receiveOne(url);
        assertThat(receiveNow(url)).isEmpty();
        assertThat(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo("1");

        sqs.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(received.receiptHandle()).visibilityTimeout(0));

        assertThat(receiveNow(url)).hasSize(1);
    }

    @Test
    void aMessageThatIsNotDeletedComesBackAfterItsTimeout() {
        String url = newQueue(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("x"));
        Message first = receiveOne(url);

        Message second = sqs.receiveMessage(r -> r.queueUrl(url)
                        .waitTimeSeconds(10)
                        .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .messages()
                .getFirst();

        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
        assertThat(second.attributes()).containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2");
    }

    @Test
    void deletingWithAStaleHandleLeavesTheMessage() {
        String url = newQueue();
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("x"));
        Message stale = sqs.receiveMessage(
                        r -> r.queueUrl(url).waitTimeSeconds(5).visibilityTimeout(0))
                .messages()
                .getFirst();
        Message latest = receiveOne(url);

        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(stale.receiptHandle()));
        assertThat(depth(url)).isEqualTo(1);

        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(latest.receiptHandle()));
        assertThat(depth(url)).isZero();
    }

    @Test
    void deletingTwiceIsNoError() {
        String url = newQueue();
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("x"));
        String handle = receiveOne(url).receiptHandle();

        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(handle));
        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(handle));

        assertThat(depth(url)).isZero();
    }

    @Test
    void aMadeUpHandleIsRefused() {
        String url = newQueue();

        assertThatExceptionOfType(ReceiptHandleIsInvalidException.class)
                .isThrownBy(() -> sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle("made-up")))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(404));
    }

    @Test
    void aDelayedMessageComesWhenItsTimeHas() {
        String url = newQueue();
        long began = System.nanoTime();
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("later").delaySeconds(2));
        assertThat(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .isEqualTo("1");
        assertThat(receiveNow(url)).isEmpty();

        assertThat(sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(10)).messages())
                .hasSize(1);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void theQueuesOwnDelayHoldsUnlessTheMessageSaysOtherwise() {
        String url = newQueue(Map.of(QueueAttributeName.DELAY_SECONDS, "600"));
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("delayed"));
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("at once").delaySeconds(0));

        assertThat(bodies(receiveTenOrFewer(url))).containsExactly("at once");
        assertThat(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .isEqualTo("1");
    }

    @Test
    void purgingEmptiesTheQueueOnceAMinute() {
        String url = newQueue();
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("visible"));
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("delayed").delaySeconds(600));

        sqs.purgeQueue(r -> r.queueUrl(url));

        assertThat(depth(url)).isZero();
        assertThat(receiveNow(url)).isEmpty();
        assertThatExceptionOfType(PurgeQueueInProgressException.class)
                .isThrownBy(() -> sqs.purgeQueue(r -> r.queueUrl(url)))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    @Test
    void queuesAreListedPageByPage() {
        String prefix = Names.unique("page");
        Set<String> urls = IntStream.range(0, 5)
                .mapToObj(
                        i -> sqs.createQueue(r -> r.queueName(prefix + '-' + i)).queueUrl())
                .collect(Collectors.toSet());

        List<ListQueuesResponse> pages = sqs
                .listQueuesPaginator(r -> r.queueNamePrefix(prefix).maxResults(2))
                .stream()
                .toList();

        assertThat(pages).extracting(page -> page.queueUrls().size()).containsExactly(2, 2, 1);
        assertThat(pages.stream().flatMap(page -> page.queueUrls().stream())).containsExactlyInAnyOrderElementsOf(urls);
        assertThat(sqs.listQueues(r -> r.queueNamePrefix(prefix + "-none")).queueUrls())
                .isEmpty();
    }

    @Test
    void aFreshQueueHasTheDefaults() {
        String name = Names.unique("defaults");
        String url = sqs.createQueue(r -> r.queueName(name)).queueUrl();

        Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(
                        r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();

        assertThat(attributes)
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED, "0")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "0")
                .containsEntry(QueueAttributeName.DELAY_SECONDS, "0")
                .containsEntry(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1048576")
                .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600")
                .containsEntry(
                        QueueAttributeName.QUEUE_ARN,
                        "arn:aws:sqs:" + endpoint.region() + ':' + endpoint.account() + ':' + name)
                .containsEntry(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "0")
                .containsEntry(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true")
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30")
                .containsKeys(QueueAttributeName.CREATED_TIMESTAMP, QueueAttributeName.LAST_MODIFIED_TIMESTAMP)
                .hasSize(12);
    }

    @Test
    void attributesThatAreSetAreReadBackAndHold() {
        String url = newQueue();
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("x"));

        sqs.setQueueAttributes(r -> r.queueUrl(url).attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "0")));

        assertThat(attribute(url, QueueAttributeName.VISIBILITY_TIMEOUT)).isEqualTo("0");
        assertThat(receiveOne(url).messageId()).isEqualTo(receiveOne(url).messageId());
    }

    @Test
    void anUnknownQueueHasItsOwnError() {
        assertThatExceptionOfType(QueueDoesNotExistException.class)
                .isThrownBy(() -> sqs.getQueueUrl(r -> r.queueName(Names.unique("missing"))))
                .satisfies(e -> {
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
                    assertThat(e.requestId()).isNotBlank();
                });
    }

    @Test
    void aDeletedQueueIsGone() {
        String url = newQueue();
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("x"));

        sqs.deleteQueue(r -> r.queueUrl(url));

        assertThatExceptionOfType(QueueDoesNotExistException.class).isThrownBy(() -> receiveNow(url));
        assertThatExceptionOfType(QueueDoesNotExistException.class)
                .isThrownBy(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("y")));
    }

    private String newQueue() {
        return newQueue(Map.of());
    }

    private String newQueue(Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(r -> r.queueName(Names.unique("sdk")).attributes(attributes))
                .queueUrl();
    }

    private Message receiveOne(String url) {
        return sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5))
                .messages()
                .getFirst();
    }

    private List<Message> receiveNow(String url) {
        return sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(0)).messages();
    }

    private List<Message> receiveTenOrFewer(String url) {
        return sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5).maxNumberOfMessages(10))
                .messages();
    }

    private List<Message> receiveTen(String url) {
        List<Message> received = receiveTenOrFewer(url);
        assertThat(received).hasSize(10);
        return received;
    }

    private String attribute(String url, QueueAttributeName name) {
        return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(name))
                .attributes()
                .getOrDefault(name, "");
    }

    /** Messages in all: visible, hidden and delayed. */
    private int depth(String url) {
        return Counts.of(sqs, url).total();
    }

    private static MessageAttributeValue text(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }

    private static SendMessageBatchRequestEntry entry(int index) {
        return SendMessageBatchRequestEntry.builder()
                .id("entry-" + index)
                .messageBody("body-" + index)
                .messageAttributes(Map.of("index", text("Number", Integer.toString(index))))
                .build();
    }

    private static List<ChangeMessageVisibilityBatchRequestEntry> visible(List<Message> messages) {
        return messages.stream()
                .map(message -> ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(0)
                        .build())
                .toList();
    }

    private static List<DeleteMessageBatchRequestEntry> deletions(List<Message> messages) {
        return messages.stream()
                .map(message -> DeleteMessageBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .build())
                .toList();
    }

    private static Set<String> bodies(List<Message> messages) {
        return messages.stream().map(Message::body).collect(Collectors.toSet());
    }
}
