package io.posthorn.it.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Names;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.Installation;
import io.posthorn.it.endpoint.SignedRequests;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeValueException;
import software.amazon.awssdk.services.sqs.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.OverLimitException;
import software.amazon.awssdk.services.sqs.model.PurgeQueueInProgressException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDeletedRecentlyException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;
import software.amazon.awssdk.services.sqs.model.UnsupportedOperationException;

/**
 * The error table of the contract: class, code, status and text of every error that a caller can provoke. Throttling is
 * off unless it is configured; see {@code ConfiguredIT}. Four rows have no caller: InvalidAddress and InvalidSecurity
 * stand for addresses and signatures of before 2012, InvalidIdFormat was never seen, and the KMS rows need KMS.
 */
@Contract
class ErrorContractIT {
    private static final String PREFIX = "AWS.SimpleQueueService.";

    private final Tenant tenant;
    private final Tenant other;

    ErrorContractIT(Installation installation) {
        this.tenant = new Tenant(installation.first());
        this.other = new Tenant(installation.second());
    }

    @AfterAll
    void close() {
        tenant.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "", "http://localhost/", "http://localhost/1/2/3/4", "no/such-queue"})
    void aUrlWithoutAQueue(String url) {
        assertThat(Refusal.of(() -> tenant.receive(url)))
                .isEqualTo(new Refusal(
                        QueueDoesNotExistException.class,
                        PREFIX + "NonExistentQueue",
                        400,
                        "The specified queue does not exist."));
    }

    @Test
    void aQueueThatWasDeletedRecently() {
        String url = tenant.queue();
        tenant.sqs().deleteQueue(r -> r.queueUrl(url));

        assertThat(Refusal.of(() -> tenant.create(Tenant.nameOf(url), Map.of())))
                .isEqualTo(
                        new Refusal(
                                QueueDeletedRecentlyException.class,
                                PREFIX + "QueueDeletedRecently",
                                400,
                                "You must wait 60 seconds after deleting a queue before you can create another with the same name."));
    }

    @Test
    void aPurgeWithinAMinuteOfAnother() {
        String url = tenant.queue();
        tenant.sqs().purgeQueue(r -> r.queueUrl(url));

        assertThat(Refusal.of(() -> tenant.sqs().purgeQueue(r -> r.queueUrl(url))))
                .isEqualTo(new Refusal(
                        PurgeQueueInProgressException.class,
                        PREFIX + "PurgeQueueInProgress",
                        403,
                        "Only one PurgeQueue operation on " + Tenant.nameOf(url) + " is allowed every 60 seconds."));
    }

    @Test
    void morePermissionsThanAPolicyHolds() {
        String url = tenant.queue();
        IntStream.range(0, 20).forEach(i -> addPermission(url, "L" + i, "SendMessage"));

        assertThat(Refusal.of(() -> addPermission(url, "one-more", "SendMessage"))
                        .withoutMessage())
                .isEqualTo(new Refusal(OverLimitException.class, "OverLimit", 403, ""));
        assertThat(Refusal.of(() -> addPermission(
                                tenant.queue(),
                                "L",
                                "SendMessage",
                                "ReceiveMessage",
                                "DeleteMessage",
                                "ChangeMessageVisibility",
                                "GetQueueAttributes",
                                "GetQueueUrl",
                                "PurgeQueue",
                                "ListDeadLetterSourceQueues"))
                        .withoutMessage())
                .isEqualTo(new Refusal(OverLimitException.class, "OverLimit", 403, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Foobar", "QueueArn", "ApproximateNumberOfMessages", "All", "visibilityTimeout"})
    void anAttributeThatCannotBeSet(String name) {
        String url = tenant.queue();

        assertThat(Refusal.of(() ->
                        tenant.sqs().setQueueAttributes(r -> r.queueUrl(url).attributesWithStrings(Map.of(name, "1")))))
                .isEqualTo(new Refusal(
                        InvalidAttributeNameException.class,
                        "InvalidAttributeName",
                        400,
                        "Unknown Attribute " + name + "."));
    }

    @ParameterizedTest
    @CsvSource({
        "DelaySeconds, -1",
        "DelaySeconds, 901",
        "DelaySeconds, x",
        "MaximumMessageSize, 1023",
        "MaximumMessageSize, 1048577",
        "MessageRetentionPeriod, 59",
        "MessageRetentionPeriod, 1209601",
        "ReceiveMessageWaitTimeSeconds, 21",
        "VisibilityTimeout, -1",
        "VisibilityTimeout, 43201",
        "KmsDataKeyReusePeriodSeconds, 59",
        "SqsManagedSseEnabled, maybe"
    })
    void anAttributeOutOfItsRange(String name, String value) {
        String url = tenant.queue();

        assertThat(Refusal.of(() -> tenant.sqs()
                        .setQueueAttributes(r -> r.queueUrl(url).attributesWithStrings(Map.of(name, value)))))
                .isEqualTo(new Refusal(
                        InvalidAttributeValueException.class,
                        "InvalidAttributeValue",
                        400,
                        "Invalid value for the parameter " + name + "."));
    }

    @Test
    void eachBatchOperationRefusesNoneTooManyTwoOfAnIdAndIdsThatAreNone() {
        String url = tenant.queue();
        for (Consumer<List<String>> batch : batches(url)) {
            assertThat(Refusal.of(() -> batch.accept(List.of())).withoutMessage())
                    .isEqualTo(new Refusal(EmptyBatchRequestException.class, PREFIX + "EmptyBatchRequest", 400, ""));
            assertThat(Refusal.of(() -> batch.accept(
                            IntStream.range(0, 20).mapToObj(Integer::toString).toList())))
                    .isEqualTo(new Refusal(
                            TooManyEntriesInBatchRequestException.class,
                            PREFIX + "TooManyEntriesInBatchRequest",
                            400,
                            "Maximum number of entries per request are 10. You have sent 20."));
            assertThat(Refusal.of(() -> batch.accept(List.of("a", "b", "a"))))
                    .isEqualTo(new Refusal(
                            BatchEntryIdsNotDistinctException.class,
                            PREFIX + "BatchEntryIdsNotDistinct",
                            400,
                            "Id a repeated."));
            assertThat(Stream.of("", "a.b", "a b", "é", "x".repeat(81)))
                    .allSatisfy(id -> assertThat(Refusal.of(() -> batch.accept(List.of(id))))
                            .isEqualTo(new Refusal(
                                    InvalidBatchEntryIdException.class,
                                    PREFIX + "InvalidBatchEntryId",
                                    400,
                                    "A batch entry id can only contain alphanumeric characters, hyphens and"
                                            + " underscores. It can be at most 80 letters long.")));
        }
    }

    @Test
    void aBatchOfOneByteTooMany() {
        String url = tenant.queue();

        assertThat(Refusal.of(() -> tenant.sqs()
                        .sendMessageBatch(r -> r.queueUrl(url)
                                .entries(
                                        entry("a")
                                                .messageBody("x".repeat(1_048_576))
                                                .build(),
                                        entry("b").build()))))
                .isEqualTo(new Refusal(
                        BatchRequestTooLongException.class,
                        PREFIX + "BatchRequestTooLong",
                        400,
                        "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes."));
    }

    @Test
    void handlesOfABatchThatAreNoneFailAlone() {
        String url = tenant.queue();
        tenant.send(url, "x");
        String handle = tenant.receiveOne(url).receiptHandle();

        List<BatchResultErrorEntry> unchanged = tenant.sqs()
                .changeMessageVisibilityBatch(
                        r -> r.queueUrl(url).entries(change("bad", "garbage"), change("good", handle)))
                .failed();
        List<BatchResultErrorEntry> undeleted = tenant.sqs()
                .deleteMessageBatch(r -> r.queueUrl(url).entries(deletion("bad", "garbage"), deletion("good", handle)))
                .failed();

        assertThat(Stream.of(unchanged, undeleted))
                .allSatisfy(failed -> assertThat(failed).singleElement().satisfies(each -> {
                    assertThat(each.id()).isEqualTo("bad");
                    assertThat(each.code()).isEqualTo("ReceiptHandleIsInvalid");
                    assertThat(each.senderFault()).isTrue();
                }));
        assertThat(tenant.counts(url).total()).isZero();
    }

    @Test
    void listValuesOfAttributes() {
        String url = tenant.queue();
        MessageAttributeValue list = MessageAttributeValue.builder()
                .dataType("String")
                .stringListValues("x", "y")
                .build();

        assertThat(Refusal.of(() -> tenant.sqs()
                                .sendMessage(
                                        r -> r.queueUrl(url).messageBody("x").messageAttributes(Map.of("a", list))))
                        .withoutMessage())
                .isEqualTo(new Refusal(UnsupportedOperationException.class, PREFIX + "UnsupportedOperation", 400, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MaxNumberOfMessages | 0 | Must be between 1 and 10, if provided.",
                "MaxNumberOfMessages | 11 | Must be between 1 and 10, if provided.",
                "WaitTimeSeconds | -1 | Must be >= 0 and <= 20, if provided.",
                "WaitTimeSeconds | 21 | Must be >= 0 and <= 20, if provided."
            })
    void aReceiveOutOfRange(String parameter, int value, String reason) {
        String url = tenant.queue();
        Consumer<ReceiveMessageRequest.Builder> wrong = r -> {
            if (parameter.equals("WaitTimeSeconds")) {
                r.waitTimeSeconds(value);
            } else {
                r.maxNumberOfMessages(value);
            }
        };

        assertThat(Refusal.of(() -> tenant.receive(url, wrong))).isEqualTo(Refusal.invalid(value, parameter, reason));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 43_201})
    void aVisibilityTimeoutOutOfRange(int seconds) {
        String url = tenant.queue();
        tenant.send(url, "x");
        Message message = tenant.receiveOne(url);

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> tenant.receive(url, r -> r.visibilityTimeout(seconds)),
                () -> tenant.change(url, message, seconds))) {
            Refusal refusal = Refusal.of(call);
            assertThat(refusal.withoutMessage()).isEqualTo(Refusal.invalid(""));
            assertThat(refusal.message())
                    .startsWith("Value " + seconds + " for parameter VisibilityTimeout is invalid. Reason: ");
        }
    }

    @Test
    void parametersThatAreMissing() {
        String url = tenant.queue();
        String fifo = tenant.fifo();
        tenant.send(url, "x");
        Message message = tenant.receiveOne(url);

        assertThat(Refusal.of(() -> tenant.sqs().sendMessage(r -> r.queueUrl(url))))
                .isEqualTo(Refusal.missing("MessageBody"));
        assertThat(Refusal.of(() -> tenant.sendOne(fifo, "x"))).isEqualTo(Refusal.missing("MessageGroupId"));
        assertThat(Refusal.of(() -> tenant.sqs().deleteMessage(r -> r.queueUrl(url))))
                .isEqualTo(Refusal.missing("ReceiptHandle"));
        assertThat(Refusal.of(() -> tenant.sqs()
                        .changeMessageVisibility(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()))))
                .isEqualTo(Refusal.missing("VisibilityTimeout"));
        assertThat(Refusal.of(() -> tenant.sqs().getQueueUrl(r -> {})).code()).isEqualTo("InvalidParameterValue");
    }

    @Test
    void aGroupThatIsMissingInABatchIsAnInvalidParameterOfTheWholeBatch() {
        String fifo = tenant.fifo();

        assertThat(Refusal.of(() -> tenant.sqs()
                        .sendMessageBatch(r -> r.queueUrl(fifo)
                                .entries(
                                        entry("a").messageGroupId("g").build(),
                                        entry("b").build()))))
                .isEqualTo(Refusal.invalid("The request must contain the parameter MessageGroupId."));
        assertThat(tenant.counts(fifo).total()).isZero();
    }

    @Test
    void aFifoMessageThatSaysNothingOfDuplicates() {
        String fifo = tenant.fifo(Map.of(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "false"));

        assertThat(Refusal.of(() -> tenant.sqs()
                        .sendMessage(r -> r.queueUrl(fifo).messageBody("x").messageGroupId("g"))))
                .isEqualTo(Refusal.invalid("The queue should either have ContentBasedDeduplication enabled or"
                        + " MessageDeduplicationId provided explicitly"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "é"})
    void idsThatAreNone(String wrong) {
        String fifo = tenant.fifo();
        SendMessageRequest good = SendMessageRequest.builder()
                .queueUrl(fifo)
                .messageBody("x")
                .messageGroupId("g")
                .messageDeduplicationId("d")
                .build();
        Map<String, ThrowingCallable> calls = Map.of(
                "MessageGroupId",
                () -> tenant.sqs()
                        .sendMessage(good.toBuilder().messageGroupId(wrong).build()),
                "MessageDeduplicationId",
                () -> tenant.sqs()
                        .sendMessage(
                                good.toBuilder().messageDeduplicationId(wrong).build()),
                "ReceiveRequestAttemptId",
                () -> tenant.receive(fifo, r -> r.receiveRequestAttemptId(wrong)));

        assertThat(calls).allSatisfy((parameter, call) -> {
            Refusal refusal = Refusal.of(call);
            assertThat(refusal.withoutMessage()).isEqualTo(Refusal.invalid(""));
            assertThat(refusal.message())
                    .endsWith(parameter
                            + " can only include alphanumeric and punctuation characters. 1 to 128 in length.");
        });
    }

    @Test
    void aDeduplicationIdOnAStandardQueue() {
        String url = tenant.queue();

        assertThat(Refusal.of(() -> tenant.sqs()
                        .sendMessage(r -> r.queueUrl(url).messageBody("x").messageDeduplicationId("d"))))
                .isEqualTo(Refusal.invalid(
                        "d",
                        "MessageDeduplicationId",
                        "The request include parameter that is not valid for this queue type."));
    }

    @Test
    void labelsOfPermissionsThatAreThereOrNot() {
        String url = tenant.queue();
        addPermission(url, "L", "SendMessage");

        assertThat(Refusal.of(() -> addPermission(url, "L", "SendMessage")))
                .isEqualTo(Refusal.invalid("L", "Label", "Already exists."));
        assertThat(Refusal.of(
                        () -> tenant.sqs().removePermission(r -> r.queueUrl(url).label("M"))))
                .isEqualTo(Refusal.invalid("M", "Label", "can't find label."));
    }

    @Test
    void aTaskHandleThatIsNoneAndATaskThatIsNotThere() {
        String source = tenant.arn(tenant.queue());
        String unknown = Base64.getEncoder()
                .encodeToString("{\"taskId\":\"%s\",\"sourceArn\":\"%s\"}"
                        .formatted(UUID.randomUUID(), source)
                        .getBytes(UTF_8));

        assertThat(Refusal.of(() -> tenant.sqs().cancelMessageMoveTask(r -> r.taskHandle("garbage"))))
                .isEqualTo(Refusal.invalid("Value for parameter TaskHandle is invalid."));
        assertThat(Refusal.of(() -> tenant.sqs().cancelMessageMoveTask(r -> r.taskHandle(unknown))))
                .isEqualTo(new Refusal(
                        ResourceNotFoundException.class, "ResourceNotFoundException", 404, "Task does not exist."));
    }

    @Test
    void anActionThatSqsHasNotAndABodyThatIsNoObject() {
        try (SignedRequests requests = new SignedRequests(tenant.endpoint())) {
            assertJson(
                    requests.json("FooBar", "{}", Instant.now()),
                    400,
                    "InvalidAction;Sender",
                    "com.amazon.coral.service#UnknownOperationException");
            for (String body : List.of("{", "[]", "\"text\"", "")) {
                assertJson(
                        requests.json("ListQueues", body, Instant.now()),
                        400,
                        "MalformedInput;Sender",
                        "com.amazon.coral.service#SerializationException");
            }
        }
    }

    @Test
    void callersWhoAreNobodyOrMayNot() {
        String url = tenant.queue();
        Endpoint first = tenant.endpoint();
        Map<String, Endpoint> strangers = Map.of(
                "InvalidClientTokenId", first.withAccessKeyId("AKIDNOBODY"),
                "SignatureDoesNotMatch", first.withSecret("wrong"));

        assertThat(strangers).allSatisfy((code, stranger) -> {
            try (Tenant nobody = new Tenant(stranger)) {
                assertThat(Refusal.of(() -> nobody.sqs().listQueues()).withoutMessage())
                        .isEqualTo(new Refusal(SqsException.class, code, 403, ""));
            }
        });
        Refusal denied = Refusal.of(() -> other.sendOne(url, "x"));
        assertThat(denied.withoutMessage()).isEqualTo(new Refusal(SqsException.class, "AccessDenied", 403, ""));
        assertThat(denied.message())
                .startsWith("User: arn:aws:iam::" + other.account() + ':')
                .endsWith(" is not authorized to perform: sqs:sendmessage on resource: " + tenant.arn(url)
                        + " because no resource-based policy allows the sqs:sendmessage action");
        try (SignedRequests requests = new SignedRequests(first)) {
            assertJson(
                    requests.unsigned("ListQueues", "{}"),
                    403,
                    "AccessDenied;Sender",
                    "com.amazon.coral.service#AccessDeniedException");
        }
    }

    @Test
    void aNameThatNoQueueHas() {
        assertThat(Stream.of("a b", "x".repeat(81), "a.b", "", Names.unique("x") + ".fifo"))
                .allSatisfy(name -> assertThat(
                                Refusal.of(() -> tenant.create(name, Map.of())).withoutMessage())
                        .isEqualTo(Refusal.invalid("")));
    }

    private static void assertJson(HttpResponse<String> answer, int status, String error, String type) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("x-amzn-query-error")).hasValue(error);
        assertThat(answer.body()).contains("\"__type\":\"" + type + '"');
    }

    private void addPermission(String url, String label, String... actions) {
        tenant.sqs()
                .addPermission(r -> r.queueUrl(url)
                        .label(label)
                        .awsAccountIds(other.account())
                        .actions(actions));
    }

    /** The three batch operations, each with entries of the ids that it is given. */
    private List<Consumer<List<String>>> batches(String url) {
        return List.of(
                ids -> tenant.sqs()
                        .sendMessageBatch(r -> r.queueUrl(url)
                                .entries(ids.stream()
                                        .map(id -> entry(id).build())
                                        .toList())),
                ids -> tenant.sqs()
                        .deleteMessageBatch(r -> r.queueUrl(url)
                                .entries(ids.stream()
                                        .map(id -> deletion(id, "x"))
                                        .toList())),
                ids -> tenant.sqs()
                        .changeMessageVisibilityBatch(r -> r.queueUrl(url)
                                .entries(ids.stream().map(id -> change(id, "x")).toList())));
    }

    private static SendMessageBatchRequestEntry.Builder entry(String id) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody("x");
    }

    private static DeleteMessageBatchRequestEntry deletion(String id, String handle) {
        return DeleteMessageBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(handle)
                .build();
    }

    private static ChangeMessageVisibilityBatchRequestEntry change(String id, String handle) {
        return ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(handle)
                .visibilityTimeout(60)
                .build();
    }
}
