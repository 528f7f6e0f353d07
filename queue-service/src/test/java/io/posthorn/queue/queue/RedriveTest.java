package io.posthorn.queue.queue;

import static io.posthorn.queue.queue.GivenAttributesTest.redrive;
import static io.posthorn.queue.queue.Refusals.assertRefused;
import static io.posthorn.queue.queue.SqsErrors.INVALID_ATTRIBUTE_VALUE;
import static io.posthorn.queue.queue.SqsErrors.INVALID_PARAMETER_VALUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RedrivePolicy, RedriveAllowPolicy and what the queues they name must be. */
class RedriveTest {
    private static final AccountId ACCOUNT = new AccountId("111111111111");
    private static final QueueKey JOBS = new QueueKey(ACCOUNT, "eu-west-1", new QueueName("jobs"));
    private static final QueueKey DEAD = new QueueKey(ACCOUNT, "eu-west-1", new QueueName("dead"));
    private static final String DEAD_ARN = "arn:aws:sqs:eu-west-1:111111111111:dead";

    private final InMemoryQueues queues = new InMemoryQueues(new TestClock());
    private final DeadLetterRules rules = new DeadLetterRules(queues);

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"7\""})
    void showsTheCountAsANumber(String count) {
        RedrivePolicy policy = RedrivePolicy.parse(redrive(DEAD_ARN, count));

        assertThat(policy).isEqualTo(new RedrivePolicy(DEAD, 7));
        assertThat(policy.render(Dialect.AWS))
                .isEqualTo("{\"deadLetterTargetArn\":\"" + DEAD_ARN + "\",\"maxReceiveCount\":7}");
    }

    @Test
    void refusesWhatIsNoMap() {
        for (String json : new String[] {"x", "[]", "1", "{", "{}{}"}) {
            assertRefused(
                    () -> RedrivePolicy.parse(json),
                    INVALID_ATTRIBUTE_VALUE,
                    "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.");
        }
    }

    @Test
    void wantsBothFieldsAndNoOthers() {
        String noCount = "{\"deadLetterTargetArn\":\"" + DEAD_ARN + "\"}";
        assertRefused(
                () -> RedrivePolicy.parse(noCount),
                INVALID_PARAMETER_VALUE,
                "Value " + noCount + " for parameter RedrivePolicy is invalid. Reason: Redrive policy does not contain"
                        + " mandatory attribute: maxReceiveCount.");
        assertRefused(
                () -> RedrivePolicy.parse("{\"maxReceiveCount\":1}"),
                INVALID_PARAMETER_VALUE,
                "Value {\"maxReceiveCount\":1} for parameter RedrivePolicy is invalid. Reason: Redrive policy does not"
                        + " contain mandatory attribute: deadLetterTargetArn.");
        String more = "{\"deadLetterTargetArn\":\"" + DEAD_ARN + "\",\"maxReceiveCount\":1,\"x\":1}";
        assertRefused(
                () -> RedrivePolicy.parse(more),
                INVALID_PARAMETER_VALUE,
                "Value " + more + " for parameter RedrivePolicy is invalid. Reason: Only following attributes are"
                        + " supported: [deadLetterTargetArn, maxReceiveCount].");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "\"x\"", "1.5", "true"})
    void keepsTheCountInRange(String count) {
        String json = redrive(DEAD_ARN, count);

        assertRefused(
                () -> RedrivePolicy.parse(json),
                INVALID_PARAMETER_VALUE,
                "Value " + json + " for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount: "
                        + count.replace("\"", "") + ", valid values are from 1 to 1000 both inclusive.");
    }

    @Test
    void wantsTheArnOfAQueue() {
        String json = "{\"deadLetterTargetArn\": \"dummy\", \"maxReceiveCount\": 42}";

        assertRefused(
                () -> RedrivePolicy.parse(json),
                INVALID_PARAMETER_VALUE,
                "Value " + json + " for parameter RedrivePolicy is invalid. Reason: Invalid value for"
                        + " deadLetterTargetArn.");
    }

    @Test
    void readsAllowPolicies() {
        assertThat(RedriveAllowPolicy.parse("{\"redrivePermission\":\"allowAll\"}")
                        .allows(JOBS))
                .isTrue();
        assertThat(RedriveAllowPolicy.parse("{\"redrivePermission\":\"denyAll\"}")
                        .allows(JOBS))
                .isFalse();
        RedriveAllowPolicy byQueue = RedriveAllowPolicy.parse(byQueue("\"" + DEAD_ARN + "\""));
        assertThat(byQueue.allows(DEAD)).isTrue();
        assertThat(byQueue.allows(JOBS)).isFalse();
        assertThat(byQueue.render(Dialect.AWS)).isEqualTo(byQueue("\"" + DEAD_ARN + "\""));
    }

    @Test
    void wantsSourcesWithByQueueOnly() {
        String reason =
                " for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive allow"
                        + " policy. ";
        String without = "{\"redrivePermission\":\"byQueue\"}";
        assertRefused(
                () -> RedriveAllowPolicy.parse(without),
                INVALID_PARAMETER_VALUE,
                "Value " + without + reason
                        + "When you specify the byQueue permission type, you must also specify one or more"
                        + " sourceQueueArns values.");
        String with = "{\"redrivePermission\":\"allowAll\",\"sourceQueueArns\":[\"" + DEAD_ARN + "\"]}";
        assertRefused(
                () -> RedriveAllowPolicy.parse(with),
                INVALID_PARAMETER_VALUE,
                "Value " + with + reason
                        + "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.");
        String eleven = byQueue(
                IntStream.range(0, 11).mapToObj(i -> "\"" + DEAD_ARN + i + "\"").collect(Collectors.joining(",")));
        assertRefused(
                () -> RedriveAllowPolicy.parse(eleven),
                INVALID_PARAMETER_VALUE,
                "Value " + eleven + reason + "The maximum number of source queue ARNs you can specify is 10.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{}",
                "{\"redrivePermission\":\"some\"}",
                "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":\"arn\"}",
                "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"arn\"]}",
                "{\"redrivePermission\":\"allowAll\",\"dummy\":\"value\"}"
            })
    void refusesAllowPoliciesInAnotherFormat(String json) {
        assertRefused(
                () -> RedriveAllowPolicy.parse(json),
                INVALID_ATTRIBUTE_VALUE,
                "Invalid value for the parameter RedriveAllowPolicy. Reason: Amazon SQS can't create the redrive allow"
                        + " policy, as it’s in an unsupported format.");
    }

    @Test
    void allowsAQueueThatIsThereAndAllowsIt() {
        create(DEAD, Map.of());

        check(JOBS, redrive(DEAD_ARN, "1"));

        assertThat(queues.find(DEAD).await().indefinitely()).isPresent();
    }

    @Test
    void letsAQueueBeItsOwnDeadLetterQueue() {
        check(DEAD, redrive(DEAD_ARN, "1"));

        assertThat(queues.find(DEAD).await().indefinitely()).isEmpty();
    }

    @Test
    void refusesAQueueThatIsNotThere() {
        refuses(JOBS, redrive(DEAD_ARN, "1"), "Dead letter target does not exist.");
    }

    @Test
    void refusesAQueueOfTheOtherType() {
        refuses(JOBS, redrive(DEAD_ARN + ".fifo", "1"), "Dead-letter queue must be same type of queue as the source.");
    }

    @Test
    void refusesAQueueOfAnotherAccountOrRegion() {
        String reason = "Dead-letter target owner should be same as the source.";
        refuses(JOBS, redrive("arn:aws:sqs:eu-west-1:222222222222:dead", "1"), reason);
        refuses(JOBS, redrive("arn:aws:sqs:us-east-1:111111111111:dead", "1"), reason);
    }

    @Test
    void refusesAQueueThatDoesNotAllowIt() {
        create(DEAD, Map.of("RedriveAllowPolicy", "{\"redrivePermission\":\"denyAll\"}"));

        refuses(
                JOBS,
                redrive(DEAD_ARN, "1"),
                "The dead-letter target's RedriveAllowPolicy does not allow this source queue.");
    }

    private static String byQueue(String arns) {
        return "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[" + arns + "]}";
    }

    private void create(QueueKey key, Map<String, String> raw) {
        QueueAttributes attributes = GivenAttributes.forCreate(Dialect.AWS, key.name(), raw)
                .applyTo(QueueAttributes.defaults(Dialect.AWS, key.name().isFifo()));
        CreateResult created = queues.create(key, new QueueProfile(attributes, Map.of()))
                .await()
                .indefinitely();
        assertThat(created).isInstanceOf(CreateResult.Created.class);
    }

    private void check(QueueKey source, String policy) {
        GivenAttributes given = GivenAttributes.forCreate(Dialect.AWS, source.name(), Map.of("RedrivePolicy", policy));
        rules.check(source, given).await().indefinitely();
    }

    private void refuses(QueueKey source, String policy, String reason) {
        assertRefused(
                () -> check(source, policy),
                INVALID_PARAMETER_VALUE,
                "Value " + policy + " for parameter RedrivePolicy is invalid. Reason: " + reason);
    }
}
