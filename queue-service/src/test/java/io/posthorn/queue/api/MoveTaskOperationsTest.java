package io.posthorn.queue.api;

import static io.posthorn.queue.queue.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.queue.queue.MoveTask;
import io.posthorn.queue.queue.SqsErrors;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoveTaskOperationsTest {
    private static final String PREFIX = "arn:aws:sqs:eu-west-1:111111111111:";
    private static final String DEAD = PREFIX + "dead";

    private final Endpoint sqs = Endpoint.aws();

    @BeforeEach
    void queues() {
        sqs.create("dead", Map.of());
        sqs.create("other", Map.of());
        sqs.createFifo("other.fifo");
        sqs.create("jobs", Map.of("RedrivePolicy", "{\"deadLetterTargetArn\":\"" + DEAD + "\",\"maxReceiveCount\":1}"));
    }

    @Test
    void startsShowsAndCancelsATask() {
        String handle = start(DEAD, PREFIX + "other", 5);

        assertThat(new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8))
                .isEqualTo("{\"taskId\":\"task-0\",\"sourceArn\":\"" + DEAD + "\"}");
        assertThat(list(DEAD))
                .containsExactly(new ListMessageMoveTasksResultEntry(
                        handle,
                        "RUNNING",
                        DEAD,
                        PREFIX + "other",
                        5,
                        3L,
                        10L,
                        null,
                        sqs.clock.instant().toEpochMilli()));
        assertThat(cancel(handle).approximateNumberOfMessagesMoved()).isEqualTo(3);
        assertThat(list(DEAD)).singleElement().satisfies(entry -> {
            assertThat(entry.status()).isEqualTo("CANCELLED");
            assertThat(entry.taskHandle()).isNull();
        });
    }

    @Test
    void goesBackToTheSourcesUnlessADestinationIsGiven() {
        assertThat(start(DEAD, null, null)).isNotEmpty();

        assertThat(list(DEAD)).singleElement().satisfies(entry -> {
            assertThat(entry.destinationArn()).isNull();
            assertThat(entry.maxNumberOfMessagesPerSecond()).isNull();
        });
    }

    @Test
    void showsWhyATaskFailed() {
        assertThat(start(DEAD, PREFIX + "other", null)).isNotEmpty();
        sqs.tasks.end(
                Endpoint.key("dead"), MoveTask.Status.FAILED, Optional.of("AWS.SimpleQueueService.NonExistentQueue"));

        assertThat(list(DEAD)).singleElement().satisfies(entry -> {
            assertThat(entry.status()).isEqualTo("FAILED");
            assertThat(entry.failureReason()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        });
    }

    @Test
    void runsOneTaskOfASourceAtATime() {
        assertThat(start(DEAD, null, null)).isNotEmpty();

        assertRefused(
                () -> start(DEAD, null, null),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "There is already a task running. Only one active task is allowed for a source queue arn at a given"
                        + " time.");
    }

    @Test
    void wantsADeadLetterQueueAsSource() {
        assertRefused(
                () -> start(PREFIX + "other", null, null),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Source queue must be configured as a Dead Letter Queue.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:sqs:eu-west-1:111111111111:none",
                "arn:aws:sqs:eu-west-1:222222222222:dead",
                "arn:aws:sqs:us-east-1:111111111111:dead",
                "dummy"
            })
    void wantsQueuesThatAreThere(String arn) {
        assertRefused(
                () -> start(arn, null, null),
                SqsErrors.RESOURCE_NOT_FOUND,
                "The resource that you specified for the SourceArn parameter doesn't exist.");
        assertRefused(
                () -> start(DEAD, arn, null),
                SqsErrors.RESOURCE_NOT_FOUND,
                "The resource that you specified for the DestinationArn parameter doesn't exist.");
        assertRefused(
                () -> list(arn),
                SqsErrors.RESOURCE_NOT_FOUND,
                "The resource that you specified for the SourceArn parameter doesn't exist.");
    }

    @Test
    void wantsADestinationThatGoesWithTheSource() {
        assertRefused(
                () -> start(DEAD, PREFIX + "other.fifo", null),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "The destination queue must be of the same type as the source queue.");
        assertRefused(
                () -> start(DEAD, DEAD, null),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "The destination queue must be another than the source queue.");
    }

    @Test
    void keepsParametersInRange() {
        assertRefused(
                () -> start(null, null, null),
                SqsErrors.MISSING_PARAMETER,
                "The request must contain the parameter SourceArn.");
        assertRefused(
                () -> start(DEAD, null, 501),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value 501 for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and 500, if"
                        + " provided.");
        assertRefused(
                () -> sqs.call(ListMessageMoveTasks.SHAPE, new ListMessageMoveTasksInput(DEAD, 11)),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value 11 for parameter MaxResults is invalid. Reason: Must be between 1 and 10, if provided.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foobar", "$", "e30=", "W10=", "eyJ0YXNrSWQiOjEsInNvdXJjZUFybiI6IngifQ=="})
    void refusesHandlesThatAreNone(String handle) {
        assertRefused(
                () -> cancel(handle), SqsErrors.INVALID_PARAMETER_VALUE, "Value for parameter TaskHandle is invalid.");
    }

    @Test
    void refusesToCancelWhatIsNotThereOrOver() {
        assertRefused(
                () -> cancel(new MoveTaskHandle("task-9", DEAD).text()),
                SqsErrors.RESOURCE_NOT_FOUND,
                "Task does not exist.");
        assertRefused(
                () -> cancel(new MoveTaskHandle("task-0", PREFIX + "none").text()),
                SqsErrors.RESOURCE_NOT_FOUND,
                "The resource that you specified for the SourceArn parameter doesn't exist.");
        String handle = start(DEAD, null, null);
        sqs.tasks.end(Endpoint.key("dead"), MoveTask.Status.COMPLETED, Optional.empty());
        assertRefused(() -> cancel(handle), SqsErrors.INVALID_PARAMETER_VALUE, "Only active tasks can be cancelled.");
    }

    private String start(@Nullable String source, @Nullable String destination, @Nullable Integer rate) {
        return sqs.call(StartMessageMoveTask.SHAPE, new StartMessageMoveTaskInput(source, destination, rate))
                .taskHandle();
    }

    private List<ListMessageMoveTasksResultEntry> list(String source) {
        return sqs.call(ListMessageMoveTasks.SHAPE, new ListMessageMoveTasksInput(source, null))
                .results();
    }

    private CancelMessageMoveTaskOutput cancel(String handle) {
        return sqs.call(CancelMessageMoveTask.SHAPE, new CancelMessageMoveTaskInput(handle));
    }
}
