package io.posthorn.queue.api;

import static io.posthorn.queue.queue.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.SqsErrors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GetQueueAttributes, SetQueueAttributes, the tags and the permissions. */
class AttributesAndTagsTest {
    private final Endpoint sqs = Endpoint.aws();

    @Test
    void showsAllOfAFreshStandardQueue() {
        String url = sqs.create("jobs", Map.of());

        assertThat(get(url, "All"))
                .containsOnlyKeys(
                        "ApproximateNumberOfMessages",
                        "ApproximateNumberOfMessagesDelayed",
                        "ApproximateNumberOfMessagesNotVisible",
                        "CreatedTimestamp",
                        "DelaySeconds",
                        "LastModifiedTimestamp",
                        "MaximumMessageSize",
                        "MessageRetentionPeriod",
                        "QueueArn",
                        "ReceiveMessageWaitTimeSeconds",
                        "SqsManagedSseEnabled",
                        "VisibilityTimeout")
                .containsEntry("QueueArn", "arn:aws:sqs:eu-west-1:111111111111:jobs")
                .containsEntry(
                        "CreatedTimestamp", Long.toString(sqs.clock.instant().getEpochSecond()));
    }

    @Test
    void showsTheAttributesOfFifoQueuesToo() {
        assertThat(get(sqs.create("jobs.fifo", Map.of("FifoQueue", "true")), "All", "QueueArn"))
                .hasSize(16)
                .containsEntry("FifoQueue", "true")
                .containsEntry("ContentBasedDeduplication", "false")
                .containsEntry("DeduplicationScope", "queue")
                .containsEntry("FifoThroughputLimit", "perQueue");
    }

    @Test
    void hasNoModificationTimeInYandexCloud() {
        Endpoint ymq = new Endpoint(Dialect.YANDEX);
        String url = ymq.create("jobs", Map.of());

        assertThat(ymq.call(GetQueueAttributes.SHAPE, new GetQueueAttributesInput(url, List.of("All")))
                        .attributes())
                .doesNotContainKeys("LastModifiedTimestamp", "SqsManagedSseEnabled")
                .containsEntry("QueueArn", "yrn:yc:ymq:eu-west-1:111111111111:jobs");
    }

    @Test
    void countsMessages() {
        String url = sqs.create("jobs", Map.of());
        sqs.send(url, "a");
        sqs.send(url, "b");
        sqs.call(SendMessage.SHAPE, Endpoint.message(url, "c", 60, null, null));
        assertThat(sqs.receive(url, 1)).hasSize(1);

        assertThat(get(url, "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"))
                .containsOnly(
                        Map.entry("ApproximateNumberOfMessages", "1"),
                        Map.entry("ApproximateNumberOfMessagesDelayed", "1"));
        assertThat(get(url, "ApproximateNumberOfMessagesNotVisible"))
                .containsOnly(Map.entry("ApproximateNumberOfMessagesNotVisible", "1"));
    }

    @Test
    void showsNothingWhenNothingIsAsked() {
        assertThat(get(sqs.create("jobs", Map.of()))).isEmpty();
    }

    @Test
    void leavesOutWhatTheQueueDoesNotHave() {
        assertThat(get(sqs.create("jobs", Map.of()), "Policy", "RedrivePolicy", "FifoQueue"))
                .isEmpty();
    }

    @Test
    void refusesUnknownNames() {
        String url = sqs.create("jobs", Map.of());

        assertRefused(() -> get(url, "Foobar"), SqsErrors.INVALID_ATTRIBUTE_NAME, "Unknown Attribute Foobar.");
        assertRefused(
                () -> set(url, Map.of("Foobar", "1")), SqsErrors.INVALID_ATTRIBUTE_NAME, "Unknown Attribute Foobar.");
    }

    @Test
    void changesWhatIsNamedAndTheTimeOfModification() {
        String url = sqs.create("jobs", Map.of("DelaySeconds", "3"));
        sqs.clock.advance(Duration.ofSeconds(10));
        set(url, Map.of("VisibilityTimeout", "7"));

        Map<String, String> all = get(url, "All");
        assertThat(all).containsEntry("VisibilityTimeout", "7").containsEntry("DelaySeconds", "3");
        assertThat(Long.parseLong(all.get("LastModifiedTimestamp")))
                .isEqualTo(Long.parseLong(all.get("CreatedTimestamp")) + 10);
    }

