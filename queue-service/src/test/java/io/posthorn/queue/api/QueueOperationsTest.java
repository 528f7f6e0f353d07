package io.posthorn.queue.api;

import static io.posthorn.queue.queue.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Creating, finding, listing, deleting and purging queues. */
class QueueOperationsTest {
    private final Endpoint sqs = Endpoint.aws();

    @Test
    void createsAQueueAndAnswersItsUrlAtTheCallersOrigin() {
        assertThat(sqs.create("jobs", Map.of())).isEqualTo("http://localhost:4566/111111111111/jobs");
    }

    @Test
    void createsTheSameQueueAgain() {
        String url = sqs.create("jobs", Map.of("DelaySeconds", "5"));
        long id = sqs.queue("jobs").description().id();

        assertThat(sqs.create("jobs", Map.of())).isEqualTo(url);
        assertThat(sqs.create("jobs", Map.of("DelaySeconds", "5"))).isEqualTo(url);
        assertThat(sqs.queue("jobs").description().id()).isEqualTo(id);
    }

    @Test
    void refusesAnotherQueueOfTheSameName() {
        sqs.create("jobs", Map.of("DelaySeconds", "5"));

        assertRefused(
                () -> sqs.create("jobs", Map.of("DelaySeconds", "6")),
                SqsErrors.QUEUE_NAME_EXISTS,
                "A queue already exists with the same name and a different value for attribute DelaySeconds");
    }

    @Test
    void comparesWithWhatTheAttributesAreNow() {
        String url = sqs.create("jobs", Map.of());
        set(url, Map.of("DelaySeconds", "9"));

        assertThat(sqs.create("jobs", Map.of("DelaySeconds", "9"))).isEqualTo(url);
        assertRefused(
                () -> sqs.create("jobs", Map.of("DelaySeconds", "0")),
                SqsErrors.QUEUE_NAME_EXISTS,
                "A queue already exists with the same name and a different value for attribute DelaySeconds");
    }

    @Test
    void doesNotCompareTags() {
        String url = create("jobs", Map.of("a", "1"));

        assertThat(create("jobs", Map.of("b", "2"))).isEqualTo(url);
        assertThat(tags(url)).containsExactly(Map.entry("a", "1"));
    }

    @Test
    void refusesNames() {
        String characters = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
        for (String name : List.of("a b", "a.b", "a".repeat(81))) {
            assertRefused(() -> sqs.create(name, Map.of()), SqsErrors.INVALID_PARAMETER_VALUE, characters);
        }
        assertRefused(() -> sqs.create("", Map.of()), SqsErrors.INVALID_PARAMETER_VALUE, "Queue name cannot be empty");
        assertRefused(
                () -> sqs.call(CreateQueue.SHAPE, new CreateQueueInput(null, Map.of(), Map.of())),
                SqsErrors.MISSING_PARAMETER,
                "The request must contain the parameter QueueName.");
    }

    @Test
    void waitsAMinuteAfterDeleting() {
        String url = sqs.create("jobs", Map.of());
        sqs.call(DeleteQueue.SHAPE, new DeleteQueueInput(url));

        assertRefused(
                () -> sqs.create("jobs", Map.of()),
                SqsErrors.QUEUE_DELETED_RECENTLY,
                "You must wait 60 seconds after deleting a queue before you can create another with the same name.");
        assertMissing(() -> sqs.send(url, "x"));

        sqs.clock.advance(Duration.ofSeconds(60));
        assertThat(sqs.create("jobs", Map.of())).isEqualTo(url);
    }

    @Test
    void refusesADeadLetterQueueThatIsNotThere() {
        String policy =
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111111111111:dead\",\"maxReceiveCount\":\"3\"}";

        assertRefused(
                () -> sqs.create("jobs", Map.of("RedrivePolicy", policy)),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value " + policy
                        + " for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.");
    }

    @Test
    void findsAQueueByNameAndOwner() {
        String url = sqs.create("jobs", Map.of());

        assertThat(getUrl("jobs", null)).isEqualTo(url);
        assertThat(getUrl("jobs", "111111111111")).isEqualTo(url);
        assertMissing(() -> getUrl("jobs", "222222222222"));
        assertMissing(() -> getUrl("jobs", "not an account"));
        assertMissing(() -> getUrl("Jobs", null));
        assertMissing(() -> getUrl("bad name", null));
    }

