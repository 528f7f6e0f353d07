package io.posthorn.topic.attribute;

import static io.posthorn.topic.attribute.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryPolicyTest {
    private static final String DEFAULT_RETRY = "{\"minDelayTarget\":20,\"maxDelayTarget\":20,\"numRetries\":3,"
            + "\"numMaxDelayRetries\":0,\"numNoDelayRetries\":0,\"numMinDelayRetries\":0,\"backoffFunction\":\"linear\"}";

    @ParameterizedTest
    @CsvSource({
        "linear,'5.0,33.3,61.7,90.0,118.3,146.7,175.0,203.3,231.7,260.0',1325",
        "arithmetic,'5.0,10.7,22.0,39.0,61.7,90.0,124.0,163.7,209.0,260.0',985",
        "geometric,'5.0,7.8,12.0,18.7,28.9,44.9,69.7,108.1,167.6,260.0',723",
        "exponential,'5.0,5.5,6.5,8.5,12.5,20.5,36.4,68.4,132.3,260.0',556"
    })
    void tenRetriesFromFiveToTwoHundredAndSixtySeconds(String function, String seconds, double sum) {
        HealthyRetryPolicy policy = retry("{\"minDelayTarget\":5,\"maxDelayTarget\":260,\"numRetries\":10,"
                + "\"backoffFunction\":\"" + function + "\"}");
        List<Double> expected =
                List.of(seconds.split(",")).stream().map(Double::valueOf).toList();
        double total = 0;
        for (int i = 0; i < 10; i++) {
            double delay = policy.delayBefore(i).toMillis() / 1000.0;
            assertThat(delay).as("retry %d", i).isCloseTo(expected.get(i), within(0.051));
            assertThat(policy.backsOffBefore(i)).isTrue();
            total += delay;
        }
        assertThat(total).isCloseTo(sum, within(0.6));
    }

    @Test
    void theDefaultIsThreeRetriesTwentySecondsApart() {
        HealthyRetryPolicy policy = HealthyRetryPolicy.DEFAULT;
        assertThat(policy.json()).isEqualTo(DEFAULT_RETRY);
        assertThat(IntStream.range(0, 3).mapToObj(policy::delayBefore))
                .containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
        assertThatThrownBy(() -> policy.delayBefore(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void retriesComeInFourPhases() {
        HealthyRetryPolicy policy = new HealthyRetryPolicy(1, 60, 50, 35, 3, 2, BackoffFunction.EXPONENTIAL);
        assertThat(policy.numBackoffRetries()).isEqualTo(10);
        assertThat(IntStream.range(0, 3).mapToObj(policy::delayBefore)).containsOnly(Duration.ZERO);
        assertThat(IntStream.range(3, 6).mapToObj(policy::delayBefore)).containsOnly(Duration.ofSeconds(1));
        assertThat(policy.delayBefore(6)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(IntStream.range(14, 50).mapToObj(policy::delayBefore)).containsOnly(Duration.ofMinutes(1));
        assertThat(IntStream.range(0, 50).filter(policy::backsOffBefore))
                .containsExactly(5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    }

    @Test
    void aSingleRetryThatBacksOffHasTheShortestDelay() {
        for (BackoffFunction function : BackoffFunction.values()) {
            assertThat(function.delay(5, 260, 0, 1)).isEqualTo(Duration.ofSeconds(5));
            assertThatIllegalArgumentException().isThrownBy(() -> function.delay(5, 260, 1, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> function.delay(5, 4, 0, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> function.delay(0, 4, 0, 1));
        }
    }

    @Property
    void delaysRiseFromTheShortestToTheLongest(
            @ForAll BackoffFunction function,
            @ForAll @IntRange(min = 1, max = 3600) int one,
            @ForAll @IntRange(min = 1, max = 3600) int other,
            @ForAll @IntRange(min = 2, max = 100) int count) {
        int min = Math.min(one, other);
        int max = Math.max(one, other);
        List<Duration> delays = IntStream.range(0, count)
                .mapToObj(i -> function.delay(min, max, i, count))
                .toList();
        assertThat(delays).isSorted();
        assertThat(delays.getFirst()).isEqualTo(Duration.ofSeconds(min));
        assertThat(delays.getLast()).isEqualTo(Duration.ofSeconds(max));
    }

    @Test
    void aPartialPolicyHasTheOtherDefaults() {
        DeliveryPolicy policy = subscription("{\"healthyRetryPolicy\":{\"numRetries\":5}}");
        assertThat(policy.healthyRetryPolicy())
                .contains(new HealthyRetryPolicy(20, 20, 5, 0, 0, 0, BackoffFunction.LINEAR));
        assertThat(policy.maxReceivesPerSecond()).isEmpty();
        assertThat(policy.headerContentType()).isEmpty();
        TopicDeliveryPolicy topic = topic("{\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":5}}}");
        assertThat(topic.defaultHealthyRetryPolicy()).isEqualTo(policy.healthyRetryPolicy());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'minDelayTarget':0|minDelayTarget must be greater than or equal to 1",
                "'minDelayTarget':3601,'maxDelayTarget':3600|minDelayTarget must be less than or equal to 3600",
                "'maxDelayTarget':3601|maxDelayTarget must be less than or equal to 3600",
                "'minDelayTarget':21|maxDelayTarget must be greater than or equal to minDelayTarget",
                "'maxDelayTarget':19|maxDelayTarget must be greater than or equal to minDelayTarget",
                "'numRetries':-1|numRetries must be greater than or equal to 0",
                "'numRetries':101|numRetries must be less than or equal to 100",
                "'numNoDelayRetries':-1|numNoDelayRetries must be greater than or equal to 0",
                "'numMinDelayRetries':-1|numMinDelayRetries must be greater than or equal to 0",
                "'numMaxDelayRetries':101|numMaxDelayRetries must be less than or equal to 100",
                "'numNoDelayRetries':2,'numMinDelayRetries':1,'numMaxDelayRetries':1|numRetries must be greater than or"
                        + " equal to the sum of numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries",
                "'minDelayTarget':40,'maxDelayTarget':40,'numRetries':91|numRetries must be so few that all delays"
                        + " together do not exceed 3600 seconds",
                "'backoffFunction':'Linear'|backoffFunction must be one of linear, arithmetic, geometric, exponential",
                "'backoffFunction':1|backoffFunction must be a string",
                "'numRetries':'5'|numRetries must be an integer",
                "'numRetries':5.5|numRetries must be an integer",
                "'numRetries':99999999999|numRetries must be an integer"
            })
    void retriesOutOfRangeAreRefused(String fields, String reason) {
        String json = "{" + fields.replace('\'', '"') + "}";
        assertInvalid(
                () -> subscription("{\"healthyRetryPolicy\":" + json + "}"),
                "Attributes Reason: DeliveryPolicy: healthyRetryPolicy." + reason);
        assertInvalid(
                () -> topic("{\"http\":{\"defaultHealthyRetryPolicy\":" + json + "}}"),
                "DeliveryPolicy: http.defaultHealthyRetryPolicy." + reason);
    }

    @Test
    void anHourOfDelaysIsAllowed() {
        assertThat(retry("{\"minDelayTarget\":36,\"maxDelayTarget\":36,\"numRetries\":100}")
                        .numRetries())
                .isEqualTo(100);
        assertThat(retry("{\"minDelayTarget\":3600,\"maxDelayTarget\":3600,\"numRetries\":1}")
                        .delayBefore(0))
                .isEqualTo(HealthyRetryPolicy.MAX_TOTAL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|failed to parse JSON.",
                "{'a':1,'a':2}|failed to parse JSON.",
                "{'retries':{}}|unexpected JSON member: retries",
                "{'healthyRetryPolicy':[]}|healthyRetryPolicy must be a JSON object",
                "{'healthyRetryPolicy':{'retries':1}}|unexpected JSON member: healthyRetryPolicy.retries",
                "{'throttlePolicy':{'maxReceivesPerSecond':0}}|throttlePolicy.maxReceivesPerSecond must be greater than or"
                        + " equal to 1",
                "{'throttlePolicy':{'perSecond':1}}|unexpected JSON member: throttlePolicy.perSecond",
                "{'requestPolicy':{'contentType':'a'}}|unexpected JSON member: requestPolicy.contentType",
                "{'requestPolicy':{'headerContentType':'text/html'}}|requestPolicy.headerContentType is not one that"
                        + " messages which are not raw may have",
                "{'sicklyRetryPolicy':{}}|sicklyRetryPolicy is not supported",
                "{'guaranteed':true}|guaranteed must be false",
                "{'guaranteed':1}|guaranteed must be a boolean"
            })
    void whatIsNoPolicyOfASubscriptionIsRefused(String json, String reason) {
        assertInvalid(() -> subscription(json.replace('\'', '"')), "Attributes Reason: DeliveryPolicy: " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'healthyRetryPolicy':{}}|unexpected JSON member: healthyRetryPolicy",
                "{'http':null}|http must be a JSON object",
                "{'http':{'healthyRetryPolicy':{}}}|unexpected JSON member: http.healthyRetryPolicy",
                "{'http':{'disableSubscriptionOverrides':'true'}}|http.disableSubscriptionOverrides must be a boolean",
                "{'http':{'defaultThrottlePolicy':{'maxReceivesPerSecond':0}}}|http.defaultThrottlePolicy"
                        + ".maxReceivesPerSecond must be greater than or equal to 1",
                "{'http':{'defaultRequestPolicy':{'headerContentType':'text/css'}}}|http.defaultRequestPolicy"
                        + ".headerContentType is not one that messages which are not raw may have",
                "{'http':{'defaultSicklyRetryPolicy':{}}}|http.defaultSicklyRetryPolicy is not supported"
            })
    void whatIsNoPolicyOfATopicIsRefused(String json, String reason) {
        assertInvalid(() -> topic(json.replace('\'', '"')), "DeliveryPolicy: " + reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/json",
                "application/xml",
                "text/plain; charset=UTF-8",
                "application/json;charset=utf-8"
            })
    void everyMessageMayBeOfTheseTypes(String type) {
        assertThat(HttpContentType.isAllowed(type, false)).isTrue();
        assertThat(HttpContentType.isAllowed(type, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/css",
                "text/csv",
                "text/html",
                "text/xml",
                "application/atom+xml",
                "application/octet-stream",
                "application/soap+xml",
                "application/x-www-form-urlencoded",
                "application/xhtml+xml"
            })
    void rawMessagesMayBeOfMoreTypes(String type) {
        assertThat(HttpContentType.isAllowed(type, false)).isFalse();
        assertThat(HttpContentType.isAllowed(type, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "image/png", "text/plain; charset=latin1", "text/plain\r\nX: y", "text/plain; a=b"})
    void noMessageIsOfOtherTypes(String type) {
        assertThat(HttpContentType.isAllowed(type, false)).isFalse();
        assertThat(HttpContentType.isAllowed(type, true)).isFalse();
    }

    @Test
    void nothingSaidAnywhereIsTheServicesPolicy() {
        assertThat(EffectiveDeliveryPolicy.of(TopicDeliveryPolicy.NONE, Optional.empty())
                        .json())
                .isEqualTo(
                        "{\"healthyRetryPolicy\":" + DEFAULT_RETRY
                                + ",\"sicklyRetryPolicy\":null,\"throttlePolicy\":null,"
                                + "\"requestPolicy\":{\"headerContentType\":\"text/plain; charset=UTF-8\"},\"guaranteed\":false}");
    }

    @Test
    void theEffectivePolicyIsTakenBack() {
        EffectiveDeliveryPolicy effective = new EffectiveDeliveryPolicy(
                new HealthyRetryPolicy(1, 2, 9, 1, 2, 3, BackoffFunction.GEOMETRIC),
                OptionalInt.of(7),
                "application/json");
        DeliveryPolicy again = subscription(effective.json());
        assertThat(EffectiveDeliveryPolicy.of(TopicDeliveryPolicy.NONE, Optional.of(again)))
                .isEqualTo(effective);
    }

    @Test
    void theTopicsPolicyFillsEachGroupThatTheSubscriptionsLeaves() {
        TopicDeliveryPolicy topic = topic("{\"http\":{\"defaultHealthyRetryPolicy\":{\"numRetries\":7},"
                + "\"defaultThrottlePolicy\":{\"maxReceivesPerSecond\":70},"
                + "\"defaultRequestPolicy\":{\"headerContentType\":\"application/json\"}}}");
        DeliveryPolicy own = subscription("{\"healthyRetryPolicy\":{\"minDelayTarget\":1}}");
        assertThat(EffectiveDeliveryPolicy.of(topic, Optional.of(own)))
                .isEqualTo(new EffectiveDeliveryPolicy(
                        new HealthyRetryPolicy(1, 20, 3, 0, 0, 0, BackoffFunction.LINEAR),
                        OptionalInt.of(70),
                        "application/json"));
        DeliveryPolicy rest = subscription("{\"throttlePolicy\":{\"maxReceivesPerSecond\":5},"
                + "\"requestPolicy\":{\"headerContentType\":\"application/xml\"}}");
        EffectiveDeliveryPolicy effective = EffectiveDeliveryPolicy.of(topic, Optional.of(rest));
        assertThat(effective.healthyRetryPolicy().numRetries()).isEqualTo(7);
        assertThat(effective.maxReceivesPerSecond()).hasValue(5);
        assertThat(effective.headerContentType()).isEqualTo("application/xml");
    }

    @Test
    void aTopicMayDisableItsSubscriptionsPolicies() {
        TopicDeliveryPolicy topic = topic("{\"http\":{\"disableSubscriptionOverrides\":true}}");
        DeliveryPolicy own = subscription(
                "{\"healthyRetryPolicy\":{\"numRetries\":9},"
                        + "\"throttlePolicy\":{\"maxReceivesPerSecond\":5},\"requestPolicy\":{\"headerContentType\":\"text/plain\"}}");
        assertThat(EffectiveDeliveryPolicy.of(topic, Optional.of(own)))
                .isEqualTo(EffectiveDeliveryPolicy.of(TopicDeliveryPolicy.NONE, Optional.empty()));
    }

    @Test
    void aTopicsEffectivePolicyShowsItsThrottle() {
        assertThat(topic("{\"http\":{\"disableSubscriptionOverrides\":true,\"defaultThrottlePolicy\":"
                                + "{\"maxReceivesPerSecond\":9}}}")
                        .effectiveJson())
                .isEqualTo("{\"http\":{\"defaultHealthyRetryPolicy\":" + DEFAULT_RETRY
                        + ",\"disableSubscriptionOverrides\":true,\"defaultThrottlePolicy\":{\"maxReceivesPerSecond\":9},"
                        + "\"defaultRequestPolicy\":{\"headerContentType\":\"text/plain; charset=UTF-8\"}}}");
    }

    private static HealthyRetryPolicy retry(String json) {
        return subscription("{\"healthyRetryPolicy\":" + json + "}")
                .healthyRetryPolicy()
                .orElseThrow();
    }

    private static DeliveryPolicy subscription(String json) {
        return DeliveryPolicy.parse(AttributeCall.CREATION, json, false);
    }

    private static TopicDeliveryPolicy topic(String json) {
        return TopicDeliveryPolicy.parse(AttributeCall.CHANGE, json);
    }
}