    @Test
    void showsTheRedrivePolicyNormalized() {
        sqs.create("dead", Map.of());
        String url = sqs.create("jobs", Map.of());
        set(
                url,
                Map.of(
                        "RedrivePolicy",
                        "{\"maxReceiveCount\": \"4\", \"deadLetterTargetArn\":"
                                + " \"arn:aws:sqs:eu-west-1:111111111111:dead\"}"));

        assertThat(get(url, "RedrivePolicy"))
                .containsOnly(Map.entry(
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:111111111111:dead\",\"maxReceiveCount\":4}"));
    }

    @Test
    void wantsAttributesToSet() {
        String url = sqs.create("jobs", Map.of());

        assertRefused(
                () -> set(url, null),
                SqsErrors.MISSING_PARAMETER,
                "The request must contain the parameter Attributes.");
        assertRefused(
                () -> set(url, Map.of("DelaySeconds", "901")),
                SqsErrors.INVALID_ATTRIBUTE_VALUE,
                "Invalid value for the parameter DelaySeconds.");
        assertThat(get(url, "DelaySeconds")).containsEntry("DelaySeconds", "0");
    }

    @Test
    void addsReplacesAndRemovesTags() {
        String url = sqs.create("jobs", Map.of());
        tag(url, Map.of("a", "1", "b", "2", "empty", ""));
        tag(url, Map.of("b", "3"));
        sqs.call(UntagQueue.SHAPE, new UntagQueueInput(url, List.of("a", "none")));

        assertThat(tags(url)).containsOnly(Map.entry("b", "3"), Map.entry("empty", ""));
    }

    @Test
    void doesNotCallTagsAModification() {
        String url = sqs.create("jobs", Map.of());
        sqs.clock.advance(Duration.ofSeconds(10));
        tag(url, Map.of("a", "1"));

        Map<String, String> all = get(url, "All");
        assertThat(all.get("LastModifiedTimestamp")).isEqualTo(all.get("CreatedTimestamp"));
    }

    @Test
    void wantsTagsAndKeys() {
        String url = sqs.create("jobs", Map.of());

        assertRefused(
                () -> tag(url, Map.of()), SqsErrors.MISSING_PARAMETER, "The request must contain the parameter Tags.");
        assertRefused(
                () -> sqs.call(UntagQueue.SHAPE, new UntagQueueInput(url, List.of())),
                SqsErrors.MISSING_PARAMETER,
                "The request must contain the parameter TagKeys.");
    }

