package io.posthorn.queue.queue;

import static io.posthorn.queue.queue.Refusals.assertRefused;
import static io.posthorn.queue.queue.SqsErrors.INVALID_ATTRIBUTE_NAME;
import static io.posthorn.queue.queue.SqsErrors.INVALID_ATTRIBUTE_VALUE;
import static io.posthorn.queue.queue.SqsErrors.INVALID_PARAMETER_VALUE;
import static io.posthorn.queue.queue.SqsErrors.OVER_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GivenAttributesTest {
    private static final QueueName STANDARD = new QueueName("jobs");
    private static final QueueName FIFO = new QueueName("jobs.fifo");
    private static final String POLICY =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
                    + "\"Action\":\"sqs:*\",\"Resource\":\"*\"}]}";

    @Test
    void leavesDefaultsWhereNothingIsGiven() {
        QueueAttributes attributes = created(Map.of());

        assertThat(attributes.toStored())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "DelaySeconds", "0",
                        "MaximumMessageSize", "1048576",
                        "MessageRetentionPeriod", "345600",
                        "ReceiveMessageWaitTimeSeconds", "0",
                        "SqsManagedSseEnabled", "true",
                        "VisibilityTimeout", "30"));
    }

    @Test
    void givesFifoQueuesTheirDefaults() {
        QueueAttributes attributes = createdFifo(Map.of("FifoQueue", "True"));

        assertThat(attributes.toStored())
                .containsEntry("FifoQueue", "true")
                .containsEntry("ContentBasedDeduplication", "false")
                .containsEntry("DeduplicationScope", "queue")
                .containsEntry("FifoThroughputLimit", "perQueue")
                .hasSize(10);
    }

    @Test
    void hasNoAwsAttributesInYandexCloud() {
        assertThat(QueueAttributes.defaults(Dialect.YANDEX, true).toStored())
                .containsEntry("MaximumMessageSize", "262144")
                .doesNotContainKeys("SqsManagedSseEnabled", "DeduplicationScope", "FifoThroughputLimit");
        assertRefused(
                () -> GivenAttributes.forCreate(Dialect.YANDEX, STANDARD, Map.of("Policy", POLICY)),
                INVALID_ATTRIBUTE_NAME,
                "Unknown Attribute Policy.");
    }

    @Test
    void readsWhatTheEngineActsOn() {
        QueueAttributes attributes = created(Map.of(
                "DelaySeconds", "900",
                "MaximumMessageSize", "1024",
                "MessageRetentionPeriod", "60",
                "ReceiveMessageWaitTimeSeconds", "20",
                "VisibilityTimeout", "43200"));

        assertThat(attributes.delay()).isEqualTo(Duration.ofMinutes(15));
        assertThat(attributes.maximumMessageSize()).isEqualTo(1024);
        assertThat(attributes.retention()).isEqualTo(Duration.ofSeconds(60));
        assertThat(attributes.receiveWait()).isEqualTo(Duration.ofSeconds(20));
        assertThat(attributes.visibilityTimeout()).isEqualTo(Duration.ofHours(12));
    }

    @ParameterizedTest
    @CsvSource({
        "DelaySeconds,0,900",
        "MaximumMessageSize,1024,1048576",
        "MessageRetentionPeriod,60,1209600",
        "ReceiveMessageWaitTimeSeconds,0,20",
        "VisibilityTimeout,0,43200",
        "KmsDataKeyReusePeriodSeconds,60,86400"
    })
    void keepsNumbersInTheirRanges(String name, int min, int max) {
        for (int good : new int[] {min, max}) {
            assertThat(created(Map.of(name, Integer.toString(good))).toStored())
                    .containsEntry(name, Integer.toString(good));
        }
        for (String bad : new String[] {
            Integer.toString(min - 1), Integer.toString(max + 1), "", " 1", "1.0", "x", "99999999999", "+60"
        }) {
            assertRefused(
                    () -> created(Map.of(name, bad)),
                    INVALID_ATTRIBUTE_VALUE,
                    "Invalid value for the parameter " + name + ".");
        }
    }

    @Test
    void namesTheRangeInYandexCloud() {
        assertRefused(
                () -> GivenAttributes.forCreate(Dialect.YANDEX, STANDARD, Map.of("DelaySeconds", "901")),
                INVALID_ATTRIBUTE_VALUE,
                "Invalid value for the parameter DelaySeconds. Valid values are from 0 to 900 both inclusive.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Foobar", "QueueArn", "CreatedTimestamp", "All", "delaySeconds", ""})
    void refusesAttributesThatNobodyMaySet(String name) {
        assertRefused(() -> created(Map.of(name, "1")), INVALID_ATTRIBUTE_NAME, "Unknown Attribute " + name + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FifoQueue", "ContentBasedDeduplication"})
    void doesNotKnowFifoSwitchesOfStandardQueues(String name) {
        assertRefused(() -> created(Map.of(name, "false")), INVALID_ATTRIBUTE_NAME, "Unknown Attribute " + name + ".");
    }

    @ParameterizedTest
    @CsvSource({"DeduplicationScope,queue", "FifoThroughputLimit,perQueue"})
    void refusesFifoLimitsOfStandardQueues(String name, String value) {
        assertRefused(
                () -> created(Map.of(name, value)),
                INVALID_ATTRIBUTE_NAME,
                "You can specify the " + name + " only when FifoQueue is set to true.");
    }

    @Test
    void wantsNameAndTypeToAgree() {
        String characters = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
        assertRefused(() -> createdFifo(Map.of()), INVALID_PARAMETER_VALUE, characters);
        assertRefused(() -> createdFifo(Map.of("FifoQueue", "false")), INVALID_PARAMETER_VALUE, characters);
        assertRefused(
                () -> created(Map.of("FifoQueue", "true")),
                INVALID_PARAMETER_VALUE,
                "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end"
                        + " with .fifo suffix and be 1 to 80 in length.");
    }

    @Test
    void doesNotChangeTheTypeOfAQueue() {
        assertRefused(
                () -> GivenAttributes.forChange(Dialect.AWS, FIFO, Map.of("FifoQueue", "false")),
                INVALID_ATTRIBUTE_VALUE,
                "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.");
        assertRefused(
                () -> GivenAttributes.forChange(Dialect.AWS, STANDARD, Map.of("FifoQueue", "true")),
                INVALID_ATTRIBUTE_NAME,
                "Unknown Attribute FifoQueue.");
    }

    @Test
    void wantsThroughputPerGroupWithDeduplicationPerGroup() {
        assertRefused(
                () -> createdFifo(Map.of("FifoQueue", "true", "FifoThroughputLimit", "perMessageGroupId")),
                INVALID_ATTRIBUTE_VALUE,
                "Invalid value for the parameter FifoThroughputLimit. Reason: perMessageGroupId is allowed only when the"
                        + " value for DeduplicationScope is messageGroup.");
        QueueAttributes both = createdFifo(Map.of(
                "FifoQueue", "true",
                "FifoThroughputLimit", "perMessageGroupId",
                "DeduplicationScope", "messageGroup"));
        assertThat(both.deduplicatesPerGroup()).isTrue();
        assertRefused(
                () -> changed(both, FIFO, Map.of("DeduplicationScope", "queue")),
                INVALID_ATTRIBUTE_VALUE,
                "Invalid value for the parameter FifoThroughputLimit. Reason: perMessageGroupId is allowed only when the"
                        + " value for DeduplicationScope is messageGroup.");
    }

    @Test
    void refusesBothKindsOfEncryptionAtOnce() {
        assertRefused(
                () -> created(Map.of("KmsMasterKeyId", "key", "SqsManagedSseEnabled", "true")),
                INVALID_ATTRIBUTE_NAME,
                "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS"
                        + " SSE.");
    }

    @Test
    void turnsManagedEncryptionOffForAKeyAndForgetsTheKeyAgain() {
        QueueAttributes withKey = changed(
                created(Map.of()),
                STANDARD,
                Map.of("KmsMasterKeyId", "testKeyId", "KmsDataKeyReusePeriodSeconds", "6000"));
        assertThat(withKey.toStored())
                .containsEntry("KmsMasterKeyId", "testKeyId")
                .containsEntry("KmsDataKeyReusePeriodSeconds", "6000")
                .containsEntry("SqsManagedSseEnabled", "false");

        assertThat(changed(withKey, STANDARD, Map.of("KmsMasterKeyId", "", "KmsDataKeyReusePeriodSeconds", "300"))
                        .toStored())
                .doesNotContainKeys("KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds");
        assertThat(changed(withKey, STANDARD, Map.of("SqsManagedSseEnabled", "true"))
                        .toStored())
                .containsEntry("SqsManagedSseEnabled", "true")
                .doesNotContainKeys("KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds");
    }

    @Test
    void showsTheReusePeriodOfAKey() {
        assertThat(created(Map.of("KmsMasterKeyId", "k")).toStored())
                .containsEntry("KmsDataKeyReusePeriodSeconds", "300");
    }

    @Test
    void takesPoliciesAwayWhenTheyAreEmpty() {
        QueueAttributes before = created(
                Map.of("Policy", POLICY, "RedrivePolicy", redrive("arn:aws:sqs:eu-west-1:111111111111:dead", "\"3\"")));
        assertThat(before.redrivePolicy()).isPresent();

        QueueAttributes after = changed(before, STANDARD, Map.of("Policy", "", "RedrivePolicy", ""));

        assertThat(after.policy()).isEmpty();
        assertThat(after.redrivePolicy()).isEmpty();
    }

    @Test
    void leavesTheRestAsItIs() {
        QueueAttributes before = created(Map.of("VisibilityTimeout", "7", "Policy", POLICY));

        QueueAttributes after = changed(before, STANDARD, Map.of("DelaySeconds", "5"));

        assertThat(after.visibilityTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(after.policy()).hasValue(POLICY);
        assertThat(after.delay()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            x                                                     | a policy is a JSON object without repeated names
            []                                                    | a policy is a JSON object without repeated names
            {"Version":"2012-10-17","Version":"2012-10-17"}       | a policy is a JSON object without repeated names
            {"Version":"2012-10-17","Statement":[{"a":1}]} x      | a policy is a JSON object without repeated names
            {}                                                    | a policy has a Statement
            {"Version":"2012-10-17","Statement":[]}               | a policy has a Statement
            {"Version":"1","Statement":[{}]}                      | a policy's Version is 2008-10-17 or 2012-10-17
            {"Statement":[{"Effect":"Perhaps"}]}                  | statement 1: Effect is Allow or Deny
            {"Statement":[{"Effect":"Allow","Who":"*"}]}          | statement 1: a statement has no element Who
            {"Statement":[{"Effect":"Allow","Principal":"bob"}]}  | statement 1: a principal is * or an object such as {"AWS": "123456789012"}
            """)
    void refusesWhatIsNoPolicy(String policy, String reason) {
        assertRefused(
                () -> created(Map.of("Policy", policy)),
                INVALID_ATTRIBUTE_VALUE,
                "Invalid value for the parameter Policy. Reason: " + reason);
    }

    @Test
    void refusesALongPolicy() {
        String padded = POLICY.replace("\":", "\":" + " ".repeat(2000));

        assertRefused(
                () -> created(Map.of("Policy", padded)),
                INVALID_ATTRIBUTE_VALUE,
                "Invalid value for the parameter Policy. Reason: a policy has at most 8192 bytes");
    }

    @Test
    void refusesAPolicyWithTooManyStatements() {
        String statements =
                IntStream.range(0, 21).mapToObj(i -> "{\"Sid\":\"" + i + "\"}").collect(Collectors.joining(","));

        assertRefused(
                () -> created(Map.of("Policy", "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}")),
                OVER_LIMIT,
                "21 statements were found in the submitted policy, max allowed is 20");
    }

    @Test
    void refusesAPolicyWithTooManyActionsInAStatement() {
        String actions =
                IntStream.range(0, 8).mapToObj(i -> "\"sqs:" + i + "\"").collect(Collectors.joining(","));
        String single = POLICY.replace("\"sqs:*\"", "[" + actions + "]");
        String unlisted = single.replace("[{", "{").replace("}]", "}");

        for (String policy : new String[] {single, unlisted}) {
            assertRefused(
                    () -> created(Map.of("Policy", policy)), OVER_LIMIT, "8 Actions were found, maximum allowed is 7.");
        }
        assertThat(created(Map.of("Policy", single.replace("\"sqs:0\",", ""))).policy())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0", "a b", "\ud800", "ключ"})
    void refusesAKeyIdThatNoKeyCanHave(String key) {
        assertRefused(
                () -> created(Map.of("KmsMasterKeyId", key)),
                INVALID_ATTRIBUTE_VALUE,
                "Invalid value for the parameter KmsMasterKeyId.");
    }

    @Test
    void isTheSameQueueWhenEveryGivenAttributeIs() {
        QueueAttributes queue = created(Map.of("DelaySeconds", "5", "Policy", POLICY));

        assertThat(given(Map.of()).firstDifference(queue)).isEmpty();
        assertThat(given(Map.of("DelaySeconds", "05")).firstDifference(queue)).isEmpty();
        assertThat(given(Map.of("VisibilityTimeout", "30")).firstDifference(queue))
                .isEmpty();
        assertThat(given(Map.of("RedrivePolicy", "")).firstDifference(queue)).isEmpty();
        assertThat(given(Map.of("KmsDataKeyReusePeriodSeconds", "300")).firstDifference(queue))
                .isEmpty();
        assertThat(given(Map.of("Policy", POLICY.replace("\":", "\" : "))).firstDifference(queue))
                .isEmpty();
        assertThat(given(Map.of("DelaySeconds", "6")).firstDifference(queue)).hasValue(QueueAttribute.DELAY_SECONDS);
        assertThat(given(Map.of("Policy", "")).firstDifference(queue)).hasValue(QueueAttribute.POLICY);
    }

    @Property(tries = 300)
    void storesWhatItReadsBack(
            @ForAll @IntRange(max = 900) int delay, @ForAll @IntRange(max = 43_200) int timeout, @ForAll boolean fifo) {
        Map<String, String> raw = fifo
                ? Map.of("FifoQueue", "true", "DelaySeconds", "" + delay, "VisibilityTimeout", "" + timeout)
                : Map.of("DelaySeconds", "" + delay, "VisibilityTimeout", "" + timeout);
        QueueAttributes attributes = fifo ? createdFifo(raw) : created(raw);

        assertThat(QueueAttributes.ofStored(attributes.toStored())).isEqualTo(attributes);
        assertThat(attributes.delay().toSeconds()).isEqualTo(delay);
        assertThat(attributes.visibilityTimeout().toSeconds()).isEqualTo(timeout);
    }

    static String redrive(String arn, String count) {
        return "{\"maxReceiveCount\": " + count + ", \"deadLetterTargetArn\": \"" + arn + "\"}";
    }

    private static GivenAttributes given(Map<String, String> raw) {
        return GivenAttributes.forCreate(Dialect.AWS, STANDARD, raw);
    }

    private static QueueAttributes created(Map<String, String> raw) {
        return given(raw).applyTo(QueueAttributes.defaults(Dialect.AWS, false));
    }

    private static QueueAttributes createdFifo(Map<String, String> raw) {
        return GivenAttributes.forCreate(Dialect.AWS, FIFO, raw).applyTo(QueueAttributes.defaults(Dialect.AWS, true));
    }

    private static QueueAttributes changed(QueueAttributes current, QueueName name, Map<String, String> raw) {
        return GivenAttributes.forChange(Dialect.AWS, name, raw).applyTo(current);
    }
}
