package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.topic.EmbeddedStores;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.webhook.LoopbackEndpoints.Answer;
import io.posthorn.topic.webhook.LoopbackEndpoints.Arrival;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What SNS promises of subscribing and unsubscribing by HTTP, over real connections and by a clock that the test moves. */
@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
class ConfirmationContractIT extends OnStage {
    private static final Duration RETRY = Duration.ofSeconds(20);

    @Test
    void aQuestionIsAskedAgainToTheByteUntilItIsTaken() {
        stage.endpoints.answer("/asked", Answer.of(500), Answer.of(429), Answer.of(200));
        SubscriptionKey subscription = stage.pending(stage.topic("asked"), "/asked", Map.of());
        for (int attempts = 1; attempts <= 2; attempts++) {
            assertThat(stage.dueAfter(Webhooks.confirmations(subscription), attempts))
                    .isEqualTo(stage.clock.instant().plus(RETRY));
            stage.clock.move(RETRY);
            stage.arrivals("/asked", attempts + 1);
        }
        stage.awaitEnd(Webhooks.confirmations(subscription));

        List<Arrival> questions = stage.endpoints.at("/asked");
        assertThat(questions).hasSize(3);
        assertThat(questions)
                .extracting(Arrival::body)
                .containsOnly(questions.getFirst().body());
        assertThat(questions)
                .extracting(Arrival::headers)
                .containsOnly(questions.getFirst().headers());
        assertThat(stage.confirm(questions.getLast()).element("SubscriptionArn"))
                .isEqualTo(subscription.arn());
    }

    @Test
    void aQuestionNamesNoSubscriptionAndItsContentTypeIsNoPolicys() {
        Map<String, String> json =
                Map.of("DeliveryPolicy", "{\"requestPolicy\":{\"headerContentType\":\"application/json\"}}");
        SubscriptionKey subscription = stage.subscribed(stage.topic("typed"), "/typed", json);
        stage.publish(subscription, "hello");
        stage.arrivals("/typed", 2);
        stage.askUnsigned("Unsubscribe", Map.of("SubscriptionArn", subscription.arn()));

        List<Arrival> all = stage.arrivals("/typed", 3);
        assertThat(all)
                .extracting(Arrival::type)
                .containsExactly("SubscriptionConfirmation", "Notification", "UnsubscribeConfirmation");
        assertThat(all)
                .extracting(each -> each.headers().get("content-type"))
                .containsExactly("text/plain; charset=UTF-8", "application/json", "text/plain; charset=UTF-8");
        assertThat(all)
                .extracting(each -> each.headers().get("x-amz-sns-subscription-arn"))
                .containsExactly(null, subscription.arn(), subscription.arn());
    }

    @Test
    void whatNobodyConfirmsInTwoDaysCannotBeConfirmedAndIsNotAskedAgain() {
        String topic = stage.topic("expired");
        stage.endpoints.answer("/expired", Answer.of(500));
        SubscriptionKey late = stage.pending(topic, "/expired", Map.of());
        SubscriptionKey intime = stage.pending(topic, "/intime", Map.of());
        Arrival question = stage.arrivals("/expired", 1).getFirst();
        stage.dueAfter(Webhooks.confirmations(late), 1);

        stage.clock.move(WebhookStage.CONFIRMATION_TIME.minusMillis(1));
        assertThat(stage.confirm(stage.arrivals("/intime", 1).getFirst()).element("SubscriptionArn"))
                .isEqualTo(intime.arn());
        stage.clock.move(Duration.ofMillis(1));

        assertThat(stage.confirm(question).status()).isEqualTo(400);
        assertThat(stage.confirm(question).element("Message")).isEqualTo("Invalid token");
        stage.awaitEnd(Webhooks.confirmations(late));
        assertThat(stage.endpoints.at("/expired")).hasSize(1);
    }

