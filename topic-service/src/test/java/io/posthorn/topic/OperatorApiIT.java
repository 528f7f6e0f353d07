package io.posthorn.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.topic.attribute.Subscriber;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.catalog.CatalogLimits;
import io.posthorn.topic.catalog.NewSubscription;
import io.posthorn.topic.catalog.TopicCatalog;
import io.posthorn.topic.catalog.TopicCatalogs;
import io.posthorn.topic.catalog.TopicProfile;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.posthorn.topic.webhook.WebhookSecretStore;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** What the operator is told of deliveries to an endpoint that nothing may be sent to. */
@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
class OperatorApiIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String REGION = "eu-west-1";
    private static final String NOWHERE = "http://127.0.0.1:1/";
    private static final AccountId ACCOUNT = new AccountId("777777777701");
    private static final AccountId OTHER = new AccountId("777777777702");

    @Inject
    TopicApi api;

    @Inject
    Vertx vertx;

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Pool pool;

    @Test
    void attemptsAreListedInPagesAndSentAgain() {
        SubscriptionKey subscription = subscribed("listed", SubscriptionProtocol.HTTP, NOWHERE);
        publish(subscription.topic());
        publish(subscription.topic());
        JsonObject all = awaitAttempts(subscription, 2);

        JsonObject newest = all.getJsonArray("attempts").getJsonObject(0);
        assertThat(newest.fieldNames())
                .containsExactly(
                        "sequence",
                        "delivery",
                        "attempt",
                        "at",
                        "result",
                        "status",
                        "reason",
                        "latencyMs",
                        "excerpt",
                        "resentAt");
        assertThat(newest.getString("result")).isEqualTo("buried");
        assertThat(newest.getString("reason")).isEqualTo("forbidden_address");
        assertThat(newest.getValue("status")).isNull();
        assertThat(all.getValue("before")).isNull();

        JsonObject first = ok(operator("GET", subscription, "attempts", "limit=1", ""));
        JsonObject second =
                ok(operator("GET", subscription, "attempts", "limit=1&before=" + first.getLong("before"), ""));
        assertThat(first.getJsonArray("attempts")).containsExactly(newest);
        assertThat(second.getJsonArray("attempts"))
                .containsExactly(all.getJsonArray("attempts").getJsonObject(1));
        assertThat(ok(operator("GET", subscription, "attempts", "result=accepted", ""))
                        .getJsonArray("attempts"))
                .isEmpty();

        String delivery = newest.getString("delivery");
        assertThat(ok(operator("POST", subscription, "resend", "", "{\"delivery\":\"" + delivery + "\"}")))
                .isEqualTo(new JsonObject().put("resent", 1));
        awaitAttempts(subscription, 3);
        String since = "{\"failedSince\":\"" + newest.getString("at") + "\"}";
        assertThat(ok(operator("POST", subscription, "resend", "", since)).getInteger("resent"))
                .isPositive();
        assertThat(operator("POST", subscription, "resend", "", "{\"delivery\":\"" + UUID.randomUUID() + "\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aDisabledSubscriptionIsListedAndEnabled() {
        SubscriptionKey subscription = subscribed("disabled", SubscriptionProtocol.HTTP, NOWHERE);
        publish(subscription.topic());
        String delivery = awaitAttempts(subscription, 1)
                .getJsonArray("attempts")
                .getJsonObject(0)
                .getString("delivery");
        disable(subscription);

        JsonObject listed = ok(ask(operator(ACCOUNT), "GET", "", "account=" + ACCOUNT + "&disabled=true", ""));
        assertThat(listed.getJsonArray("disabled")).hasSize(1);
        assertThat(listed.getJsonArray("disabled").getJsonObject(0).getString("subscriptionArn"))
                .isEqualTo(subscription.arn());
        assertThat(listed.getJsonArray("disabled").getJsonObject(0).getString("kind"))
                .isEqualTo("sns-http");
        assertThat(ok(ask(operator(OTHER), "GET", "", "account=" + OTHER + "&disabled=true", ""))
                        .getJsonArray("disabled"))
                .isEmpty();
        assertThat(operator("POST", subscription, "resend", "", "{\"failedSince\":\"2026-01-01T00:00:00Z\"}")
                        .status())
                .isEqualTo(409);
        assertThat(operator("POST", subscription, "resend", "", "{\"delivery\":\"" + delivery + "\"}")
                        .status())
                .isEqualTo(409);

        assertThat(ok(operator("POST", subscription, "enable", "", "")))
                .isEqualTo(new JsonObject().put("wasDisabled", true));
        assertThat(ok(operator("POST", subscription, "enable", "", "")))
                .isEqualTo(new JsonObject().put("wasDisabled", false));
        assertThat(ok(operator("POST", subscription, "resend", "", "{\"delivery\":\"" + delivery + "\"}")))
                .isEqualTo(new JsonObject().put("resent", 1));
    }

    @Test
    void aSecretForSignaturesIsToldOnceSealedAndTakenAway() {
        SubscriptionKey subscription = subscribed("signed", SubscriptionProtocol.HTTP, NOWHERE);
        long before = get(catalog().find(subscription.topic())).orElseThrow().revision();

        String first =
                ok(operator("PUT", subscription, "standard-webhooks", "", "")).getString("secret");
        String second =
                ok(operator("PUT", subscription, "standard-webhooks", "", "")).getString("secret");

        assertThat(first).matches("whsec_[A-Za-z0-9+/]{43}=").isNotEqualTo(second);
        assertThat(second).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(get(catalog().find(subscription.topic())).orElseThrow().revision())
                .as("replicas read the subscription again")
                .isEqualTo(before + 2);
        RowSet<Row> rows = get(
                pool.preparedQuery("SELECT sealed FROM topic.webhook_secrets WHERE account = $1 AND subscription = $2")
                        .execute(Tuple.of(ACCOUNT.value(), subscription.id())));
        assertThat(rows).hasSize(1);
        assertThat(rows.iterator().next().getBuffer(0).toString(StandardCharsets.ISO_8859_1))
                .doesNotContain(raw(first), raw(second));
        for (int i = 2; i < WebhookSecretStore.MAX; i++) {
            assertThat(operator("PUT", subscription, "standard-webhooks", "", "")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(operator("PUT", subscription, "standard-webhooks", "", "").status())
                .isEqualTo(409);

        assertThat(ok(operator("DELETE", subscription, "standard-webhooks", "", "")))
                .isEqualTo(new JsonObject().put("wasSigned", true));
        assertThat(ok(operator("DELETE", subscription, "standard-webhooks", "", "")))
                .isEqualTo(new JsonObject().put("wasSigned", false));
    }

    private static String raw(String secret) {
        return new String(Base64.getDecoder().decode(secret.substring("whsec_".length())), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsNotThereIsUnknownWhoeverElsesItIs() {
        SubscriptionKey subscription = subscribed("known", SubscriptionProtocol.HTTP, NOWHERE);
        SubscriptionKey otherTopic = new SubscriptionKey(key(ACCOUNT, "elsewhere"), subscription.id());
        SubscriptionKey otherAccount = new SubscriptionKey(key(OTHER, "known"), subscription.id());
        SubscriptionKey gone = new SubscriptionKey(subscription.topic(), UUID.randomUUID());

        for (SubscriptionKey unknown : new SubscriptionKey[] {otherTopic, otherAccount, gone}) {
            assertThat(operator("GET", unknown, "attempts", "", "").status()).isEqualTo(404);
            assertThat(operator("POST", unknown, "enable", "", "").status()).isEqualTo(404);
            assertThat(operator("PUT", unknown, "standard-webhooks", "", "").status())
                    .isEqualTo(404);
            assertThat(operator("POST", unknown, "resend", "", "{\"failedSince\":\"2026-01-01T00:00:00Z\"}")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void aQueueHasNoDeliveriesByHttp() {
        SubscriptionKey queue =
                subscribed("queued", SubscriptionProtocol.SQS, "arn:aws:sqs:" + REGION + ":" + ACCOUNT + ":q");

        WireResponse answer = operator("GET", queue, "attempts", "", "");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).getString("message"))
                .isEqualTo("deliveries are on record for the protocols http and https");
    }

    @Test
    void aTenantIsAnsweredAsATenantWhateverThePath() {
        SubscriptionKey subscription = subscribed("asked", SubscriptionProtocol.HTTP, NOWHERE);
        String path = "/" + subscription.arn() + "/attempts";
        Call root = call(ACCOUNT, Principal.rootOf(ACCOUNT), "AKID");
        Call named = call(ACCOUNT, new Principal("arn:aws:iam::" + ACCOUNT + ":user/operator", "operator"), "AKID");

        for (Call tenant : new Call[] {root, named}) {
            WireResponse answer = ask(tenant, "GET", path, "", "");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers().first("Content-Type")).isEqualTo("text/xml");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("<ErrorResponse");
        }
        assertThat(get(api.handle(
                                operator(ACCOUNT),
                                new WireRequest(
                                        "POST",
                                        "/",
                                        "",
                                        Headers.of("Content-Type", "application/x-www-form-urlencoded"),
                                        "Action=ListTopics&Version=2010-03-31".getBytes(StandardCharsets.UTF_8))))
                        .status())
                .as("the operator acts as no tenant")
                .isEqualTo(404);
    }

    private JsonObject awaitAttempts(SubscriptionKey subscription, int count) {
        return await().atMost(PATIENCE)
                .until(
                        () -> ok(operator("GET", subscription, "attempts", "", "")),
                        answer -> answer.getJsonArray("attempts").size() == count);
    }

    /** As the engine does when a target has failed for too long. */
    private void disable(SubscriptionKey subscription) {
        get(pool.preparedQuery("INSERT INTO topic.delivery_targets (account, kind, target, disabled_at, changed_at)"
                        + " VALUES ($1, 'sns-http', $2, now(), now()) ON CONFLICT (account, kind, target)"
                        + " DO UPDATE SET disabled_at = now(), changed_at = now()")
                .execute(Tuple.of(ACCOUNT.value(), subscription.id())));
    }

    private void publish(TopicKey topic) {
        WireResponse answer = get(api.handle(
                call(ACCOUNT, Principal.rootOf(ACCOUNT), "AKID"),
                new WireRequest(
                        "POST",
                        "/",
                        "",
                        Headers.of("Content-Type", "application/x-www-form-urlencoded"),
                        ("Action=Publish&Version=2010-03-31&Message=m&TopicArn=" + topic.arn())
                                .getBytes(StandardCharsets.UTF_8))));
        assertThat(answer.status()).isEqualTo(200);
    }

    /** A confirmed subscription to a new topic; raw, so that nothing needs a signature. */
    private SubscriptionKey subscribed(String name, SubscriptionProtocol protocol, String endpoint) {
        TopicKey topic = key(ACCOUNT, name);
        get(catalog()
                .create(
                        topic,
                        new TopicProfile(TopicAttributes.ofStored(topic, Map.of()), Map.of(), Optional.empty())));
        UUID id = UUID.randomUUID();
        get(catalog()
                .subscriptions()
                .subscribe(
                        topic,
                        new NewSubscription(
                                id,
                                Principal.rootOf(ACCOUNT).arn(),
                                Optional.empty(),
                                Optional::isEmpty,
                                SubscriptionAttributes.ofStored(
                                        new Subscriber(topic, ACCOUNT, protocol, endpoint),
                                        Map.of("RawMessageDelivery", "true")),
                                Optional.empty()),
                        _ -> {}));
        return new SubscriptionKey(topic, id);
    }

    private TopicCatalog catalog() {
        return new TopicCatalogs(
                        vertx, sessions, new CatalogLimits(100, 100, 100, 100, 100, 100, 100), Clock.systemUTC())
                .forAccount(ACCOUNT);
    }

    private static TopicKey key(AccountId account, String name) {
        return new TopicKey(account, REGION, new TopicName(name));
    }

    private WireResponse operator(String method, SubscriptionKey subscription, String what, String query, String body) {
        return ask(
                operator(subscription.topic().account()), method, "/" + subscription.arn() + "/" + what, query, body);
    }

    private WireResponse ask(Call call, String method, String path, String query, String body) {
        return get(api.handle(
                call,
                new WireRequest(
                        method,
                        "/_posthorn/deliveries" + path,
                        query,
                        Headers.of("Content-Type", "application/json"),
                        body.getBytes(StandardCharsets.UTF_8))));
    }

    private static Call operator(AccountId account) {
        return call(account, Principal.OPERATOR, "");
    }

    private static Call call(AccountId account, Principal principal, String accessKeyId) {
        return new Call(
                account, principal, accessKeyId, REGION, "sns", "request", "http://h", Source.UNKNOWN, Instant.now());
    }

    private static JsonObject ok(WireResponse answer) {
        assertThat(answer.status())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        assertThat(answer.headers().first("Content-Type")).isEqualTo("application/json");
        return json(answer);
    }

    private static JsonObject json(WireResponse answer) {
        return new JsonObject(new String(answer.body(), StandardCharsets.UTF_8));
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }
}
