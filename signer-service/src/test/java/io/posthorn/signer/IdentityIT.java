package io.posthorn.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Principal;
import io.posthorn.platform.event.IdentityEvent;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.signer.identity.Identities;
import io.posthorn.signer.identity.IdentityStart;
import io.posthorn.signer.identity.Secrets;
import io.posthorn.wire.Blob;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Identities over real stores: what other processes change arrives, and what is stored is sealed. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStores.class, restrictToAnnotatedClass = true)
@SuppressWarnings("NullAway.Init")
class IdentityIT {
    private static final AccountId ACCOUNT = new AccountId("123456789012");

    @TestHTTPResource("/")
    URI endpoint;

    @Inject
    MasterKeys masterKeys;

    @Inject
    Identities identities;

    @Inject
    IdentityStart start;

    @Inject
    DataSource dataSource;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Test
    void aKeyThatAnotherProcessPublishedSignsAndOneThatItDeletedDoesNot() throws Exception {
        SignedClient client = new SignedClient(endpoint, "AKIDFROMAFAR", "far");
        assertThat(client.json("ListQueues", "{}").statusCode()).isEqualTo(403);

        publish(event("AKIDFROMAFAR", 1, "far"));
        await().until(() -> client.json("ListQueues", "{}").statusCode() == 200);

        publish(new IdentityEvent(
                1,
                ACCOUNT,
                "AKIDFROMAFAR",
                null,
                Principal.rootOf(ACCOUNT),
                IdentityEvent.Status.INACTIVE,
                true,
                2,
                List.of()));
        await().until(() -> client.json("ListQueues", "{}").statusCode() == 403);
    }

    @Test
    void aRecordThatCannotBeReadStopsNothing() throws Exception {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(
                            Topics.SIGNER_IDENTITIES.name(), "x", "not json".getBytes(StandardCharsets.UTF_8)))
                    .get();
            producer.send(new ProducerRecord<>(Topics.SIGNER_IDENTITIES.name(), "x", null))
                    .get();
        }

        publish(event("AKIDAFTERWARDS", 1, "s"));

        await().until(() -> identities.find("AKIDAFTERWARDS") != null);
    }

    @Test
    void aChangeThatKafkaLostIsFoundInTheDatabase() throws Exception {
        byte[] sealed = sealer().seal(
                        "lost".getBytes(StandardCharsets.UTF_8), IdentityEvent.sealingContext(ACCOUNT, "AKIDLOST"));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into signer.access_key (account, id, secret, active, version, created_at, changed_at)"
                                + " values (?, 'AKIDLOST', ?, true, 1, now(), now())")) {
            insert.setString(1, ACCOUNT.value());
            insert.setBytes(2, sealed);
            insert.executeUpdate();
        }

        await().until(() -> identities.find("AKIDLOST") != null);
    }

    @Test
    void storedSecretsAreSealed() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select secret from signer.access_key where account = ? and id = 'AKIDOTHER'")) {
            select.setString(1, ACCOUNT.value());
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                byte[] secret = row.getBytes(1);
                assertThat(new String(secret, StandardCharsets.ISO_8859_1)).doesNotContain("other/secret+1");
                assertThat(sealer().open(secret, IdentityEvent.sealingContext(ACCOUNT, "AKIDOTHER")))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("other/secret+1");
            }
        }
    }

    @Test
    void startingAgainChangesNoConfiguredKey() throws SQLException {
        long before = version("AKIDOTHER");

        start.prepare("127.0.0.1");

        assertThat(version("AKIDOTHER")).isEqualTo(before);
    }

    @Test
    void theWellKnownKeyIsNotServedBeyondLoopback() {
        assertThatThrownBy(() -> start.prepare("0.0.0.0"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("test/test")
                .hasMessageContaining("0.0.0.0");
    }

    @Test
    void everyKeyIsToldToTheTopicAtStart() {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", kafka);
        config.put("group.id", "identity-it");
        config.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.SIGNER_IDENTITIES.name()));
            Map<String, byte[]> seen = new HashMap<>();
            await().untilAsserted(() -> {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    seen.put(record.key(), record.value());
                }
                assertThat(seen).containsKeys("000000000000/test", "123456789012/AKIDOTHER");
            });
            assertThat(new String(seen.get("123456789012/AKIDOTHER"), StandardCharsets.UTF_8))
                    .doesNotContain("other/secret");
        }
    }

    private long version(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select version from signer.access_key where account = ? and id = ?")) {
            select.setString(1, ACCOUNT.value());
            select.setString(2, id);
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getLong(1);
            }
        }
    }

    private IdentityEvent event(String id, long version, String secret) {
        byte[] sealed =
                sealer().seal(secret.getBytes(StandardCharsets.UTF_8), IdentityEvent.sealingContext(ACCOUNT, id));
        return new IdentityEvent(
                1,
                ACCOUNT,
                id,
                Blob.of(sealed),
                Principal.rootOf(ACCOUNT),
                IdentityEvent.Status.ACTIVE,
                false,
                version,
                List.of());
    }

    private SecretSealer sealer() {
        return new SecretSealer(masterKeys.forPurpose(Secrets.PURPOSE), new SecureRandom());
    }

    private void publish(IdentityEvent event) throws Exception {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(
                            Topics.SIGNER_IDENTITIES.name(), event.recordKey(), IdentityEvent.CODEC.encode(event)))
                    .get();
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "acks", "all"), new StringSerializer(), new ByteArraySerializer());
    }
}
