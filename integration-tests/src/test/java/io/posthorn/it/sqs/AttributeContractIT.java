package io.posthorn.it.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Names;
import io.posthorn.it.endpoint.Installation;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeValueException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Attributes of queues: what there is, what may be set, how it reads back. */
@Contract
class AttributeContractIT {
    private static final Set<QueueAttributeName> OF_EVERY_QUEUE = Set.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.CREATED_TIMESTAMP,
            QueueAttributeName.DELAY_SECONDS,
            QueueAttributeName.LAST_MODIFIED_TIMESTAMP,
            QueueAttributeName.MAXIMUM_MESSAGE_SIZE,
            QueueAttributeName.MESSAGE_RETENTION_PERIOD,
            QueueAttributeName.QUEUE_ARN,
            QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS,
            QueueAttributeName.SQS_MANAGED_SSE_ENABLED,
            QueueAttributeName.VISIBILITY_TIMEOUT);

    private final Tenant tenant;

    AttributeContractIT(Installation installation) {
        this.tenant = new Tenant(installation.first());
    }

    @AfterAll
    void close() {
        tenant.close();
    }

    @Test
    void aFreshQueueHasTheDefaultsAndNothingElse() {
        Map<QueueAttributeName, String> all = tenant.attributes(tenant.queue(), QueueAttributeName.ALL);

        assertThat(all.keySet()).isEqualTo(OF_EVERY_QUEUE);
        assertThat(all)
                .containsEntry(QueueAttributeName.DELAY_SECONDS, "0")
                .containsEntry(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1048576")
                .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600")
                .containsEntry(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "0")
                .containsEntry(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true")
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
    }

    @Test
    void aFreshFifoQueueHasFourMore() {
        Map<QueueAttributeName, String> all = tenant.attributes(
                tenant.create(Names.unique("fresh") + ".fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true")),
                QueueAttributeName.ALL);

        assertThat(all)
                .containsEntry(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "false")
                .containsEntry(QueueAttributeName.DEDUPLICATION_SCOPE, "queue")
                .containsEntry(QueueAttributeName.FIFO_QUEUE, "true")
                .containsEntry(QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perQueue")
                .hasSize(OF_EVERY_QUEUE.size() + 4)
                .containsKeys(OF_EVERY_QUEUE.toArray(QueueAttributeName[]::new));
    }

    @Test
    void onlyTheAttributesAskedForCome() {
        assertThat(tenant.attributes(
                        tenant.queue(), QueueAttributeName.DELAY_SECONDS, QueueAttributeName.REDRIVE_POLICY))
                .isEqualTo(Map.of(QueueAttributeName.DELAY_SECONDS, "0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "TRUE"})
    void booleansAreReadInAnyCaseAndComeInLowerCase(String value) {
        String fifo = tenant.fifo(Map.of(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, value));

        assertThat(tenant.attribute(fifo, QueueAttributeName.CONTENT_BASED_DEDUPLICATION))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({
        "DELAY_SECONDS, 900",
        "DELAY_SECONDS, 0",
        "MAXIMUM_MESSAGE_SIZE, 1024",
        "MAXIMUM_MESSAGE_SIZE, 1048576",
        "MESSAGE_RETENTION_PERIOD, 60",
        "MESSAGE_RETENTION_PERIOD, 1209600",
        "VISIBILITY_TIMEOUT, 43200",
        "VISIBILITY_TIMEOUT, 0",
        "RECEIVE_MESSAGE_WAIT_TIME_SECONDS, 20",
        "SQS_MANAGED_SSE_ENABLED, false"
    })
    void theEndsOfARangeAreInIt(QueueAttributeName name, String value) {
        String url = tenant.queue();

        tenant.set(url, name, value);

        assertThat(tenant.attribute(url, name)).isEqualTo(value);
    }

    @Test
    void aRedrivePolicyReadsBackWithANumberAndAnEmptyTextTakesItAway() {
        String dead = tenant.queue();
        String url = tenant.queue();

        tenant.set(
                url,
                QueueAttributeName.REDRIVE_POLICY,
                "{ \"maxReceiveCount\": \"3\", \"deadLetterTargetArn\": \"" + tenant.arn(dead) + "\" }");
        String shown = tenant.attribute(url, QueueAttributeName.REDRIVE_POLICY);
        tenant.set(url, QueueAttributeName.REDRIVE_POLICY, "");

        assertThat(shown).isEqualTo(tenant.redrive(dead, 3));
        assertThat(tenant.attributes(url, QueueAttributeName.ALL)).doesNotContainKey(QueueAttributeName.REDRIVE_POLICY);
    }

    @Test
    void aDeadLetterQueueMustBeThereOfTheSameTypeAndWilling() {
        String url = tenant.queue();
        String fifo = tenant.fifo();
        String unwilling =
                tenant.queue(Map.of(QueueAttributeName.REDRIVE_ALLOW_POLICY, "{\"redrivePermission\":\"denyAll\"}"));
        String picky = tenant.queue();
        tenant.set(
                picky,
                QueueAttributeName.REDRIVE_ALLOW_POLICY,
                "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"" + tenant.arn(url) + "\"]}");

        String missing = "{\"deadLetterTargetArn\":\"" + tenant.arn(url) + "-missing\",\"maxReceiveCount\":1}";
        assertThat(Stream.of(
                        missing,
                        tenant.redrive(fifo),
                        tenant.redrive(unwilling),
                        tenant.redrive(picky, 0),
                        tenant.redrive(picky, 1001),
                        "no json"))
                .allSatisfy(policy -> assertThat(
                                Refusal.of(() -> tenant.set(url, QueueAttributeName.REDRIVE_POLICY, policy))
                                        .code())
                        .isIn("InvalidParameterValue", "InvalidAttributeValue"));
        assertThat(Refusal.of(() -> tenant.source(picky)).withoutMessage()).isEqualTo(Refusal.invalid(""));
        tenant.set(url, QueueAttributeName.REDRIVE_POLICY, tenant.redrive(picky));
        tenant.set(url, QueueAttributeName.REDRIVE_POLICY, tenant.redrive(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"redrivePermission\":\"byQueue\"}",
                "{\"redrivePermission\":\"allowAll\",\"sourceQueueArns\":[\"arn:aws:sqs:eu-west-1:111111111111:x\"]}"
            })
    void anAllowPolicyThatContradictsItselfIsRefused(String policy) {
        String url = tenant.queue();

        assertThat(Refusal.of(() -> tenant.set(url, QueueAttributeName.REDRIVE_ALLOW_POLICY, policy))
                        .withoutMessage())
                .isEqualTo(Refusal.invalid(""));
    }

    @Test
    void oneKindOfEncryptionTurnsTheOtherOff() {
        String url = tenant.queue();

        tenant.set(url, QueueAttributeName.KMS_MASTER_KEY_ID, "alias/aws/sqs");
        Map<QueueAttributeName, String> withKey = tenant.attributes(url, QueueAttributeName.ALL);

        assertThat(withKey)
                .containsEntry(QueueAttributeName.KMS_MASTER_KEY_ID, "alias/aws/sqs")
                .containsEntry(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "false");
        Refusal both = Refusal.of(() -> tenant.sqs()
                .setQueueAttributes(r -> r.queueUrl(url)
                        .attributes(Map.of(
                                QueueAttributeName.KMS_MASTER_KEY_ID, "alias/aws/sqs",
                                QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true"))));
        assertThat(both.type()).isEqualTo(InvalidAttributeNameException.class);
        assertThat(both.message()).startsWith("You can use one type of server-side encryption (SSE) at one time");
    }

    @ParameterizedTest
    @CsvSource({"FIFO_QUEUE, false", "FIFO_QUEUE, true", "CONTENT_BASED_DEDUPLICATION, true"})
    void aStandardQueueDoesNotKnowAttributesOfFifoQueues(QueueAttributeName name, String value) {
        String url = tenant.queue();

        assertThat(Refusal.of(() -> tenant.set(url, name, value)))
                .isEqualTo(new Refusal(
                        InvalidAttributeNameException.class,
                        "InvalidAttributeName",
                        400,
                        "Unknown Attribute " + name + "."));
    }

    @ParameterizedTest
    @CsvSource({"DEDUPLICATION_SCOPE, queue", "FIFO_THROUGHPUT_LIMIT, perQueue"})
    void highThroughputIsForFifoQueues(QueueAttributeName name, String value) {
        String url = tenant.queue();

        assertThat(Refusal.of(() -> tenant.set(url, name, value)))
                .isEqualTo(new Refusal(
                        InvalidAttributeNameException.class,
                        "InvalidAttributeName",
                        400,
                        "You can specify the " + name + " only when FifoQueue is set to true."));
    }

    @Test
    void theTypeOfAQueueIsForEverAndInItsName() {
        String fifo = tenant.fifo();

        assertThat(Refusal.of(() -> tenant.set(fifo, QueueAttributeName.FIFO_QUEUE, "false")))
                .isEqualTo(new Refusal(
                        InvalidAttributeValueException.class,
                        "InvalidAttributeValue",
                        400,
                        "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported."));
        Consumer<String> asFifo = name -> tenant.create(name, Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
        assertThat(Refusal.of(() -> asFifo.accept(Names.unique("no-suffix"))).withoutMessage())
                .isEqualTo(Refusal.invalid(""));
        assertThat(Refusal.of(() -> tenant.set(fifo, QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId"))
                        .status())
                .as("groups' own throughput needs groups' own deduplication")
                .isEqualTo(400);
    }
}