    @Test
    void aQuestionThatIsAskedAnewOrAnsweredGoesNoFurther() {
        String topic = stage.topic("superseded");
        stage.endpoints.answer("/anew", Answer.of(500), Answer.of(200));
        stage.endpoints.answer("/answered", Answer.of(500));
        SubscriptionKey anew = stage.pending(topic, "/anew", Map.of());
        SubscriptionKey answered = stage.pending(topic, "/answered", Map.of());
        stage.dueAfter(Webhooks.confirmations(anew), 1);
        stage.dueAfter(Webhooks.confirmations(answered), 1);

        stage.pending(topic, "/anew", Map.of());
        List<Arrival> questions = stage.arrivals("/anew", 2);
        assertThat(stage.confirm(stage.endpoints.at("/answered").getFirst()).status())
                .isEqualTo(200);
        stage.clock.move(RETRY);
        stage.awaitEnd(Webhooks.confirmations(anew));
        stage.awaitEnd(Webhooks.confirmations(answered));

        assertThat(stage.endpoints.at("/anew")).hasSize(2);
        assertThat(stage.endpoints.at("/answered")).hasSize(1);
        assertThat(stage.confirm(questions.get(0)).element("Message")).isEqualTo("Invalid token");
        assertThat(stage.confirm(questions.get(1)).element("SubscriptionArn")).isEqualTo(anew.arn());
    }

    @Test
    void neitherQuestionsNorFarewellsGoToADeadLetterQueue() {
        Map<String, String> redrive = Map.of(
                "RedrivePolicy",
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:" + WebhookStage.REGION + ":" + WebhookStage.OWNER
                        + ":questions\"}");
        stage.endpoints.answer("/unwilling", Answer.of(200), Answer.of(404));
        SubscriptionKey subscription = stage.subscribed(stage.topic("unwilling"), "/unwilling", redrive);
        stage.askUnsigned("Unsubscribe", Map.of("SubscriptionArn", subscription.arn()));
        stage.endpoints.answer("/refusing", Answer.of(403));
        SubscriptionKey refused = stage.pending(stage.topic("refusing"), "/refusing", redrive);

        stage.awaitEnd(Webhooks.confirmations(subscription));
        stage.awaitEnd(Webhooks.confirmations(refused));
        assertThat(stage.endpoints.at("/unwilling")).hasSize(2);
        assertThat(stage.endpoints.at("/refusing")).hasSize(1);
        assertThat(stage.deadLetters("questions")).isEmpty();
    }

    @Test
    void aPendingSubscriptionIsShownWithoutItsArnAndWithoutItsPassword() {
        String topic = stage.topic("shown");
        String endpoint = "http://user:hunter2@" + stage.endpoints.authority() + "/shown";
        Map<String, String> asked = Map.of("TopicArn", topic, "Protocol", "http", "Endpoint", endpoint);

        assertThat(stage.ask("Subscribe", asked).element("SubscriptionArn")).isEqualTo("pending confirmation");
        WebhookStage.Answer ofTopic = stage.ask("ListSubscriptionsByTopic", Map.of("TopicArn", topic));
        WebhookStage.Answer all = stage.ask("ListSubscriptions", Map.of());
        String arn = stage.pending(topic, "/other", Map.of()).arn();
        WebhookStage.Answer attributes = stage.ask("GetSubscriptionAttributes", Map.of("SubscriptionArn", arn));

        assertThat(ofTopic.element("SubscriptionArn")).isEqualTo("PendingConfirmation");
        assertThat(ofTopic.element("Endpoint")).isEqualTo(endpoint.replace("hunter2", "****"));
        assertThat(all.body()).contains(endpoint.replace("hunter2", "****")).doesNotContain("hunter2");
        assertThat(arn).startsWith(topic + ":");
        assertThat(attributes.body()).contains("<key>PendingConfirmation</key><value>true</value>");
    }

