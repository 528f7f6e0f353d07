package io.posthorn.topic.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.platform.AccountId;
import io.posthorn.topic.EmbeddedStores;
import io.posthorn.topic.attribute.Subscriber;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
class CatalogIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String REGION = "eu-west-1";
    private static final CatalogLimits LIMITS = new CatalogLimits(3, 1, 3, 2, 4, 2, 3);
    private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");

    @Inject
    Vertx vertx;

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Pool pool;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String databaseUrl;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    private static int accounts = 100;
    private final AccountId account = new AccountId("555555555" + ++accounts);

    @Test
    void ofThoseThatCreateATopicAtTheSameTimeOneDoes() {
        List<CreateResult> results = atOnce(8, _ -> catalog().create(key("raced"), profile(key("raced"))));

        assertThat(results).filteredOn(CreateResult.Created.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(CreateResult.Existing.class::isInstance).hasSize(7);
    }

    @Test
    void ofThoseThatSubscribeAnEndpointAtTheSameTimeOneMakesTheSubscription() {
        TopicKey topic = created("subscribed");

        List<SubscribeResult> results =
                atOnce(8, _ -> catalog().subscriptions().subscribe(topic, confirmed(topic, "q", Map.of()), _ -> {}));

        assertThat(results)
                .filteredOn(SubscribeResult.Created.class::isInstance)
                .hasSize(1);
        assertThat(results)
                .filteredOn(SubscribeResult.Existing.class::isInstance)
                .hasSize(7);
        assertThat(get(catalog().find(topic)).orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    void anAccountHasNoMoreTopicsThanItMayAndEachKindIsCountedByItself() {
        List.of("one", "two", "three").forEach(this::created);
        created("one.fifo");

        assertThat(get(catalog().create(key("four"), profile(key("four"))))).isInstanceOf(CreateResult.TooMany.class);
        assertThat(get(catalog().create(key("two.fifo"), profile(key("two.fifo")))))
                .isInstanceOf(CreateResult.TooMany.class);
        assertThat(get(catalog().create(key("one"), profile(key("one"))))).isInstanceOf(CreateResult.Existing.class);
        get(catalog().delete(key("two"), _ -> {}));
        assertThat(get(catalog().create(key("four"), profile(key("four"))))).isInstanceOf(CreateResult.Created.class);
    }

    @Test
    void compiledFiltersOfATopicTakeNoMoreMemoryThanTheyMay() {
        TopicKey topic = created("heavy");
        Map<String, String> heavy = Map.of("FilterPolicy", "{\"a\":[\"" + "b".repeat(250_000) + "\"]}");

        assertThat(subscribe(topic, confirmed(topic, "a", heavy))).isInstanceOf(SubscribeResult.Created.class);
        assertThat(subscribe(topic, confirmed(topic, "b", heavy)))
                .isEqualTo(new SubscribeResult.TooMany(SubscribeResult.Limit.FILTER_POLICIES));
    }

    @Test
    void whoOwnsAQueueGetsTheSubscriptionThatSomebodyElseAskedFor() {
        TopicKey topic = created("taken");
        subscribe(topic, pending(topic, "a", hash(21), NOW.plusSeconds(60)));
        AccountId owner = new AccountId("777777777777");
        Subscriber subscriber =
                new Subscriber(topic, owner, SubscriptionProtocol.SQS, "arn:aws:sqs:" + REGION + ":" + account + ":a");
        NewSubscription own = new NewSubscription(
                UUID.randomUUID(),
                "arn:aws:iam::777777777777:root",
                Optional.empty(),
                Optional::isEmpty,
                SubscriptionAttributes.ofStored(subscriber, Map.of("RawMessageDelivery", "true")),
                Optional.empty());

        SubscribeResult result = subscribe(topic, own);

        assertThat(result).isInstanceOfSatisfying(SubscribeResult.Existing.class, existing -> {
            assertThat(existing.subscription().pending()).isFalse();
            assertThat(existing.subscription().owner()).isEqualTo(owner);
            assertThat(existing.subscription().attributes().isRawMessageDelivery())
                    .isTrue();
        });
        assertThat(get(catalog().subscriptions().confirm(REGION, hash(21), true, false)))
                .as("the former token is worth nothing")
                .isEmpty();
    }

    @Test
    void aTopicHasNoMoreSubscriptionsAndFiltersThanItMay() {
        TopicKey topic = created("limited");
        TopicKey other = created("other");
        Map<String, String> filter = Map.of("FilterPolicy", "{\"a\":[\"b\"]}");

        assertThat(subscribe(topic, confirmed(topic, "a", filter))).isInstanceOf(SubscribeResult.Created.class);
        assertThat(subscribe(topic, confirmed(topic, "b", filter))).isInstanceOf(SubscribeResult.Created.class);
        assertThat(subscribe(topic, confirmed(topic, "c", filter)))
                .isEqualTo(new SubscribeResult.TooMany(SubscribeResult.Limit.FILTER_POLICIES));
        assertThat(subscribe(topic, confirmed(topic, "c", Map.of()))).isInstanceOf(SubscribeResult.Created.class);
        assertThat(subscribe(topic, confirmed(topic, "d", Map.of())))
                .isEqualTo(new SubscribeResult.TooMany(SubscribeResult.Limit.SUBSCRIPTIONS));
        assertThat(subscribe(other, confirmed(other, "a", filter))).isInstanceOf(SubscribeResult.Created.class);
        assertThat(subscribe(other, confirmed(other, "b", filter)))
                .isEqualTo(new SubscribeResult.TooMany(SubscribeResult.Limit.FILTER_POLICIES));
        assertThat(get(catalog().counts(get(catalog().find(topic)).orElseThrow().id())))
                .isEqualTo(new Counts(3, 0));
    }

    @Test
    void aTokenConfirmsUntilItExpiresAndOnceMoreAfterwards() {
        TopicKey topic = created("confirmed");
        byte[] hash = hash(1);
        subscribe(topic, pending(topic, "a", hash, NOW.plusSeconds(60)));

        assertThat(confirm(NOW.plusSeconds(60), hash)).isEmpty();
        assertThat(confirm(NOW.plusSeconds(59), hash(2))).isEmpty();
        Optional<SubscriptionDescription> confirmed = confirm(NOW.plusSeconds(59), hash);
        Optional<SubscriptionDescription> again = confirm(NOW.plusSeconds(120), hash);

        assertThat(confirmed).hasValueSatisfying(each -> {
            assertThat(each.pending()).isFalse();
            assertThat(each.confirmedAt()).contains(NOW.plusSeconds(59));
        });
        assertThat(again).isEqualTo(confirmed);
    }

    @Test
    void aSecondRequestReplacesTheTokenOfThePendingSubscription() {
        TopicKey topic = created("renewed");
        subscribe(topic, pending(topic, "a", hash(11), NOW.plusSeconds(60)));
        SubscribeResult again = subscribe(topic, pending(topic, "a", hash(12), NOW.plusSeconds(90)));

        assertThat(again).isInstanceOf(SubscribeResult.Existing.class);
        assertThat(confirm(NOW, hash(11))).isEmpty();
        assertThat(confirm(NOW.plusSeconds(80), hash(12))).isPresent();
    }

    @Test
    void aSubscriptionThatIsRemovedIsRestoredAsItWasUntilItsTokenExpires() {
        TopicKey topic = created("restored");
        Map<String, String> attributes = Map.of("FilterPolicy", "{\"a\":[\"b\"]}");
        subscribe(topic, confirmed(topic, "a", attributes));
        SubscriptionDescription was = only(topic);
        byte[] hash = hash(31);
        remove(was, removal(hash));
        assertThat(get(catalog().find(topic)).orElseThrow().subscriptions()).isZero();

        assertThat(confirm(NOW.plusSeconds(60), hash)).isEmpty();
        assertThat(confirm(NOW, hash(32))).isEmpty();
        Optional<SubscriptionDescription> restored = confirm(NOW.plusSeconds(59), hash);

        assertThat(restored).hasValueSatisfying(each -> {
            assertThat(each.key()).isEqualTo(was.key());
            assertThat(each.attributes()).isEqualTo(was.attributes());
            assertThat(each.pending()).isFalse();
            assertThat(each.confirmedAt()).contains(NOW.plusSeconds(59));
        });
        assertThat(confirm(NOW.plusSeconds(59), hash)).isEqualTo(restored);
        assertThat(only(topic)).isEqualTo(restored.orElseThrow());
        assertThat(get(catalog().find(topic)).orElseThrow().subscriptions()).isOne();
        remove(was, removal(hash(33)));
        assertThat(confirm(NOW, hash)).isEmpty();
        assertThat(confirm(NOW, hash(33))).isPresent();
    }

    @Test
    void whatIsSubscribedAnewOrHasNoTopicAnyMoreIsNotRestored() {
        TopicKey topic = created("renewed-elsewhere");
        subscribe(topic, confirmed(topic, "a", Map.of()));
        remove(only(topic), removal(hash(41)));
        subscribe(topic, confirmed(topic, "a", Map.of()));
        assertThat(confirm(NOW, hash(41))).isEmpty();

        remove(only(topic), removal(hash(42)));
        get(catalog().delete(topic, _ -> {}));
        created("renewed-elsewhere");
        assertThat(confirm(NOW, hash(42))).isEmpty();
    }

    private SubscriptionDescription only(TopicKey topic) {
        long id = get(catalog().find(topic)).orElseThrow().id();
        List<SubscriptionDescription> all =
                get(catalog().subscriptions().ofTopic(id, Optional.empty(), 10)).items();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static Removal removal(byte[] hash) {
        return new Removal(
                new NewSubscription.Confirmation(hash, NOW.plusSeconds(60)), new byte[1], UUID.randomUUID(), NOW);
    }

    private void remove(SubscriptionDescription subscription, Removal removal) {
        assertThat(get(catalog().subscriptions().delete(subscription.key(), _ -> Optional.of(removal))))
                .isPresent();
    }

    @Test
    void whatAnotherReplicaChangesIsKnownAtOnceAndWithoutNewsNothingIsKept() {
        TopicKey topic = created("known");
        KnownTopics here = new KnownTopics(catalogs(Clock.systemUTC()), 10, Clock.systemUTC());
        assertThat(get(here.find(topic))).isPresent();
        assertThat(here.inMemory(topic)).isEmpty();

        TopicNews news = TopicNews.listen(vertx, database(), here);
        try {
            awaitKept(here, topic);
            get(catalog().update(topic, profile -> profile.withTags(Map.of("changed", "yes"))));
            await().atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() ->
                            get(here.find(topic)).orElseThrow().profile().tags().containsKey("changed"));

            // The news' connection is cut, as by a restart of the database.
            get(pool.query(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN topic_changes'")
                    .execute());
            await().atMost(PATIENCE).until(() -> here.inMemory(topic).isEmpty());
            awaitKept(here, topic);
        } finally {
            news.close();
        }
    }

    private void awaitKept(KnownTopics topics, TopicKey topic) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            get(topics.find(topic));
            return topics.inMemory(topic).isPresent();
        });
    }

    private PgConnectOptions database() {
        return PgConnectOptions.fromUri(databaseUrl.replaceFirst("^vertx-reactive:", ""))
                .setUser(user)
                .setPassword(password);
    }

    private Optional<SubscriptionDescription> confirm(Instant at, byte[] hash) {
        return get(catalogs(Clock.fixed(at, ZoneOffset.UTC))
                .forAccount(account)
                .subscriptions()
                .confirm(REGION, hash, false, false));
    }

    private SubscribeResult subscribe(TopicKey topic, NewSubscription asked) {
        return get(catalog().subscriptions().subscribe(topic, asked, _ -> {}));
    }

    private NewSubscription confirmed(TopicKey topic, String queue, Map<String, String> attributes) {
        return asked(topic, queue, attributes, Optional.empty());
    }

    private NewSubscription pending(TopicKey topic, String queue, byte[] hash, Instant expiresAt) {
        return asked(topic, queue, Map.of(), Optional.of(new NewSubscription.Confirmation(hash, expiresAt)));
    }

    private NewSubscription asked(
            TopicKey topic,
            String queue,
            Map<String, String> attributes,
            Optional<NewSubscription.Confirmation> confirmation) {
        Subscriber subscriber = new Subscriber(
                topic, account, SubscriptionProtocol.SQS, "arn:aws:sqs:" + REGION + ":" + account + ":" + queue);
        return new NewSubscription(
                UUID.randomUUID(),
                "arn:aws:iam::" + account + ":root",
                Optional.empty(),
                Optional::isEmpty,
                SubscriptionAttributes.ofStored(subscriber, attributes),
                confirmation);
    }

    private byte[] hash(int seed) {
        byte[] hash = new byte[32];
        Arrays.fill(hash, (byte) seed);
        hash[0] = (byte) Integer.parseInt(account.value().substring(9));
        return hash;
    }

    private TopicKey created(String name) {
        TopicKey key = key(name);
        assertThat(get(catalog().create(key, profile(key)))).isInstanceOf(CreateResult.Created.class);
        return key;
    }

    private TopicKey key(String name) {
        return new TopicKey(account, REGION, new TopicName(name));
    }

    private static TopicProfile profile(TopicKey key) {
        Map<String, String> attributes = key.name().isFifo() ? Map.of("FifoTopic", "true") : Map.of();
        return new TopicProfile(TopicAttributes.ofStored(key, attributes), Map.of(), Optional.empty());
    }

    private TopicCatalog catalog() {
        return catalogs(Clock.systemUTC()).forAccount(account);
    }

    private TopicCatalogs catalogs(Clock clock) {
        return new TopicCatalogs(vertx, sessions, LIMITS, clock);
    }

    private static <T> List<T> atOnce(int times, IntFunction<Uni<T>> work) {
        List<Uni<T>> all = IntStream.range(0, times).mapToObj(work).toList();
        return Uni.join().all(all).andFailFast().await().atMost(PATIENCE);
    }

    private static <T> T get(Uni<T> answer) {
        return answer.await().atMost(PATIENCE);
    }
}
