package io.posthorn.topic.attribute;

import static io.posthorn.topic.attribute.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.platform.AccountId;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicAttributesTest {
    private static final AccountId ACCOUNT = new AccountId("123456789012");
    private static final TopicKey STANDARD = new TopicKey(ACCOUNT, "eu-west-1", new TopicName("orders"));
    private static final TopicKey FIFO = new TopicKey(ACCOUNT, "eu-west-1", new TopicName("orders.fifo"));
    private static final TopicAttributes PLAIN = TopicAttributes.forCreate(STANDARD, Map.of());
    private static final TopicAttributes PLAIN_FIFO = TopicAttributes.forCreate(FIFO, Map.of("FifoTopic", "true"));

    private static final String DEFAULT_STATEMENT = "{\"Sid\":\"__default_statement_ID\",\"Effect\":\"Allow\","
            + "\"Principal\":{\"AWS\":\"*\"},\"Action\":[\"SNS:GetTopicAttributes\",\"SNS:SetTopicAttributes\","
            + "\"SNS:AddPermission\",\"SNS:RemovePermission\",\"SNS:DeleteTopic\",\"SNS:Subscribe\","
            + "\"SNS:ListSubscriptionsByTopic\",\"SNS:Publish\"],\"Resource\":\"arn:aws:sns:eu-west-1:123456789012:orders\","
            + "\"Condition\":{\"StringEquals\":{\"AWS:SourceOwner\":\"123456789012\"}}}";
    private static final String EFFECTIVE =
            "{\"http\":{\"defaultHealthyRetryPolicy\":{\"minDelayTarget\":20,\"maxDelayTarget\":20,\"numRetries\":3,"
                    + "\"numMaxDelayRetries\":0,\"numNoDelayRetries\":0,\"numMinDelayRetries\":0,"
                    + "\"backoffFunction\":\"linear\"},\"disableSubscriptionOverrides\":false,"
                    + "\"defaultRequestPolicy\":{\"headerContentType\":\"text/plain; charset=UTF-8\"}}}";

    @Test
    void aFreshTopicShowsWhatTheServiceShows() {
        assertThat(PLAIN.shown(SubscriptionCounts.NONE, Optional.empty()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "DisplayName", "",
                        "Owner", "123456789012",
                        "Policy", policyOf(DEFAULT_STATEMENT),
                        "SubscriptionsConfirmed", "0",
                        "SubscriptionsDeleted", "0",
                        "SubscriptionsPending", "0",
                        "TopicArn", "arn:aws:sns:eu-west-1:123456789012:orders",
                        "EffectiveDeliveryPolicy", EFFECTIVE));
    }

    @Test
    void aFreshFifoTopicShowsItsOwnToo() {
        Map<String, String> shown = PLAIN_FIFO.shown(new SubscriptionCounts(3, 2, 1), Optional.empty());
        assertThat(shown)
                .containsEntry("FifoTopic", "true")
                .containsEntry("ContentBasedDeduplication", "false")
                .containsEntry("FifoThroughputScope", "Topic")
                .containsEntry("SubscriptionsConfirmed", "3")
                .containsEntry("SubscriptionsPending", "2")
                .containsEntry("SubscriptionsDeleted", "1")
                .hasSize(11);
    }

    @Test
    void theSignatureVersionIsShownOnceItIsSet() {
        assertThat(PLAIN.signatureVersion()).isEqualTo(1);
        TopicAttributes set = PLAIN.with("SignatureVersion", "2");
        assertThat(set.signatureVersion()).isEqualTo(2);
        assertThat(set.shown(SubscriptionCounts.NONE, Optional.empty())).containsEntry("SignatureVersion", "2");
    }

    @Test
    void anArchiveShowsWhereItBegins() {
        Optional<Instant> begins = Optional.of(Instant.parse("2026-01-02T03:04:05Z"));
        TopicAttributes archiving = PLAIN_FIFO.with("ArchivePolicy", "{\"MessageRetentionPeriod\":\"30\"}");
        assertThat(archiving.archivePolicy()).contains(new ArchivePolicy(30));
        assertThat(archiving.shown(SubscriptionCounts.NONE, begins))
                .containsEntry("ArchivePolicy", "{\"MessageRetentionPeriod\":\"30\"}")
                .containsEntry("BeginningArchiveTime", "2026-01-02T03:04:05.000Z");
        TopicAttributes off = archiving.with("ArchivePolicy", "{}");
        assertThat(off.archivePolicy()).isEmpty();
        assertThat(off.shown(SubscriptionCounts.NONE, begins))
                .doesNotContainKeys("ArchivePolicy", "BeginningArchiveTime");
    }

    @ParameterizedTest
    @CsvSource({"orders,true", "orders.fifo,false", "orders.fifo,"})
    void theNameAndTheKindOfTopicMustAgree(String name, String fifo) {
        TopicKey key = new TopicKey(ACCOUNT, "eu-west-1", new TopicName(name));
        Map<String, String> given = fifo == null ? Map.of() : Map.of("FifoTopic", fifo);
        assertInvalid(() -> TopicAttributes.forCreate(key, given), "Topic Name");
    }

    @Test
    void aStandardTopicMaySayThatItIsNoFifoTopic() {
        assertThat(TopicAttributes.forCreate(STANDARD, Map.of("FifoTopic", "false")))
                .isEqualTo(PLAIN);
    }

    @Test
    void namesThatNobodyMayGiveAreRefused() {
        for (String name : List.of("Owner", "TopicArn", "EffectiveDeliveryPolicy", "displayname", "Nonsense", "")) {
            assertInvalid(() -> TopicAttributes.forCreate(STANDARD, Map.of(name, "x")), "AttributeName");
            assertInvalid(() -> PLAIN.with(name, "x"), "AttributeName");
        }
        assertInvalid(() -> PLAIN.with("FifoTopic", "true"), "AttributeName");
        assertInvalid(() -> PLAIN_FIFO.with("FifoTopic", "true"), "AttributeName");
    }

    @ParameterizedTest
    @CsvSource({
        "ContentBasedDeduplication,true",
        "FifoThroughputScope,Topic",
        "ArchivePolicy,'{\"MessageRetentionPeriod\":\"30\"}'"
    })
    void standardTopicsHaveNoAttributesOfFifoTopics(String name, String value) {
        String text = name + ": Only FIFO topics have this attribute.";
        assertInvalid(() -> TopicAttributes.forCreate(STANDARD, Map.of(name, value)), "Attributes Reason: " + text);
        assertInvalid(() -> PLAIN.with(name, value), text);
    }

    @Test
    void fifoTopicsAreNotTraced() {
        assertInvalid(
                () -> PLAIN_FIFO.with("TracingConfig", "Active"),
                "TracingConfig: Only standard topics have this attribute.");
    }

    @ParameterizedTest
    @CsvSource({
        "DisplayName,Orders",
        "KmsMasterKeyId,alias/aws/sns",
        "SignatureVersion,1",
        "TracingConfig,Active",
        "TracingConfig,PassThrough",
        "MaximumMessageSize,1024",
        "MaximumMessageSize,1048576",
        "HTTPSuccessFeedbackRoleArn,arn:aws:iam::123456789012:role/feedback",
        "HTTPSuccessFeedbackSampleRate,0",
        "SQSSuccessFeedbackSampleRate,100",
        "LambdaFailureFeedbackRoleArn,arn:aws:iam::123456789012:role/path/feedback",
        "FirehoseSuccessFeedbackSampleRate,5",
        "ApplicationFailureFeedbackRoleArn,arn:aws:iam::123456789012:role/feedback"
    })
    void whatAStandardTopicIsGivenIsShown(String name, String value) {
        assertThat(PLAIN.with(name, value).shown(SubscriptionCounts.NONE, Optional.empty()))
                .containsEntry(name, value);
        assertThat(TopicAttributes.forCreate(STANDARD, Map.of(name, value))).isEqualTo(PLAIN.with(name, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SignatureVersion|3|Invalid value [3]. Must be 1 or 2.",
                "SignatureVersion|''|Invalid value []. Must be 1 or 2.",
                "TracingConfig|active|Invalid value [active]. Must be PassThrough or Active.",
                "MaximumMessageSize|1023|Invalid value [1023]. Must be between 1024 and 1048576.",
                "MaximumMessageSize|1048577|Invalid value [1048577]. Must be between 1024 and 1048576.",
                "MaximumMessageSize|-1|Invalid value [-1]. Must be between 1024 and 1048576.",
                "MaximumMessageSize|1e4|Invalid value [1e4]. Must be between 1024 and 1048576.",
                "SQSSuccessFeedbackSampleRate|101|Invalid value [101]. Must be between 0 and 100.",
                "SQSSuccessFeedbackRoleArn|arn:aws:iam::123456789012:user/ann|Must be the ARN of a role.",
                "HTTPFailureFeedbackRoleArn|feedback|Must be the ARN of a role.",
                "KmsMasterKeyId|'a key'|Must be the id, alias or ARN of a key.",
                "DeliveryPolicy|no JSON|failed to parse JSON."
            })
    void valuesOutOfRangeAreRefused(String name, String value, String reason) {
        assertInvalid(() -> PLAIN.with(name, value), name + ": " + reason);
        assertInvalid(
                () -> TopicAttributes.forCreate(STANDARD, Map.of(name, value)),
                "Attributes Reason: " + name + ": " + reason);
    }

    @Test
    void aDisplayNameHasAHundredCharacters() {
        assertThat(PLAIN.with("DisplayName", "é".repeat(100)).displayName()).hasSize(100);
        assertInvalid(
                () -> PLAIN.with("DisplayName", "x".repeat(101)), "DisplayName: Must be at most 100 characters long.");
        assertInvalid(() -> PLAIN.with("DisplayName", "a\nb"), "DisplayName: Must not contain control characters.");
    }

    @ParameterizedTest
    @CsvSource({
        "DisplayName,Orders",
        "KmsMasterKeyId,alias/aws/sns",
        "MaximumMessageSize,2048",
        "HTTPSuccessFeedbackSampleRate,50",
        "HTTPFailureFeedbackRoleArn,arn:aws:iam::123456789012:role/feedback",
        "DeliveryPolicy,'{\"http\":{}}'"
    })
    void nothingTakesAnAttributeAway(String name, String value) {
        assertThat(PLAIN.with(name, value)).isNotEqualTo(PLAIN);
        assertThat(PLAIN.with(name, value).with(name, "")).isEqualTo(PLAIN);
        assertThat(PLAIN.with(name, value).with(name, null)).isEqualTo(PLAIN);
    }

    @Test
    void fifoTopicsDeduplicateAsTheyAreTold() {
        assertThat(PLAIN_FIFO.contentBasedDeduplication()).isFalse();
        assertThat(PLAIN_FIFO.deduplicatesPerGroup()).isFalse();
        TopicAttributes told =
                PLAIN_FIFO.with("ContentBasedDeduplication", "True").with("FifoThroughputScope", "MessageGroup");
        assertThat(told.contentBasedDeduplication()).isTrue();
        assertThat(told.deduplicatesPerGroup()).isTrue();
        assertInvalid(
                () -> PLAIN_FIFO.with("FifoThroughputScope", "queue"),
                "FifoThroughputScope: Invalid value [queue]. Must be Topic or MessageGroup.");
    }

    @Test
    void creatingAgainComparesOnlyWhatIsGiven() {
        TopicAttributes topic = PLAIN.with("DisplayName", "Orders").with("DeliveryPolicy", "{\"http\":{}}");
        assertThat(topic.sameAs(PLAIN)).isTrue();
        assertThat(topic.sameAs(given("DisplayName", "Orders"))).isTrue();
        assertThat(topic.sameAs(given("DeliveryPolicy", "{ \"http\" : {} }"))).isTrue();
        assertThat(topic.sameAs(given("DisplayName", "orders"))).isFalse();
        assertThat(topic.sameAs(given("KmsMasterKeyId", "key"))).isFalse();
        assertThat(topic.sameAs(given("SignatureVersion", "1"))).isTrue();
        assertThat(topic.sameAs(given("SignatureVersion", "2"))).isFalse();
        assertThat(topic.sameAs(given("MaximumMessageSize", "262144"))).isTrue();
        assertThat(topic.sameAs(given("Policy", policyOf(DEFAULT_STATEMENT)))).isTrue();
        assertThat(TopicAttributes.different())
                .hasMessage("Invalid parameter: Attributes Reason: Topic already exists with different attributes");
    }

    @Test
    void permissionsAreStatementsAfterTheDefaultOne() {
        TopicAttributes one = PLAIN.withPermission("one", List.of(new AccountId("111111111111")), List.of("Publish"));
        TopicAttributes two = one.withPermission(
                "two",
                List.of(new AccountId("111111111111"), new AccountId("222222222222")),
                List.of("Publish", "GetTopicAttributes"));
        String first =
                "{\"Sid\":\"one\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:root\"},"
                        + "\"Action\":\"SNS:Publish\",\"Resource\":\"arn:aws:sns:eu-west-1:123456789012:orders\"}";
        String second =
                "{\"Sid\":\"two\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"arn:aws:iam::111111111111:root\","
                        + "\"arn:aws:iam::222222222222:root\"]},\"Action\":[\"SNS:Publish\",\"SNS:GetTopicAttributes\"],"
                        + "\"Resource\":\"arn:aws:sns:eu-west-1:123456789012:orders\"}";
        assertThat(two.policy()).isEqualTo(policyOf(DEFAULT_STATEMENT + "," + first + "," + second));
        assertThat(two.accessPolicy().statementIds()).containsExactly("__default_statement_ID", "one", "two");
        assertThat(two.withoutPermission("one").policy()).isEqualTo(policyOf(DEFAULT_STATEMENT + "," + second));
        assertThat(two.withoutPermission("three")).isEqualTo(two);
        assertThat(PLAIN.withoutPermission("__default_statement_ID").policy()).isEqualTo(policyOf(""));
    }

    @Test
    void aPermissionIsRefusedThatIsThereOrIsNoTopics() {
        List<AccountId> other = List.of(new AccountId("111111111111"));
        TopicAttributes one = PLAIN.withPermission("one", other, List.of("Publish"));
        assertInvalid(() -> one.withPermission("one", other, List.of("Publish")), "Statement already exists");
        for (String action : List.of("CreateTopic", "*", "Nonsense", "SNS:Publish")) {
            assertInvalid(
                    () -> PLAIN.withPermission("two", other, List.of("Publish", action)),
                    "Policy statement action out of service scope!");
        }
        assertInvalid(() -> PLAIN.withPermission("", other, List.of("Publish")), "Label");
        assertInvalid(() -> PLAIN.withPermission("two", List.of(), List.of("Publish")), "AWSAccountId");
        assertInvalid(() -> PLAIN.withPermission("two", other, List.of()), "ActionName");
    }

    @ParameterizedTest
    @CsvSource({"SNS:Publish", "sns:publish", "sns:Pub*", "SNS:Set?opicAttributes", "sns:*DataProtectionPolicy"})
    void aPolicySpeaksOfActionsOfTopics(String action) {
        String policy = policyOf(DEFAULT_STATEMENT.replace("SNS:Publish", action));
        assertThat(PLAIN.with("Policy", policy).policy()).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource({"*", "SNS:*", "sqs:SendMessage", "sns:CreateTopic", "sns:Get*", "sns:Nothing*"})
    void aPolicySpeaksOfNoOtherActions(String action) {
        String policy = policyOf(DEFAULT_STATEMENT.replace("SNS:Publish", action));
        assertInvalid(() -> PLAIN.with("Policy", policy), "Policy statement action out of service scope!");
    }

    @Test
    void aPolicyIsOneAsIamReadsThem() {
        assertInvalid(() -> PLAIN.with("Policy", ""), "Policy Error: a policy is a JSON object");
        assertInvalid(
                () -> TopicAttributes.forCreate(STANDARD, Map.of("Policy", "{}")),
                "Attributes Reason: Policy Error: a policy has a Statement");
        assertInvalid(
                () -> PLAIN.with("Policy", " ".repeat(30_721)), "Policy Error: a policy has at most 30720 characters");
    }

    @Test
    void whatIsNoAttributeIsNotStored() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicAttributes.ofStored(STANDARD, Map.of("Owner", "123456789012")));
    }

    @Test
    void policiesAreNotPrinted() {
        assertThat(PLAIN.with("Policy", policyOf(DEFAULT_STATEMENT)).toString())
                .contains("POLICY")
                .doesNotContain("Principal");
    }

    @Property
    void whatIsStoredIsReadAsItWas(@ForAll("fifoAttributes") Map<String, String> given) {
        TopicAttributes attributes = TopicAttributes.forCreate(FIFO, given);
        TopicAttributes read = TopicAttributes.ofStored(FIFO, attributes.toStored());
        assertThat(read).isEqualTo(attributes).hasSameHashCodeAs(attributes);
        assertThat(read.shown(SubscriptionCounts.NONE, Optional.empty()))
                .isEqualTo(attributes.shown(SubscriptionCounts.NONE, Optional.empty()));
        assertThat(attributes.sameAs(read)).isTrue();
    }

    @Provide
    Arbitrary<Map<String, String>> fifoAttributes() {
        Map<String, Arbitrary<String>> values = Map.of(
                "DisplayName", Arbitraries.strings().alpha().ofMaxLength(100),
                "SignatureVersion", Arbitraries.of("1", "2"),
                "ContentBasedDeduplication", Arbitraries.of("true", "false", "TRUE"),
                "FifoThroughputScope", Arbitraries.of("Topic", "MessageGroup"),
                "MaximumMessageSize",
                        Arbitraries.integers().between(1024, 1_048_576).map(String::valueOf),
                "HTTPSuccessFeedbackSampleRate",
                        Arbitraries.integers().between(0, 100).map(String::valueOf),
                "ArchivePolicy",
                        Arbitraries.integers()
                                .between(1, 365)
                                .map(days -> "{\"MessageRetentionPeriod\":\"" + days + "\"}"),
                "DeliveryPolicy",
                        Arbitraries.integers()
                                .between(0, 100)
                                .map(n -> "{\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":" + n + "}}}"));
        return Arbitraries.of(values.keySet()).set().flatMap(names -> {
            Arbitrary<Map<String, String>> all = Arbitraries.just(Map.of("FifoTopic", "true"));
            for (String name : names) {
                all = all.flatMap(map -> Objects.requireNonNull(values.get(name))
                        .map(value -> {
                            Map<String, String> more = new HashMap<>(map);
                            more.put(name, value);
                            return more;
                        }));
            }
            return all;
        });
    }

    private static TopicAttributes given(String name, String value) {
        return TopicAttributes.forCreate(STANDARD, Map.of(name, value));
    }

    private static String policyOf(String statements) {
        return "{\"Version\":\"2008-10-17\",\"Id\":\"__default_policy_ID\",\"Statement\":[" + statements + "]}";
    }
}