    @Test
    void anEndpointThatAsksIsSentThePasswordOfItsUrlAndNobodyElseIs() {
        String topic = stage.topic("credentials");
        Answer challenge = Answer.of(401, "WWW-Authenticate", "Basic realm=\"r\"");
        stage.endpoints.answer("/secret", challenge, Answer.of(302, "Location", "/elsewhere"));
        String endpoint = "http://user:hunter2@" + stage.endpoints.authority() + "/secret";

        stage.ask("Subscribe", Map.of("TopicArn", topic, "Protocol", "http", "Endpoint", endpoint));

        List<Arrival> asked = stage.arrivals("/secret", 2);
        assertThat(asked)
                .extracting(each -> each.headers().get("authorization"))
                .containsExactly(null, "Basic dXNlcjpodW50ZXIy");
        assertThat(asked.get(1).body()).isEqualTo(asked.get(0).body());
        assertThat(stage.endpoints.at("/elsewhere")).isEmpty();
        WebhookStage.Answer confirmed = stage.confirm(asked.get(0));
        assertThat(stage.ask(
                                "GetSubscriptionAttributes",
                                Map.of("SubscriptionArn", confirmed.element("SubscriptionArn")))
                        .body())
                .contains("user:****@")
                .doesNotContain("hunter2");
    }