    @Test
    void keepsNoMoreThanFiftyTags() {
        String url = sqs.create("jobs", Map.of());
        tag(url, IntStream.range(0, 50).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v")));
        tag(url, Map.of("k0", "w"));

        assertRefused(
                () -> tag(url, Map.of("one-more", "v")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Too many tags added for queue jobs.");
        assertThat(tags(url)).hasSize(50).containsEntry("k0", "w");
    }

    @ParameterizedTest
    @CsvSource({
        "'',v,Tag keys must be between 1 and 128 characters in length.",
        "aws:x,v,'Tag keys must not begin with ''aws:'', which is reserved.'",
        "AWS:x,v,'Tag keys must not begin with ''aws:'', which is reserved.'",
        "a#,v,'Tag keys and values can only contain letters, digits, spaces and _ . : / = + - @.'",
        "a,v#,'Tag keys and values can only contain letters, digits, spaces and _ . : / = + - @.'"
    })
    void refusesTags(String key, String value, String text) {
        String url = sqs.create("jobs", Map.of());

        assertRefused(() -> tag(url, Map.of(key, value)), SqsErrors.INVALID_PARAMETER_VALUE, text);
    }

    @Test
    void refusesLongTags() {
        String url = sqs.create("jobs", Map.of());
        tag(url, Map.of("k".repeat(128), "v".repeat(256)));

        assertRefused(
                () -> tag(url, Map.of("k".repeat(129), "v")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Tag keys must be between 1 and 128 characters in length.");
        assertRefused(
                () -> tag(url, Map.of("k", "v".repeat(257))),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Tag values must be between 0 and 256 characters in length.");
    }

    @Test
    void isStricterAboutTagsInYandexCloud() {
        Endpoint ymq = new Endpoint(Dialect.YANDEX);
        String url = ymq.create("jobs", Map.of());
        ymq.call(TagQueue.SHAPE, new TagQueueInput(url, Map.of("team", "a-1")));

        for (Map<String, String> tags : List.of(Map.of("Team", "a"), Map.of("1", "a"), Map.of("a", ""))) {
            assertRefused(
                    () -> ymq.call(TagQueue.SHAPE, new TagQueueInput(url, tags)),
                    SqsErrors.INVALID_PARAMETER_VALUE,
                    "Tag keys and values can only contain lower-case letters, digits, hyphens and underscores, keys"
                            + " beginning with a letter. 1 to 63 in length.");
        }
    }

    @Test
    void writesAndTakesBackPermissions() {
        String url = sqs.create("jobs", Map.of());
        permit(url, "one", List.of("222222222222"), List.of("ReceiveMessage"));
        permit(url, "two", List.of("222222222222", "333333333333"), List.of("SendMessage", "*"));

        String arn = "arn:aws:sqs:eu-west-1:111111111111:jobs";
        assertThat(get(url, "Policy").get("Policy"))
                .isEqualTo("{\"Version\":\"2008-10-17\",\"Id\":\"" + arn + "/SQSDefaultPolicy\",\"Statement\":["
                        + "{\"Sid\":\"one\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::222222222222:root\"},"
                        + "\"Action\":\"SQS:ReceiveMessage\",\"Resource\":\"" + arn + "\"},"
                        + "{\"Sid\":\"two\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"arn:aws:iam::222222222222:root\","
                        + "\"arn:aws:iam::333333333333:root\"]},\"Action\":[\"SQS:SendMessage\",\"SQS:*\"],"
                        + "\"Resource\":\"" + arn + "\"}]}");

        forbid(url, "one");
        assertThat(get(url, "Policy").get("Policy")).contains("two").doesNotContain("one");
        forbid(url, "two");
        assertThat(get(url, "Policy")).isEmpty();
    }

    @Test
    void refusesLabelsTwiceAndUnknownOnes() {
        String url = sqs.create("jobs", Map.of());
        permit(url, "one", List.of("222222222222"), List.of("*"));

        assertRefused(
                () -> permit(url, "one", List.of("333333333333"), List.of("*")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value one for parameter Label is invalid. Reason: Already exists.");
        assertRefused(
                () -> forbid(url, "two"),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value two for parameter Label is invalid. Reason: can't find label.");
    }

    @Test
    void refusesPermissionsThatCannotBeGiven() {
        String url = sqs.create("jobs", Map.of());
        List<String> other = List.of("222222222222");

        assertRefused(
                () -> permit(url, "l", other, List.of("DeleteQueue")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value SQS:DeleteQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to"
                        + " invoke this action.");
        assertRefused(
                () -> permit(url, "l", other, List.of("Foo")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value SQS:Foo for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a"
                        + " list of valid actions. ");
        assertRefused(
                () -> permit(url, "l", other, List.of("*", "*", "*", "*", "*", "*", "*", "*")),
                SqsErrors.OVER_LIMIT,
                "8 Actions were found, maximum allowed is 7.");
        assertRefused(
                () -> permit(url, "l", List.of("alice"), List.of("*")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value [alice] for parameter PrincipalId is invalid. Reason: Unable to verify.");
        assertRefused(
                () -> permit(url, "a b", other, List.of("*")),
                SqsErrors.INVALID_PARAMETER_VALUE,
                "Value a b for parameter Label is invalid. Reason: Can only include alphanumeric characters, hyphens, or"
                        + " underscores. 1 to 80 in length.");
        assertRefused(
                () -> permit(url, null, other, List.of("*")),
                SqsErrors.MISSING_PARAMETER,
                "The request must contain the parameter Label.");
    }

    @Test
    void keepsNoMoreThanTwentyStatements() {
        String url = sqs.create("jobs", Map.of());
        IntStream.range(0, 20).forEach(i -> permit(url, "l" + i, List.of("222222222222"), List.of("*")));

        assertRefused(
                () -> permit(url, "l20", List.of("222222222222"), List.of("*")),
                SqsErrors.OVER_LIMIT,
                "21 statements were found in the submitted policy, max allowed is 20");
    }

    private Map<String, String> get(String url, String... names) {
        return sqs.call(GetQueueAttributes.SHAPE, new GetQueueAttributesInput(url, List.of(names)))
                .attributes();
    }

    private void set(String url, @Nullable Map<String, String> attributes) {
        sqs.call(SetQueueAttributes.SHAPE, new SetQueueAttributesInput(url, attributes));
    }

    private void tag(String url, Map<String, String> tags) {
        sqs.call(TagQueue.SHAPE, new TagQueueInput(url, tags));
    }

    private Map<String, String> tags(String url) {
        return sqs.call(ListQueueTags.SHAPE, new ListQueueTagsInput(url)).tags();
    }

    private void permit(String url, @Nullable String label, List<String> accounts, List<String> actions) {
        sqs.call(AddPermission.SHAPE, new AddPermissionInput(url, label, accounts, actions));
    }

    private void forbid(String url, String label) {
        sqs.call(RemovePermission.SHAPE, new RemovePermissionInput(url, label));
    }
}
