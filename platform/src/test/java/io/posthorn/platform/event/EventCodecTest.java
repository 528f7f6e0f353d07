package io.posthorn.platform.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Principal;
import io.posthorn.platform.arn.Arn;
import io.posthorn.platform.shard.Shards;
import io.posthorn.wire.Blob;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final AccountId ACCOUNT = new AccountId("123456789012");
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456789Z");

    private static IdentityEvent identity() {
        return new IdentityEvent(
                1,
                ACCOUNT,
                "AKIAEXAMPLE",
                Blob.of(new byte[] {1, 2, 3}),
                Principal.rootOf(ACCOUNT),
                IdentityEvent.Status.ACTIVE,
                false,
                7,
                List.of("{}"));
    }

    private static QueueDelivery delivery() {
        return QueueDelivery.moving(
                "d-1",
                27,
                QueueDelivery.Kind.DEAD_LETTER,
                ACCOUNT,
                "eu-west-1",
                "orders-dead",
                new QueueDelivery.Message(
                        "m-1",
                        "AIDAEXAMPLE",
                        Blob.of("héllo".getBytes(UTF_8)),
                        Map.of(
                                "color",
                                new QueueDelivery.Attribute("String", "blue", null),
                                "blob",
                                new QueueDelivery.Attribute("Binary", null, Blob.of(new byte[] {0, -1}))),
                        Map.of(),
                        "group",
                        null,
                        AT,
                        3,
                        AT.minusSeconds(5),
                        Arn.sqs("eu-west-1", ACCOUNT, "orders")));
    }

    @Test
    void eventsComeBackAsTheyWere() throws EventException {
        ShardOwnerEvent owner = new ShardOwnerEvent(1, 5, 9, "queue-0", "http://10.0.0.7:8080", AT);
        DeadRecord dead =
                new DeadRecord(1, "queue.deliveries", 3, 99, null, Blob.of(new byte[] {9}), "not readable", AT);

        assertThat(IdentityEvent.CODEC.decode(IdentityEvent.CODEC.encode(identity())))
                .isEqualTo(identity());
        assertThat(QueueDelivery.CODEC.decode(QueueDelivery.CODEC.encode(delivery())))
                .isEqualTo(delivery());
        assertThat(DeadRecord.CODEC.decode(DeadRecord.CODEC.encode(dead))).isEqualTo(dead);
        assertThat(ShardOwnerEvent.CODEC.decode(ShardOwnerEvent.CODEC.encode(owner)))
                .isEqualTo(owner);
    }

    @Test
    void anEmptyValueIsNotAMissingOne() throws EventException {
        DeadRecord dead = new DeadRecord(1, "queue.deliveries", 3, 99, Blob.EMPTY, null, "not readable", AT);

        assertThat(DeadRecord.CODEC.decode(DeadRecord.CODEC.encode(dead))).isEqualTo(dead);
    }

    /** Written by version 1 of the program: it must stay readable. */
    @Test
    void recordsAsTheyStandOnTopicsStayReadable() throws EventException {
        String json = """
                {"schemaVersion":1,"deliveryId":"d-1","shard":27,"kind":"DEAD_LETTER","account":"123456789012",\
                "region":"eu-west-1","queue":"orders-dead","message":{"messageId":"m-1","senderId":"AIDAEXAMPLE",\
                "body":"aMOpbGxv","attributes":{"blob":{"type":"Binary","binary":"AP8="},\
                "color":{"type":"String","text":"blue"}},"systemAttributes":{},"groupId":"group",\
                "sentAt":"2026-03-01T12:00:00.123456789Z","receiveCount":3,\
                "firstReceivedAt":"2026-03-01T11:59:55.123456789Z",\
                "sourceArn":"arn:aws:sqs:eu-west-1:123456789012:orders"}}""";

        assertThat(QueueDelivery.CODEC.decode(json.getBytes(UTF_8))).isEqualTo(delivery());
    }

    @Test
    void unknownFieldsArePassedOverAndMissingCollectionsAreEmpty() throws EventException {
        String json = """
                {"future":{"deep":[1]},"schemaVersion":1,"account":"123456789012","accessKeyId":"AKIA",\
                "principal":{"arn":"arn:aws:iam::123456789012:root","userId":"123456789012","new":1},\
                "status":"INACTIVE","deleted":true,"version":2}""";

        IdentityEvent event = IdentityEvent.CODEC.decode(json.getBytes(UTF_8));

        assertThat(event.identityPolicies()).isEmpty();
        assertThat(event.sealedSecret()).isNull();
        assertThat(event.recordKey()).isEqualTo("123456789012/AKIA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemaVersion\":2,\"shard\":1,\"epoch\":1,\"ownerId\":\"a\",\"baseUrl\":\"b\",\"since\":\"2026-03-01T12:00:00Z\"}",
                "{\"shard\":{\"id\":1},\"schemaVersion\":2}"
            })
    void aNewerVersionIsRefusedWhateverItsFields(String json) {
        assertThatExceptionOfType(EventException.class)
                .isThrownBy(() -> ShardOwnerEvent.CODEC.decode(json.getBytes(UTF_8)))
                .withMessage("ShardOwnerEvent of schemaVersion 2 is newer than this program, which reads up to 1:"
                        + " upgrade readers before writers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "hunter2",
                "[]",
                "{\"schemaVersion\":1,\"shard\":\"hunter2\"}",
                "{\"schemaVersion\":\"hunter2\"}",
                "{\"shard\":1,\"epoch\":1,\"ownerId\":\"a\",\"baseUrl\":\"b\",\"since\":\"2026-03-01T12:00:00Z\"}",
                "{\"schemaVersion\":1,\"shard\":1,\"epoch\":1,\"baseUrl\":\"b\",\"since\":\"2026-03-01T12:00:00Z\"}",
                "{\"schemaVersion\":1,\"shard\":1,\"epoch\":1,\"ownerId\":\"a\",\"baseUrl\":\"b\",\"since\":\"hunter2\"}"
            })
    void whatIsNotTheRecordIsRefusedWithoutRepeatingIt(String json) {
        assertThatExceptionOfType(EventException.class)
                .isThrownBy(() -> ShardOwnerEvent.CODEC.decode(json.getBytes(UTF_8)))
                .withMessageStartingWith("not a readable ShardOwnerEvent")
                .withMessageNotContaining("hunter2")
                .withNoCause();
    }

    @Test
    void theFieldAtFaultIsNamed() {
        assertThatExceptionOfType(EventException.class)
                .isThrownBy(() -> ShardOwnerEvent.CODEC.decode("{\"schemaVersion\":1,\"shard\":\"x\"}".getBytes(UTF_8)))
                .withMessage("not a readable ShardOwnerEvent at ShardOwnerEvent[\"shard\"]");
    }

    @Test
    void bodiesAndSecretsAreNotPrinted() {
        assertThat(delivery().toString()).contains("m-1").doesNotContain("blue").doesNotContain("llo");
        assertThat(identity()).hasToString("IdentityEvent[123456789012/AKIAEXAMPLE, ACTIVE, deleted=false, version=7]");
    }

    @Test
    void anAttributeHasExactlyOneValue() {
        assertThatIllegalArgumentException().isThrownBy(() -> new QueueDelivery.Attribute("String", null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new QueueDelivery.Attribute("String", "", Blob.EMPTY));
    }

    @Test
    void everyTopicHasADeadOneThatTakesItsRecords() {
        assertThat(Topics.all(new Shards(7)))
                .extracting(Topic::name)
                .doesNotHaveDuplicates()
                .contains("queue.deliveries");
        assertThat(Topics.all(new Shards(7)))
                .filteredOn(topic -> topic.partitioning() == Topic.Partitioning.EXPLICIT)
                .extracting(Topic::partitions)
                .containsExactly(7);
        assertThat(Topics.SIGNER_IDENTITIES.dead().name()).isEqualTo("signer.identities.dead");
        assertThat(Topics.SIGNER_IDENTITIES.dead().maxRecordBytes()).isGreaterThan(Topics.MAX_BATCH_BYTES * 4 / 3);
    }
}
