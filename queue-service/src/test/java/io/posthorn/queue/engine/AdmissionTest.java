package io.posthorn.queue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.QueueDelivery.Attribute;
import io.posthorn.platform.event.QueueDelivery.Kind;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.queue.engine.Reception.Refusal;
import io.posthorn.queue.engine.Reception.Refused;
import io.posthorn.queue.engine.Reception.Taken;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.QueueAttributes;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.queue.QueueProfile;
import io.posthorn.queue.seal.DeduplicationKeys;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.NewMessage;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which deliveries a queue takes. */
class AdmissionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final AccountId OTHER = new AccountId("222222222222");
    private static final QueueKey OWN_QUEUE = key(Deliveries.PUBLISHER, "jobs");
    private static final QueueKey OTHERS_QUEUE = key(OTHER, "jobs");
    private static final QueueKey FIFO = key(Deliveries.PUBLISHER, "jobs.fifo");
    private static final String ALLOW = statement("Allow", "{\"Service\":\"sns.amazonaws.com\"}", "");

    private final DeduplicationKeys keys = new DeduplicationKeys(new byte[16]);
    private final DeliverySeal seal = new DeliverySeal(new SecretSealer(
            MasterKeys.parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
                    .forPurpose(DeliverySeal.PURPOSE),
            new SecureRandom()));
    private final DeliveryDecoder decoder =
            new DeliveryDecoder(seal, keys, () -> new MessageId(1, 2), Clock.systemUTC());

    @Test
    void aTopicOfTheQueuesAccountNeedsNoPolicy() {
        assertThat(judge(Deliveries.to(OWN_QUEUE), Map.of())).isInstanceOf(Taken.class);
        assertThat(judge(Deliveries.to(OWN_QUEUE), policy(statement("Allow", "{\"AWS\":\"333333333333\"}", ""))))
                .isInstanceOf(Taken.class);
    }

    @Test
    void aDenyHoldsInTheQueuesAccountToo() {
        assertThat(judge(Deliveries.to(OWN_QUEUE), policy(statement("Deny", "\"*\"", ""))))
                .isEqualTo(new Refused(Refusal.POLICY));
    }

    @Test
    void whereServicesNeedAPolicyTheQueuesAccountIsNoException() {
        Admission strict = new Admission(true, keys);
        ReadDelivery.Incoming delivery = incoming(Deliveries.to(OWN_QUEUE).publication());

        assertThat(strict.judge(delivery, queue(OWN_QUEUE, Map.of()), NOW)).isEqualTo(new Refused(Refusal.POLICY));
        assertThat(strict.judge(delivery, queue(OWN_QUEUE, policy(ALLOW)), NOW)).isInstanceOf(Taken.class);
    }

    @Test
    void aTopicOfAnotherAccountNeedsAPolicyThatAllowsTheService() {
        assertThat(judge(Deliveries.to(OTHERS_QUEUE), Map.of())).isEqualTo(new Refused(Refusal.POLICY));
        assertThat(judge(Deliveries.to(OTHERS_QUEUE), policy(ALLOW))).isInstanceOf(Taken.class);
        assertThat(judge(
                        Deliveries.to(OTHERS_QUEUE),
                        policy(statement("Allow", "{\"Service\":\"events.amazonaws.com\"}", ""))))
                .isEqualTo(new Refused(Refusal.POLICY));
        assertThat(judge(Deliveries.to(OTHERS_QUEUE), policy(statement("Allow", "{\"AWS\":\"111111111111\"}", ""))))
                .isEqualTo(new Refused(Refusal.POLICY));
    }

    @ParameterizedTest
    @CsvSource({
        "ArnEquals,aws:SourceArn,arn:aws:sns:eu-west-1:111111111111:news,true",
        "ArnLike,aws:SourceArn,arn:aws:sns:*:111111111111:*,true",
        "ArnEquals,aws:SourceArn,arn:aws:sns:eu-west-1:111111111111:other,false",
        "StringEquals,aws:SourceAccount,111111111111,true",
        "StringEquals,aws:SourceAccount,222222222222,false",
        "Bool,aws:SecureTransport,true,true",
        "Bool,aws:PrincipalIsAWSService,true,true",
        "StringEquals,aws:PrincipalServiceName,sns.amazonaws.com,true",
        "StringEquals,aws:ResourceAccount,222222222222,true",
        "StringEquals,aws:RequestedRegion,eu-west-1,true",
        "IpAddress,aws:SourceIp,0.0.0.0/0,false"
    })
    void aPolicyMayAskWhereThePublicationComesFrom(String operator, String key, String value, boolean taken) {
        String only = ",\"Condition\":{\"" + operator + "\":{\"" + key + "\":\"" + value + "\"}}";

        Reception reception = judge(
                Deliveries.to(OTHERS_QUEUE), policy(statement("Allow", "{\"Service\":\"sns.amazonaws.com\"}", only)));

        assertThat(reception instanceof Taken).isEqualTo(taken);
    }

    @Test
    void whatIsLongerThanTheQueueAllowsIsRefusedItsAttributesIncluded() {
        Map<String, String> small = Map.of("MaximumMessageSize", "1024");
        Deliveries fitting = Deliveries.to(OWN_QUEUE).body("x".repeat(1024));

        assertThat(judge(fitting, small)).isInstanceOf(Taken.class);
        assertThat(judge(fitting.attributes(Map.of("a", new Attribute("String", "b", null))), small))
                .isEqualTo(new Refused(Refusal.SIZE));
    }

    @Test
    void whereThereIsNoQueueEverythingIsRefused() {
        ReadDelivery.Incoming delivery = incoming(Deliveries.to(OWN_QUEUE).publication());

        assertThat(new Admission(false, keys).judge(delivery, Optional.empty(), NOW))
                .isEqualTo(new Refused(Refusal.NO_QUEUE));
    }

    @Test
    void moreAttributesThanAMessageMayHaveAreRefused() {
        Map<String, Attribute> eleven = IntStream.range(0, 11)
                .boxed()
                .collect(Collectors.toMap(i -> "a" + i, _ -> new Attribute("String", "x", null)));

        assertThat(judge(Deliveries.to(OWN_QUEUE).attributes(eleven), Map.of()))
                .isEqualTo(new Refused(Refusal.CONTENT));
    }

    @Test
    void aStandardQueueKeepsTheGroupAndNoDeduplicationId() {
        NewMessage message = taken(judge(Deliveries.to(OWN_QUEUE).group("g").deduplicationId("d"), Map.of()));

        assertThat(message.groupId()).isEqualTo("g");
        assertThat(message.deduplicationId()).isNull();
    }

    @Test
    void aFifoQueueNeedsAGroupAndAnIdOrItsOwnContentBasedDeduplication() {
        Map<String, String> byContent = Map.of("ContentBasedDeduplication", "true");

        assertThat(judge(Deliveries.to(FIFO).deduplicationId("d"), Map.of())).isEqualTo(new Refused(Refusal.CONTENT));
        assertThat(judge(Deliveries.to(FIFO).group("g"), Map.of())).isEqualTo(new Refused(Refusal.CONTENT));
        assertThat(taken(judge(Deliveries.to(FIFO).group("g").deduplicationId("d"), Map.of()))
                        .deduplicationId())
                .isEqualTo(keys.of(FIFO, "d"));
        assertThat(taken(judge(Deliveries.to(FIFO).group("g").body("b"), byContent))
                        .deduplicationId())
                .isEqualTo(keys.of(FIFO, null, new byte[] {'b'}));
    }

    @Test
    void whatMovesBetweenQueuesIsJudgedByTypeOnly() {
        Arn source = Arn.sqs("eu-west-1", OTHER, "source");
        Map<String, String> strict = new HashMap<>(policy(statement("Deny", "\"*\"", "")));
        strict.put("MaximumMessageSize", "1024");

        assertThat(judge(
                        incoming(Deliveries.to(OWN_QUEUE).body("x".repeat(2000)).moving(Kind.DEAD_LETTER, source)),
                        strict))
                .isInstanceOf(Taken.class);
        assertThat(judge(incoming(Deliveries.to(FIFO).moving(Kind.REDRIVE, source)), Map.of()))
                .isEqualTo(new Refused(Refusal.CONTENT));
    }

    @ParameterizedTest
    @CsvSource({"'a b',d", "g,'\u0000'", "'',d"})
    void aGroupOrIdThatNoSenderMayGiveMakesADeliveryUnreadable(String group, String id) {
        assertThat(read(Deliveries.to(FIFO).group(group).deduplicationId(id).publication()))
                .isInstanceOf(ReadDelivery.Unreadable.class);
    }

    @Test
    void aDeliveryIdThatTheStoreDoesNotTakeMakesADeliveryUnreadable() {
        assertThat(read(Deliveries.to(OWN_QUEUE).id("no\u0000").publication()))
                .isInstanceOf(ReadDelivery.Unreadable.class);
        assertThat(read(Deliveries.to(OWN_QUEUE).id("x".repeat(513)).publication()))
                .isInstanceOf(ReadDelivery.Unreadable.class);
    }

    private static QueueKey key(AccountId account, String name) {
        return new QueueKey(account, "eu-west-1", new QueueName(name));
    }

    private static String statement(String effect, String principal, String more) {
        return "{\"Effect\":\"" + effect + "\",\"Principal\":" + principal
                + ",\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\"" + more + "}";
    }

    private static Map<String, String> policy(String statement) {
        return Map.of("Policy", "{\"Version\":\"2012-10-17\",\"Statement\":[" + statement + "]}");
    }

    private Reception judge(Deliveries delivery, Map<String, String> attributes) {
        return judge(incoming(delivery.publication()), attributes);
    }

    private Reception judge(ReadDelivery.Incoming delivery, Map<String, String> attributes) {
        return new Admission(false, keys).judge(delivery, queue(delivery.queue(), attributes), NOW);
    }

    private static NewMessage taken(Reception reception) {
        assertThat(reception).isInstanceOf(Taken.class);
        return ((Taken) reception).message();
    }

    private ReadDelivery.Incoming incoming(QueueDelivery delivery) {
        return (ReadDelivery.Incoming) read(delivery);
    }

    private ReadDelivery read(QueueDelivery delivery) {
        return decoder.read(new ConsumerRecord<>(
                "queue.deliveries", delivery.shard(), 7, delivery.recordKey(), seal.seal(delivery)));
    }

    private static Optional<QueueDescription> queue(QueueKey key, Map<String, String> attributes) {
        Map<String, String> stored = new HashMap<>(
                QueueAttributes.defaults(Dialect.AWS, key.name().isFifo()).toStored());
        stored.putAll(attributes);
        return Optional.of(
                new QueueDescription(1, key, new QueueProfile(QueueAttributes.ofStored(stored), Map.of()), NOW, NOW));
    }
}
