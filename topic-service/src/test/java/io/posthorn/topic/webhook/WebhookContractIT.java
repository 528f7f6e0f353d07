package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.topic.EmbeddedStores;
import io.posthorn.topic.delivery.TargetKey;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.webhook.LoopbackEndpoints.Answer;
import io.posthorn.topic.webhook.LoopbackEndpoints.Arrival;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What SNS promises of notifications by HTTP, over real connections and by a clock that the test moves. */
@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
class WebhookContractIT extends OnStage {
    private static final Duration RETRY = Duration.ofSeconds(20);
    private static final String DLQ =
            "{\"deadLetterTargetArn\":\"arn:aws:sqs:" + WebhookStage.REGION + ":" + WebhookStage.OWNER + ":%s\"}";

    @Test
    void aNotificationIsTriedAgainToTheByteOnItsScheduleThroughARestart() {
        SubscriptionKey subscription =
                stage.subscribed(stage.topic("retried"), "/retried", Map.of("RedrivePolicy", DLQ.formatted("retried")));
        TargetKey target = Webhooks.notifications(subscription);
        stage.endpoints.answer("/retried", Answer.of(503));
        Instant first = stage.clock.instant();

        String messageId = stage.publish(subscription, "hello");
        stage.clock.set(stage.dueAfter(target, 1));
        Instant third = stage.dueAfter(target, 2);
        stage.restart();
        assertThat(stage.dueAfter(target, 2)).isEqualTo(third);
        stage.clock.set(third);
        stage.clock.set(stage.dueAfter(target, 3));
        stage.awaitEnd(target);

        List<Arrival> tries = notifications("/retried");
        assertThat(tries)
                .extracting(Arrival::at)
                .containsExactly(
                        first, first.plus(RETRY), first.plus(RETRY.multipliedBy(2)), first.plus(RETRY.multipliedBy(3)));
        assertThat(tries)
                .extracting(Arrival::body)
                .containsOnly(tries.getFirst().body());
        assertThat(tries)
                .extracting(Arrival::headers)
                .containsOnly(tries.getFirst().headers());
        assertThat(tries.getFirst().member("MessageId")).isEqualTo(messageId);
        assertThat(tries.getFirst().member("Signature")).startsWith("signature ");
        assertThat(stage.deadLetters("retried"))
                .containsExactly(tries.getFirst().body());
    }

    @Test
    void aRawMessageComesAloneInEachTryAndSaysThatItIsRaw() {
        SubscriptionKey subscription =
                stage.subscribed(stage.topic("raw"), "/raw", Map.of("RawMessageDelivery", "true"));
        stage.endpoints.answer("/raw", Answer.of(500), Answer.of(200));

        stage.publish(subscription, "{\"a\": \"ü\"}");
        stage.clock.set(stage.dueAfter(Webhooks.notifications(subscription), 1));
        stage.awaitEnd(Webhooks.notifications(subscription));

        List<Arrival> tries = notifications("/raw");
        assertThat(tries).extracting(Arrival::body).containsExactly("{\"a\": \"ü\"}", "{\"a\": \"ü\"}");
        assertThat(tries.get(1).headers()).isEqualTo(tries.get(0).headers());
        assertThat(tries.get(0).headers())
                .containsOnlyKeys(
                        "x-amz-sns-message-type",
                        "x-amz-sns-message-id",
                        "x-amz-sns-topic-arn",
                        "x-amz-sns-subscription-arn",
                        "x-amz-sns-rawdelivery",
                        "content-type",
                        "connection",
                        "user-agent",
                        "accept-encoding",
                        "host",
                        "content-length")
                .containsEntry("x-amz-sns-rawdelivery", "true");
    }

    @Test
    void ofAFifoTopicNotificationsHaveTheirNumberAndNoSignatureAndWaitForEachOther() {
        SubscriptionKey subscription = stage.subscribed(stage.topic("ordered.fifo"), "/ordered", Map.of());
        stage.endpoints.answer("/ordered", Answer.of(500), Answer.of(200));

        stage.publishInOrder(subscription, "first", 1);
        Instant due = stage.dueAfter(Webhooks.notifications(subscription), 1);
        stage.publishInOrder(subscription, "second", 2);
        stage.clock.set(due);
        stage.awaitEnd(Webhooks.notifications(subscription));

        List<Arrival> all = notifications("/ordered");
        assertThat(all).extracting(each -> each.member("Message")).containsExactly("first", "first", "second");
        assertThat(all)
                .extracting(each -> each.member("SequenceNumber"))
                .containsExactly("10000000000000000001", "10000000000000000001", "10000000000000000002");
        assertThat(all).noneMatch(each -> each.body().contains("\"Sign"));
    }

    @Test
    void whatIsRefusedOrSentElsewhereIsNotTriedAgain() {
        String topic = stage.topic("refused");
        Map<String, String> redrive = Map.of("RedrivePolicy", DLQ.formatted("refused"));
        for (int status : new int[] {301, 302, 307, 308, 400, 401, 404, 408, 410}) {
            String path = "/refused" + status;
            SubscriptionKey subscription = stage.subscribed(topic, path, redrive);
            stage.endpoints.answer(path, Answer.of(status, "Location", "/elsewhere"));

            stage.publish(subscription, path);

            assertThat(stage.waiting(Webhooks.notifications(subscription))).isEmpty();
            assertThat(notifications(path)).hasSize(1);
            assertThat(stage.deadLetters("refused"))
                    .contains(notifications(path).getFirst().body());
        }
        assertThat(stage.endpoints.at("/elsewhere")).isEmpty();
    }