    @Test
    void unsubscribingWhatIsNotThereIsDoneAlready() {
        String topic = stage.topic("there");

        for (String arn : List.of(topic + ":" + UUID.randomUUID(), topic + "-not:" + UUID.randomUUID())) {
            assertThat(stage.ask("Unsubscribe", Map.of("SubscriptionArn", arn)).status())
                    .isEqualTo(200);
            assertThat(stage.askUnsigned("Unsubscribe", Map.of("SubscriptionArn", arn))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theLinkNeedsNoSignatureUnlessWhoConfirmedHasAskedForOne() {
        String topic = stage.topic("links");
        SubscriptionKey open = stage.subscribed(topic, "/open", Map.of());
        SubscriptionKey closed = stage.pending(topic, "/closed", Map.of());
        String token = stage.arrivals("/closed", 1).getFirst().member("Token");
        Map<String, String> signed = Map.of("TopicArn", topic, "Token", token, "AuthenticateOnUnsubscribe", "true");
        assertThat(stage.askUnsigned("ConfirmSubscription", signed).status()).isEqualTo(403);
        assertThat(stage.ask("ConfirmSubscription", signed).element("SubscriptionArn"))
                .isEqualTo(closed.arn());

        WebhookStage.Answer refused = stage.askUnsigned("Unsubscribe", Map.of("SubscriptionArn", closed.arn()));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.element("Code")).isEqualTo("AuthorizationError");
        assertThat(stage.askUnsigned("Unsubscribe", Map.of("SubscriptionArn", open.arn()))
                        .status())
                .isEqualTo(200);
        assertThat(stage.ask("Unsubscribe", Map.of("SubscriptionArn", closed.arn()))
                        .status())
                .isEqualTo(200);

        assertThat(stage.arrivals("/open", 2).getLast().type()).isEqualTo("UnsubscribeConfirmation");
        assertThat(stage.endpoints.at("/closed")).as("the owner knows").hasSize(1);
    }

    @Test
    void aFarewellIsSentAgainToTheByteAndNoMoreWhenTheSubscriptionIsRestored() {
        stage.endpoints.answer("/left", Answer.of(200), Answer.of(500));
        SubscriptionKey subscription = stage.subscribed(stage.topic("left"), "/left", Map.of());
        stage.askUnsigned("Unsubscribe", Map.of("SubscriptionArn", subscription.arn()));
        assertThat(stage.dueAfter(Webhooks.confirmations(subscription), 1))
                .isEqualTo(stage.clock.instant().plus(RETRY));
        stage.clock.move(RETRY);
        stage.dueAfter(Webhooks.confirmations(subscription), 2);
        List<Arrival> farewells = stage.arrivals("/left", 3).subList(1, 3);

        assertThat(stage.confirm(farewells.get(1)).element("SubscriptionArn")).isEqualTo(subscription.arn());
        stage.clock.move(RETRY);
        stage.awaitEnd(Webhooks.confirmations(subscription));

        assertThat(stage.endpoints.at("/left")).hasSize(3);
        assertThat(farewells.get(1).body()).isEqualTo(farewells.get(0).body());
        assertThat(farewells.get(1).headers()).isEqualTo(farewells.get(0).headers());
    }

    @Test
    void aFarewellThatCouldNotBeSentIsSentLaterOnceAndRestoresTheSubscription() {
        SubscriptionKey subscription = stage.subscribed(stage.topic("late-farewell"), "/late", Map.of());
        stage.deliveriesAreAway(true);
        Map<String, String> named = Map.of("SubscriptionArn", subscription.arn());
        assertThat(stage.askUnsigned("Unsubscribe", named).status()).isEqualTo(200);
        stage.deliveriesAreAway(false);

        stage.clock.move(UntoldEndpoints.GRACE.minusMillis(1));
        stage.tellLate();
        assertThat(stage.endpoints.at("/late")).hasSize(1);
        byte[] sealed =
                untold(subscription).getFirst().getBuffer("sealed_token").getBytes();
        stage.clock.move(Duration.ofMillis(1));
        stage.tellLate();
        Arrival farewell = stage.arrivals("/late", 2).getLast();
        stage.clock.move(UntoldEndpoints.GRACE);
        stage.tellLate();

        assertThat(stage.endpoints.at("/late")).hasSize(2);
        assertThat(untold(subscription)).isEmpty();
        assertThat(farewell.type()).isEqualTo("UnsubscribeConfirmation");
        assertThat(farewell.member("Timestamp"))
                .isEqualTo(stage.clock
                        .instant()
                        .minus(UntoldEndpoints.GRACE.multipliedBy(2))
                        .toString()
                        .replace("Z", ".000Z"));
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain(farewell.member("Token"));
        assertThat(stage.confirm(farewell).element("SubscriptionArn")).isEqualTo(subscription.arn());
    }

    @Test
    void aFarewellThatIsToldTwiceHasTheSameIdTokenAndTime() {
        SubscriptionKey subscription = stage.subscribed(stage.topic("repeated-farewell"), "/repeated", Map.of());
        stage.deliveriesAreAway(true);
        stage.askUnsigned("Unsubscribe", Map.of("SubscriptionArn", subscription.arn()));
        stage.deliveriesAreAway(false);
        byte[] sealed =
                untold(subscription).getFirst().getBuffer("sealed_token").getBytes();
        stage.clock.move(UntoldEndpoints.GRACE);
        stage.tellLate();
        // As when the replica dies before it is on record that the endpoint is told.
        stage.rows(
                "UPDATE topic.removed_subscriptions SET sealed_token = $2 WHERE id = $1",
                Tuple.of(subscription.id(), Buffer.buffer(sealed)));
        stage.clock.move(UntoldEndpoints.GRACE);
        stage.tellLate();

        List<Arrival> farewells = stage.arrivals("/repeated", 3).subList(1, 3);
        for (String member : List.of("MessageId", "Token", "Timestamp", "SubscribeURL")) {
            assertThat(farewells.get(1).member(member))
                    .isEqualTo(farewells.get(0).member(member));
        }
    }

    @Test
    void aFarewellThatIsOnItsWayIsNotToldAgain() {
        SubscriptionKey subscription = stage.subscribed(stage.topic("farewell"), "/farewell", Map.of());

        stage.askUnsigned("Unsubscribe", Map.of("SubscriptionArn", subscription.arn()));
        assertThat(untold(subscription)).isEmpty();
        stage.clock.move(UntoldEndpoints.GRACE);
        stage.tellLate();

        assertThat(stage.endpoints.at("/farewell"))
                .extracting(Arrival::type)
                .containsExactly("SubscriptionConfirmation", "UnsubscribeConfirmation");
    }

    private List<Row> untold(SubscriptionKey subscription) {
        return stage.rows(
                "SELECT sealed_token FROM topic.removed_subscriptions WHERE id = $1 AND sealed_token IS NOT NULL",
                Tuple.of(subscription.id()));
    }
}