    @ParameterizedTest
    @NullAndEmptySource
    void wantsANameToFind(@Nullable String name) {
        assertRefused(
                () -> getUrl(name, null),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value for parameter QueueName is invalid. Reason: Must specify a queue name.");
    }

    @Test
    void listsQueuesByPrefixInPages() {
        IntStream.range(0, 5).forEach(i -> sqs.create("jobs-" + i, Map.of()));
        sqs.create("mail", Map.of());

        assertThat(list(null, null, null).queueUrls()).hasSize(6);
        ListQueuesOutput first = list("jobs", 2, null);
        ListQueuesOutput second = list("jobs", 2, first.nextToken());
        ListQueuesOutput third = list("jobs", 2, second.nextToken());

        assertThat(first.queueUrls())
                .containsExactly(
                        "http://localhost:4566/111111111111/jobs-0", "http://localhost:4566/111111111111/jobs-1");
        assertThat(second.queueUrls()).hasSize(2);
        assertThat(third.queueUrls()).containsExactly("http://localhost:4566/111111111111/jobs-4");
        assertThat(third.nextToken()).isNull();
    }

    @Test
    void givesATokenOnlyWhenAPageSizeWasAsked() {
        sqs.create("a", Map.of());

        assertThat(list(null, null, null).nextToken()).isNull();
        assertThat(list(null, 1, null).nextToken()).isNull();
        assertThat(list("none", null, null).queueUrls()).isEmpty();
    }

    @Test
    void refusesPageSizesAndTokens() {
        for (int size : new int[] {0, 1001}) {
            assertRefused(
                    () -> list(null, size, null),
                    SqsErrors.INVALID_PARAMETER_VALUE,
                    "Value " + size + " for parameter MaxResults is invalid. Reason: Must be between 1 and 1000, if"
                            + " provided.");
        }
        for (String token : List.of("x", "$$$", "TGlzdFF1ZXVlczphIGI", "a".repeat(500))) {
            assertRefused(
                    () -> list(null, 1, token), SqsErrors.INVALID_PARAMETER_VALUE, "Invalid or expired next token.");
        }
    }

    @Test
    void refusesTheTokenOfAnotherAction() {
        String dead = sqs.create("dead", Map.of());
        for (String name : List.of("a", "b")) {
            sqs.create(
                    name,
                    Map.of(
                            "RedrivePolicy",
                            "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111111111111:dead\",\"maxReceiveCount\":1}"));
        }
        ListDeadLetterSourceQueuesOutput sources =
                sqs.call(ListDeadLetterSourceQueues.SHAPE, new ListDeadLetterSourceQueuesInput(dead, 1, null));

        assertThat(sources.queueUrls()).containsExactly("http://localhost:4566/111111111111/a");
        assertThat(sqs.call(
                                ListDeadLetterSourceQueues.SHAPE,
                                new ListDeadLetterSourceQueuesInput(dead, 1, sources.nextToken()))
                        .queueUrls())
                .containsExactly("http://localhost:4566/111111111111/b");
        assertRefused(
                () -> list(null, 1, sources.nextToken()),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Invalid or expired next token.");
    }

    @Test
    void purgesOnceAMinute() {
        String url = sqs.create("jobs", Map.of());
        sqs.send(url, "x");
        sqs.call(PurgeQueue.SHAPE, new PurgeQueueInput(url));

        assertThat(sqs.receive(url, 1)).isEmpty();
        assertRefused(
                () -> sqs.call(PurgeQueue.SHAPE, new PurgeQueueInput(url)),
                SqsErrors.PURGE_QUEUE_IN_PROGRESS,
                "Only one PurgeQueue operation on jobs is allowed every 60 seconds.");
        sqs.clock.advance(Duration.ofSeconds(60));
        sqs.call(PurgeQueue.SHAPE, new PurgeQueueInput(url));
        assertThat(SqsErrors.PURGE_QUEUE_IN_PROGRESS.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"garbage url", "http://localhost:4566/111111111111/none", "none", "http://localhost:4566/"})
    void findsNoQueueBehindAMissingEmptyOrSenselessUrl(@Nullable String url) {
        List<ThrowingCallable> calls = List.of(
                calling(AddPermission.SHAPE, new AddPermissionInput(url, "l", List.of("222222222222"), List.of("*"))),
                calling(ChangeMessageVisibility.SHAPE, new ChangeMessageVisibilityInput(url, "h", 1)),
                calling(ChangeMessageVisibilityBatch.SHAPE, new ChangeMessageVisibilityBatchInput(url, List.of())),
                calling(DeleteMessage.SHAPE, new DeleteMessageInput(url, "h")),
                calling(DeleteMessageBatch.SHAPE, new DeleteMessageBatchInput(url, List.of())),
                calling(DeleteQueue.SHAPE, new DeleteQueueInput(url)),
                calling(GetQueueAttributes.SHAPE, new GetQueueAttributesInput(url, List.of("All"))),
                calling(ListDeadLetterSourceQueues.SHAPE, new ListDeadLetterSourceQueuesInput(url, null, null)),
                calling(ListQueueTags.SHAPE, new ListQueueTagsInput(url)),
                calling(PurgeQueue.SHAPE, new PurgeQueueInput(url)),
                calling(ReceiveMessage.SHAPE, Endpoint.receiving(String.valueOf(url), 1, List.of(), List.of())),
                calling(RemovePermission.SHAPE, new RemovePermissionInput(url, "l")),
                calling(SendMessage.SHAPE, new SendMessageInput(url, "x", null, Map.of(), Map.of(), null, null)),
                calling(SendMessageBatch.SHAPE, new SendMessageBatchInput(url, List.of())),
                calling(SetQueueAttributes.SHAPE, new SetQueueAttributesInput(url, Map.of("DelaySeconds", "1"))),
                calling(TagQueue.SHAPE, new TagQueueInput(url, Map.of("a", "b"))),
                calling(UntagQueue.SHAPE, new UntagQueueInput(url, List.of("a"))));

        assertThat(calls).allSatisfy(QueueOperationsTest::assertMissing);
    }

    @Test
    void neverBindsAnOldUrlOfYandexCloudToTheNextQueue() {
        Endpoint ymq = new Endpoint(Dialect.YANDEX);
        String url = ymq.create("jobs", Map.of());
        ymq.call(DeleteQueue.SHAPE, new DeleteQueueInput(url));
        ymq.clock.advance(Duration.ofSeconds(60));
        String next = ymq.create("jobs", Map.of());

        assertThat(url).matches("http://localhost:4566/111111111111/dj6[0-9a-v]{17}/jobs");
        assertThat(next).isNotEqualTo(url);
        assertMissing(() -> ymq.send(url, "x"));
        assertThat(ymq.send(next, "x").messageId()).isEqualTo("0-1-0-1");
    }

    private <I extends Record, O extends Record> ThrowingCallable calling(OperationShape<I, O> shape, I input) {
        return () -> sqs.call(shape, input);
    }

    static void assertMissing(ThrowingCallable call) {
        assertRefused(call, SqsErrors.QUEUE_DOES_NOT_EXIST, "The specified queue does not exist.");
    }

    private void set(String url, Map<String, String> attributes) {
        sqs.call(SetQueueAttributes.SHAPE, new SetQueueAttributesInput(url, attributes));
    }

    private String create(String name, Map<String, String> tags) {
        return sqs.call(CreateQueue.SHAPE, new CreateQueueInput(name, Map.of(), tags))
                .queueUrl();
    }

    private Map<String, String> tags(String url) {
        return sqs.call(ListQueueTags.SHAPE, new ListQueueTagsInput(url)).tags();
    }

    private String getUrl(@Nullable String name, @Nullable String owner) {
        return sqs.call(GetQueueUrl.SHAPE, new GetQueueUrlInput(name, owner)).queueUrl();
    }

    private ListQueuesOutput list(@Nullable String prefix, @Nullable Integer max, @Nullable String token) {
        return sqs.call(ListQueues.SHAPE, new ListQueuesInput(prefix, max, token));
    }
}
