package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.topic.EmbeddedStores;
import io.posthorn.topic.topic.SubscriptionKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What SNS promises of delivery by HTTP, over real connections and by a clock that the test moves. */
@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
class WebhookContractIT {
    @Inject
    Vertx vertx;

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String databaseUrl;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    private WebhookStage stage;

    @BeforeEach
    void start() {
        stage = new WebhookStage(
                vertx,
                sessions,
                PgConnectOptions.fromUri(databaseUrl.replaceFirst("^vertx-reactive:", ""))
                        .setUser(user)
                        .setPassword(password));
    }

    @AfterEach
    void stop() {
        stage.close();
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
        LoopbackEndpoints.Arrival farewell = stage.arrivals("/late", 2).getLast();
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

        List<LoopbackEndpoints.Arrival> farewells =
                stage.arrivals("/repeated", 3).subList(1, 3);
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
                .extracting(LoopbackEndpoints.Arrival::type)
                .containsExactly("SubscriptionConfirmation", "UnsubscribeConfirmation");
    }

    private List<Row> untold(SubscriptionKey subscription) {
        return stage.rows(
                "SELECT sealed_token FROM topic.removed_subscriptions WHERE id = $1 AND sealed_token IS NOT NULL",
                Tuple.of(subscription.id()));
    }
}
