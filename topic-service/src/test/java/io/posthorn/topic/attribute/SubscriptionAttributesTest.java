package io.posthorn.topic.attribute;

import static io.posthorn.topic.attribute.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.platform.AccountId;
import io.posthorn.topic.filter.FilterPolicy;
import io.posthorn.topic.filter.FilterScope;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionAttributesTest {
    private static final AccountId ACCOUNT = new AccountId("123456789012");
    private static final TopicKey TOPIC = new TopicKey(ACCOUNT, "eu-west-1", new TopicName("orders"));
    private static final TopicKey FIFO = new TopicKey(ACCOUNT, "eu-west-1", new TopicName("orders.fifo"));
    private static final String QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders";
    private static final Subscriber URL =
            new Subscriber(TOPIC, ACCOUNT, SubscriptionProtocol.HTTPS, "https://user:secret@example.com/");
    private static final Subscriber TO_QUEUE = new Subscriber(TOPIC, ACCOUNT, SubscriptionProtocol.SQS, QUEUE);
    private static final Subscriber TO_FIFO_QUEUE =
            new Subscriber(FIFO, ACCOUNT, SubscriptionProtocol.SQS, QUEUE + ".fifo");
    private static final SubscriptionStanding CONFIRMED =
            new SubscriptionStanding(false, true, Optional.of("arn:aws:iam::123456789012:user/ann"), Optional.empty());
    private static final SubscriptionKey KEY =
            new SubscriptionKey(TOPIC, UUID.fromString("c9135db0-26c4-47ec-8998-413945fb5a96"));
    private static final FilterPolicyCheck CHECK = (json, scope) -> FilterPolicy.parse(json, FilterScope.parse(scope));
    private static final String NESTED = "{\"order\":{\"kind\":[\"book\"]}}";
    private static final String FLAT = "{\"kind\":[\"book\"]}";

    @Test
    void aFreshSubscriptionOfAQueueShowsWhatTheServiceShows() {
        assertThat(plain(TO_QUEUE).shown(KEY, CONFIRMED, TopicDeliveryPolicy.NONE))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "SubscriptionArn", KEY.arn(),
                        "TopicArn", "arn:aws:sns:eu-west-1:123456789012:orders",
                        "Owner", "123456789012",
                        "Protocol", "sqs",
                        "Endpoint", QUEUE,
                        "PendingConfirmation", "false",
                        "ConfirmationWasAuthenticated", "true",
                        "RawMessageDelivery", "false",
                        "SubscriptionPrincipal", "arn:aws:iam::123456789012:user/ann"));
    }

    @Test
    void aSubscriptionByHttpShowsItsEffectivePolicyAndNoPassword() {
        SubscriptionStanding pending =
                new SubscriptionStanding(true, false, Optional.empty(), Optional.of("In progress"));
        Map<String, String> shown = plain(URL).shown(KEY, pending, TopicDeliveryPolicy.NONE);
        assertThat(shown)
                .containsEntry("Endpoint", "https://user:****@example.com/")
                .containsEntry("PendingConfirmation", "true")
                .containsEntry("ConfirmationWasAuthenticated", "false")
                .containsEntry("ReplayStatus", "In progress")
                .containsEntry(
                        "EffectiveDeliveryPolicy",
                        "{\"healthyRetryPolicy\":{\"minDelayTarget\":20,\"maxDelayTarget\":20,\"numRetries\":3,"
                                + "\"numMaxDelayRetries\":0,\"numNoDelayRetries\":0,\"numMinDelayRetries\":0,"
                                + "\"backoffFunction\":\"linear\"},\"sicklyRetryPolicy\":null,\"throttlePolicy\":null,"
                                + "\"requestPolicy\":{\"headerContentType\":\"text/plain; charset=UTF-8\"},"
                                + "\"guaranteed\":false}")
                .doesNotContainKey("SubscriptionPrincipal");
        assertThat(plain(URL).toString()).doesNotContain("secret");
    }

    @Test
    void aFilterPolicyShowsItsScope() {
        SubscriptionAttributes filtering = plain(TO_QUEUE).with("FilterPolicy", FLAT, CHECK);
        assertThat(filtering.shown(KEY, CONFIRMED, TopicDeliveryPolicy.NONE))
                .containsEntry("FilterPolicy", FLAT)
                .containsEntry("FilterPolicyScope", "MessageAttributes");
        assertThat(filtering.filterPolicy()).contains(FLAT);
    }

    @Test
    void unknownNamesAreRefused() {
        for (String name : List.of("Endpoint", "Owner", "EffectiveDeliveryPolicy", "rawMessageDelivery", "")) {
            assertInvalid(
                    () -> SubscriptionAttributes.forSubscribe(TO_QUEUE, Map.of(name, "x"), CHECK), "AttributeName");
            assertInvalid(() -> plain(TO_QUEUE).with(name, "x", CHECK), "AttributeName");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "RawMessageDelivery|yes|RawMessageDelivery: Invalid value [yes]. Must be true or false.",
                "RawMessageDelivery|~~|RawMessageDelivery: Invalid value []. Must be true or false.",
                "FilterPolicyScope|Body|FilterPolicyScope: Invalid value [Body]. Please use either MessageBody or"
                        + " MessageAttributes",
                "RedrivePolicy|no JSON|RedrivePolicy: failed to parse JSON.",
                "RedrivePolicy|{'deadLetterTargetArn':'queue'}|RedrivePolicy: deadLetterTargetArn is an invalid arn",
                "RedrivePolicy|{'deadLetterTargetArn':'arn:aws:sns:eu-west-1:123456789012:x'}|RedrivePolicy:"
                        + " deadLetterTargetArn is an invalid arn",
                "RedrivePolicy|{'maxReceiveCount':3}|RedrivePolicy: unexpected JSON member: maxReceiveCount",
                "RedrivePolicy|{'deadLetterTargetArn':null}|RedrivePolicy: deadLetterTargetArn is an invalid arn",
                "RedrivePolicy|{'deadLetterTargetArn':'arn:aws:sqs:eu-west-1:123456789012:x.fifo'}|RedrivePolicy: must"
                        + " use a standard queue as DLQ for a Subscription to a standard Topic.",
                "RedrivePolicy|{'deadLetterTargetArn':'arn:aws:sqs:us-east-1:123456789012:x'}|RedrivePolicy:"
                        + " deadLetterTargetArn must be in the account and region of the Subscription",
                "RedrivePolicy|{'deadLetterTargetArn':'arn:aws:sqs:eu-west-1:210987654321:x'}|RedrivePolicy:"
                        + " deadLetterTargetArn must be in the account and region of the Subscription",
                "DeliveryPolicy|{'healthyRetryPolicy':{}}|Delivery protocol [sqs] does not support delivery policies.",
                "SubscriptionRoleArn|arn:aws:iam::123456789012:role/x|SubscriptionRoleArn: Delivery protocol [sqs] does"
                        + " not use a role.",
                "ReplayPolicy|{'PointType':'Timestamp'}|ReplayPolicy: Only subscriptions to FIFO topics have this"
                        + " attribute."
            })
    void valuesThatDoNotFitAreRefused(String name, String quoted, String text) {
        String value = quoted.replace('\'', '"');
        assertInvalid(() -> plain(TO_QUEUE).with(name, value, CHECK), text);
        assertInvalid(
                () -> SubscriptionAttributes.forSubscribe(TO_QUEUE, Map.of(name, value), CHECK),
                "Attributes Reason: " + text);
    }

    @Test
    void aFilterPolicyIsCheckedAsTheCallerDoes() {
        String text = "Filter policy scope MessageAttributes does not support nested filter policy";
        assertInvalid(() -> plain(TO_QUEUE).with("FilterPolicy", NESTED, CHECK), text);
        assertInvalid(() -> SubscriptionAttributes.forSubscribe(TO_QUEUE, Map.of("FilterPolicy", NESTED), CHECK), text);
    }

    @Test
    void aFifoQueueOfAFifoTopicHasAFifoDeadLetterQueue() {
        String standard = "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:123456789012:dead\"}";
        String fifo = "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:123456789012:dead.fifo\"}";
        assertInvalid(
                () -> plain(TO_FIFO_QUEUE).with("RedrivePolicy", standard, CHECK),
                "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
        assertThat(plain(TO_FIFO_QUEUE).with("RedrivePolicy", fifo, CHECK).redrivePolicy())
                .hasValueSatisfying(policy ->
                        assertThat(policy.deadLetterTarget().resource()).isEqualTo("dead.fifo"));
        Subscriber toStandard = new Subscriber(FIFO, ACCOUNT, SubscriptionProtocol.SQS, QUEUE);
        assertThat(plain(toStandard).with("RedrivePolicy", standard, CHECK).redrivePolicy())
                .isPresent();
        assertThat(plain(toStandard).with("RedrivePolicy", fifo, CHECK).redrivePolicy())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", " { } "})
    void policiesAreTakenAway(String nothing) {
        SubscriptionAttributes all = plain(URL)
                .with("FilterPolicy", FLAT, CHECK)
                .with("DeliveryPolicy", "{\"healthyRetryPolicy\":{\"numRetries\":1}}", CHECK)
                .with("RedrivePolicy", "{\"deadLetterTargetArn\":\"" + QUEUE + "\"}", CHECK);
        assertThat(all.toStored()).hasSize(3);
        assertThat(all.with("FilterPolicy", nothing, CHECK)
                        .with("DeliveryPolicy", nothing, CHECK)
                        .with("RedrivePolicy", nothing, CHECK)
                        .with("ReplayPolicy", nothing, CHECK))
                .isEqualTo(plain(URL));
        assertThat(all.with("FilterPolicy", null, CHECK).filterPolicy()).isEmpty();
    }

    @Test
    void aChangeOfScopeChecksThePolicyAgain() {
        SubscriptionAttributes body =
                plain(TO_QUEUE).with("FilterPolicyScope", "MessageBody", CHECK).with("FilterPolicy", NESTED, CHECK);
        assertThat(body.filterPolicyScope()).isEqualTo("MessageBody");
        assertInvalid(
                () -> body.with("FilterPolicyScope", "MessageAttributes", CHECK),
                "Filter policy scope MessageAttributes does not support nested filter policy");
        assertThat(SubscriptionAttributes.forSubscribe(
                        TO_QUEUE, Map.of("FilterPolicy", NESTED, "FilterPolicyScope", "MessageBody"), CHECK))
                .isEqualTo(body);
        assertThat(body.with("FilterPolicy", FLAT, CHECK)
                        .with("FilterPolicyScope", "MessageAttributes", CHECK)
                        .filterPolicyScope())
                .isEqualTo("MessageAttributes");
    }

    @Test
    void rawMessagesHaveTypesOfTheirOwn() {
        String html = "{\"requestPolicy\":{\"headerContentType\":\"text/html\"}}";
        assertInvalid(
                () -> plain(URL).with("DeliveryPolicy", html, CHECK),
                "DeliveryPolicy: requestPolicy.headerContentType is not one that messages which are not raw may have");
        SubscriptionAttributes raw = SubscriptionAttributes.forSubscribe(
                URL, Map.of("DeliveryPolicy", html, "RawMessageDelivery", "TRUE"), CHECK);
        assertThat(raw.isRawMessageDelivery()).isTrue();
        assertThat(raw.effective(TopicDeliveryPolicy.NONE).headerContentType()).isEqualTo("text/html");
        assertInvalid(
                () -> raw.with("RawMessageDelivery", "false", CHECK),
                "DeliveryPolicy: requestPolicy.headerContentType is not one that messages which are not raw may have");
        assertThat(raw.with("DeliveryPolicy", "", CHECK)
                        .with("RawMessageDelivery", "false", CHECK)
                        .isRawMessageDelivery())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "email-json", "sms", "application", "lambda"})
    void protocolsWithoutRawMessagesAreNotGivenThem(String protocol) {
        Subscriber other = new Subscriber(
                TOPIC, ACCOUNT, SubscriptionProtocol.named(protocol).orElseThrow(), "somebody");
        assertInvalid(
                () -> plain(other).with("RawMessageDelivery", "true", CHECK),
                "Delivery protocol [" + protocol + "] does not support raw message delivery.");
        assertThat(plain(other).with("RawMessageDelivery", "false", CHECK).isRawMessageDelivery())
                .isFalse();
    }

    @Test
    void aReplaySaysFromWhenToWhen() {
        SubscriptionAttributes replaying = plain(TO_FIFO_QUEUE)
                .with(
                        "ReplayPolicy",
                        "{\"PointType\":\"Timestamp\",\"StartingPoint\":\"2024-01-01T00:00:00.000Z\","
                                + "\"EndingPoint\":\"2024-01-02T00:00:00Z\"}",
                        CHECK);
        assertThat(replaying.replayPolicy())
                .contains(new ReplayPolicy(
                        Instant.parse("2024-01-01T00:00:00Z"), Optional.of(Instant.parse("2024-01-02T00:00:00Z"))));
        assertThat(replaying.with("ReplayPolicy", "{}", CHECK).replayPolicy()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'PointType':'Offset','StartingPoint':'2024-01-01T00:00:00Z'}|PointType must be Timestamp",
                "{'StartingPoint':'2024-01-01T00:00:00Z'}|PointType must be Timestamp",
                "{'PointType':'Timestamp'}|StartingPoint must be specified",
                "{'PointType':'Timestamp','StartingPoint':'yesterday'}|StartingPoint must be a timestamp such as"
                        + " 2024-01-31T00:00:00.000Z",
                "{'PointType':'Timestamp','StartingPoint':'2024-01-01T00:00:00Z','EndingPoint':'2024-01-01T00:00:00Z'}"
                        + "|EndingPoint must be after StartingPoint",
                "{'PointType':'Timestamp','From':1}|unexpected JSON member: From"
            })
    void whatIsNoReplayIsRefused(String json, String reason) {
        assertInvalid(
                () -> plain(TO_FIFO_QUEUE).with("ReplayPolicy", json.replace('\'', '"'), CHECK),
                "ReplayPolicy: " + reason);
    }

    @Test
    void subscribingAgainComparesOnlyWhatIsGiven() {
        SubscriptionAttributes current = plain(TO_QUEUE).with("FilterPolicy", FLAT, CHECK);
        assertThat(current.sameAs(plain(TO_QUEUE))).isTrue();
        assertThat(current.sameAs(given("FilterPolicy", "{ \"kind\" : [\"book\"] }")))
                .isTrue();
        assertThat(current.sameAs(given("FilterPolicy", "{\"kind\":[\"toy\"]}")))
                .isFalse();
        assertThat(current.sameAs(given("RawMessageDelivery", "false"))).isTrue();
        assertThat(current.sameAs(given("RawMessageDelivery", "true"))).isFalse();
        assertThat(current.sameAs(given("FilterPolicyScope", "MessageAttributes")))
                .isTrue();
        assertThat(current.sameAs(given("FilterPolicyScope", "MessageBody"))).isFalse();
        assertThat(SubscriptionAttributes.different())
                .hasMessage(
                        "Invalid parameter: Attributes Reason: Subscription already exists with different attributes");
    }

    @Test
    void whatIsNoAttributeIsNotStored() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubscriptionAttributes.ofStored(TO_QUEUE, Map.of("Endpoint", QUEUE)));
    }

    @Property
    void whatIsStoredIsReadAsItWas(
            @ForAll boolean raw,
            @ForAll boolean filters,
            @ForAll boolean body,
            @ForAll boolean redrives,
            @ForAll @IntRange(min = 0, max = 100) int retries) {
        Map<String, String> given = new TreeMap<>();
        given.put("RawMessageDelivery", Boolean.toString(raw));
        given.put("DeliveryPolicy", "{\"healthyRetryPolicy\":{\"numRetries\":" + retries + "}}");
        if (filters) {
            given.put("FilterPolicy", body ? NESTED : FLAT);
            given.put("FilterPolicyScope", body ? "MessageBody" : "MessageAttributes");
        }
        if (redrives) {
            given.put("RedrivePolicy", "{\"deadLetterTargetArn\":\"" + QUEUE + "\"}");
        }
        SubscriptionAttributes attributes = SubscriptionAttributes.forSubscribe(URL, given, CHECK);
        SubscriptionAttributes read = SubscriptionAttributes.ofStored(URL, attributes.toStored());
        assertThat(read.toStored()).isEqualTo(given);
        assertThat(read).isEqualTo(attributes).hasSameHashCodeAs(attributes);
        assertThat(attributes.sameAs(read)).isTrue();
        assertThat(read.effective(TopicDeliveryPolicy.NONE).healthyRetryPolicy().numRetries())
                .isEqualTo(retries);
    }

    private static SubscriptionAttributes plain(Subscriber subscriber) {
        return SubscriptionAttributes.forSubscribe(subscriber, Map.of(), CHECK);
    }

    private static SubscriptionAttributes given(String name, String value) {
        return SubscriptionAttributes.forSubscribe(TO_QUEUE, Map.of(name, value), CHECK);
    }
}