    @Test
    void whatFailsIsTriedAgainWhenTheLaterOfTheScheduleAndRetryAfterSays() {
        String topic = stage.topic("later");
        String inTwoMinutes = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                stage.clock.instant().plusSeconds(120).atOffset(ZoneOffset.UTC));
        String past = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                stage.clock.instant().minusSeconds(120).atOffset(ZoneOffset.UTC));
        record Case(int status, String retryAfter, int seconds) {}
        List<Case> cases = List.of(
                new Case(429, "90", 90),
                new Case(503, "90", 90),
                new Case(503, inTwoMinutes, 120),
                new Case(503, past, 20),
                new Case(429, "5", 20),
                new Case(429, "-90", 20),
                new Case(429, "soon", 20),
                new Case(429, "3600", 3600),
                new Case(429, "7200", 20),
                new Case(429, "99999999999999999999", 20),
                new Case(500, "90", 20));

        for (int i = 0; i < cases.size(); i++) {
            Case each = cases.get(i);
            SubscriptionKey subscription = stage.subscribed(topic, "/later" + i, Map.of());
            stage.endpoints.answer("/later" + i, Answer.of(each.status(), "Retry-After", each.retryAfter()));
            stage.publish(subscription, "hello");

            assertThat(stage.dueAfter(Webhooks.notifications(subscription), 1))
                    .as(each.toString())
                    .isEqualTo(stage.clock.instant().plusSeconds(each.seconds()));
        }
    }

    @Test
    void theNumberOfRetriesIsThatOfAllPhasesTogether() {
        SubscriptionKey subscription = stage.subscribed(
                stage.topic("phases"),
                "/phases",
                Map.of(
                        "RedrivePolicy",
                        DLQ.formatted("phases"),
                        "DeliveryPolicy",
                        "{\"healthyRetryPolicy\":{\"minDelayTarget\":10,\"maxDelayTarget\":60,\"numRetries\":4,"
                                + "\"numNoDelayRetries\":1,\"numMinDelayRetries\":1,\"numMaxDelayRetries\":1}}"));
        TargetKey target = Webhooks.notifications(subscription);
        stage.endpoints.answer("/phases", Answer.of(500));
        Instant first = stage.clock.instant();

        stage.publish(subscription, "hello");
        stage.clock.set(stage.dueAfter(target, 2));
        Instant backedOff = stage.dueAfter(target, 3);
        stage.clock.set(backedOff);
        stage.clock.set(stage.dueAfter(target, 4));
        stage.awaitEnd(target);

        assertThat(notifications("/phases"))
                .extracting(Arrival::at)
                .containsExactly(first, first, first.plusSeconds(10), backedOff, backedOff.plusSeconds(60));
        assertThat(backedOff).isBetween(first.plusSeconds(20), first.plusSeconds(21));
        assertThat(stage.deadLetters("phases")).hasSize(1);
    }

    @Test
    void anHourAfterTheFirstAttemptThereIsNoOtherHoweverManyAreLeft() {
        SubscriptionKey subscription = stage.subscribed(
                stage.topic("hour"),
                "/hour",
                Map.of(
                        "RedrivePolicy",
                        DLQ.formatted("hour"),
                        "DeliveryPolicy",
                        "{\"healthyRetryPolicy\":{\"minDelayTarget\":1200,\"maxDelayTarget\":1200,\"numRetries\":3}}"));
        TargetKey target = Webhooks.notifications(subscription);
        stage.endpoints.answer("/hour", Answer.of(500));
        Instant first = stage.clock.instant();

        stage.publish(subscription, "hello");
        stage.clock.set(stage.dueAfter(target, 1).plusSeconds(10));
        stage.clock.set(stage.dueAfter(target, 2));
        stage.awaitEnd(target);

        assertThat(notifications("/hour"))
                .extracting(Arrival::at)
                .containsExactly(first, first.plusSeconds(1210), first.plusSeconds(2410));
        assertThat(stage.deadLetters("hour")).hasSize(1);
    }

    @Test
    void aThrottleDelaysItsSubscriberOnlyAndRefusesNothing() {
        String topic = stage.topic("throttled");
        SubscriptionKey slow = stage.subscribed(
                topic, "/slow", Map.of("DeliveryPolicy", "{\"throttlePolicy\":{\"maxReceivesPerSecond\":1}}"));
        SubscriptionKey quick = stage.subscribed(topic, "/quick", Map.of());
        Instant first = stage.clock.instant();

        for (int i = 0; i < 3; i++) {
            stage.publish(slow, "hello " + i);
            stage.publish(quick, "hello " + i);
        }
        assertThat(notifications("/quick")).extracting(Arrival::at).containsExactly(first, first, first);
        for (int arrived = 1; arrived <= 3; arrived++) {
            stage.arrivals("/slow", 1 + arrived);
            stage.clock.move(Duration.ofSeconds(1));
        }
        stage.awaitEnd(Webhooks.notifications(slow));

        assertThat(notifications("/slow"))
                .extracting(Arrival::at)
                .containsExactlyElementsOf(
                        Stream.of(0, 1, 2).map(first::plusSeconds).toList());
    }

    private List<Arrival> notifications(String path) {
        return stage.endpoints.at(path).stream()
                .filter(each -> each.type().equals("Notification"))
                .toList();
    }
}
