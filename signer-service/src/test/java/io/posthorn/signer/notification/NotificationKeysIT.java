package io.posthorn.signer.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.store.Isolation;
import io.posthorn.signer.EmbeddedStores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notification keys over real stores: one for all replicas, stable, replaced on demand, certificates for everybody. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStores.class, restrictToAnnotatedClass = true)
@SuppressWarnings("NullAway.Init")
class NotificationKeysIT {
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource("/")
    URI endpoint;

    @Inject
    NotificationKeyStore store;

    @Inject
    NotificationKeyStart start;

    @Inject
    MasterKeys masterKeys;

    @Inject
    Vertx vertx;

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    DataSource dataSource;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @ConfigProperty(name = "posthorn.signer.admin.token")
    String token;

    @Test
    void startingAgainKeepsTheKey() throws SQLException {
        NotificationKeyEvent before = get(store.ensure());
        int rows = rows();

        start.prepare();

        assertThat(get(replica().ensure())).isEqualTo(before);
        assertThat(rows()).isEqualTo(rows);
    }

    @Test
    void replicasThatFindNoKeyTogetherEndUpWithOne() throws SQLException {
        execute(
                "update signer.notification_key set sealed_key = null, replaced_at = now() where sealed_key is not null");
        int rows = rows();

        List<CompletableFuture<NotificationKeyEvent>> made = List.of(
                replica().ensure().subscribeAsCompletionStage(),
                replica().ensure().subscribeAsCompletionStage(),
                replica().ensure().subscribeAsCompletionStage());

        assertThat(made.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(rows()).isEqualTo(rows + 1);
    }

    @Test
    void theFirstStartMadeAKey() throws Exception {
        JsonNode listed = new ObjectMapper().readTree(operator("GET", token).body());

        assertThat(listed.get(0).get("number").asLong()).isEqualTo(1);
        assertThat(plain("GET", listed.get(0).get("certificate").asText()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theStoredKeyIsSealedAndFitsTheCertificateThatIsServed() throws Exception {
        NotificationKeyEvent key = get(store.ensure());
        byte[] opened = new SecretSealer(masterKeys.forPurpose(NotificationKeyEvent.PURPOSE), new SecureRandom())
                .open(key.sealedKey().bytes(), NotificationKeyEvent.sealingContext(key.fingerprint()));
        Signature signing = Signature.getInstance("SHA256withRSA");
        signing.initSign(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(opened)));
        signing.update("text".getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> answer = plain("GET", NotificationKeyEvent.certificatePath(key.fingerprint()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-pem-file");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");
        assertThat(answer.body())
                .startsWith("-----BEGIN CERTIFICATE-----\n")
                .endsWith("\n-----END CERTIFICATE-----\n")
                .doesNotContain("\r")
                .containsOnlyOnce("BEGIN");
        Signature verifying = Signature.getInstance("SHA256withRSA");
        verifying.initVerify(certificate(answer.body()));
        verifying.update("text".getBytes(StandardCharsets.UTF_8));
        assertThat(verifying.verify(signing.sign())).isTrue();
    }

    @Test
    void aReplacedKeyIsGoneAndItsCertificateStays() throws Exception {
        NotificationKeyEvent before = get(store.ensure());

        HttpResponse<String> rotated = operator("POST", token);

        assertThat(rotated.statusCode()).isEqualTo(201);
        JsonNode made = new ObjectMapper().readTree(rotated.body());
        assertThat(made.get("status").asText()).isEqualTo("CURRENT");
        assertThat(made.get("number").asLong()).isGreaterThan(before.number());
        assertThat(plain("GET", made.get("certificate").asText()).statusCode()).isEqualTo(200);
        assertThat(plain("GET", NotificationKeyEvent.certificatePath(before.fingerprint()))
                        .statusCode())
                .isEqualTo(200);
        JsonNode listed = new ObjectMapper().readTree(operator("GET", token).body());
        assertThat(listed)
                .filteredOn(key -> key.get("status").asText().equals("CURRENT"))
                .containsExactly(made);
        assertThat(listed)
                .filteredOn(key -> key.get("number").asLong() == before.number())
                .extracting(key -> key.get("status").asText())
                .containsExactly("REPLACED");
        assertThat(sealedKeyOf(before.number())).isNull();
    }

    @Test
    void theCertificateOfAKeyThatAnotherReplicaMadeIsFound() throws Exception {
        NotificationKeyEvent made = get(replica().rotate());

        HttpResponse<String> answer = plain("GET", NotificationKeyEvent.certificatePath(made.fingerprint()));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void theTopicHoldsTheCurrentKeyAndNoOlderOne() throws Exception {
        get(replica().rotate());
        NotificationKeyEvent current = get(replica().rotate());

        Map<String, byte @Nullable []> told = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            await().atMost(WITHIN).untilAsserted(() -> {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    told.put(record.key(), record.value());
                }
                assertThat(told.values().stream().filter(value -> value != null))
                        .extracting(NotificationKeysIT::decoded)
                        .containsExactly(get(store.ensure()));
            });
        }
        assertThat(told.get(current.recordKey())).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/SimpleNotificationService-00000000000000000000000000000000.pem",
                "/SimpleNotificationService-0000.pem",
                "/SimpleNotificationService-..%2F..%2Fetc%2Fpasswd",
                "/SimpleNotificationService-"
            })
    void anUnknownCertificateIsNotFound(String path) throws Exception {
        HttpResponse<String> answer = plain("GET", path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void theHeadOfACertificateIsToldAndAnythingElseNeedsASignature() throws Exception {
        String path = NotificationKeyEvent.certificatePath(get(store.ensure()).fingerprint());

        HttpResponse<String> head = plain("HEAD", path);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isGreaterThan(1000);
        assertThat(plain("POST", path).statusCode()).isEqualTo(403);
    }

    @Test
    void onlyTheOperatorSeesAndReplacesKeys() throws Exception {
        NotificationKeyEvent before = get(store.ensure());

        assertThat(operator("POST", "another-token-than-the-operators").statusCode())
                .isEqualTo(401);
        assertThat(operator("GET", "").statusCode()).isEqualTo(401);

        assertThat(get(store.ensure()).number()).isEqualTo(before.number());
    }

    private NotificationKeyStore replica() {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        return new NotificationKeyStore(
                new Isolation(vertx, sessions),
                new KeyIssuer(CertificateHosts.of(List.of("eu-central-1"), null), random, clock),
                new KeySeal(masterKeys, random),
                clock);
    }

    private HttpResponse<String> plain(String method, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(endpoint.resolve(path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> operator(String method, String bearer) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(endpoint.resolve("/_posthorn/notification-keys"))
                        .header("Authorization", "Bearer " + bearer)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private KafkaConsumer<String, byte[]> consumer() {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(Topics.SIGNER_NOTIFICATION_KEYS.name(), 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private int rows() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("select count(*) from signer.notification_key")) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }

    private byte @Nullable [] sealedKeyOf(long number) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        "select sealed_key from signer.notification_key where number = " + number)) {
            assertThat(row.next()).isTrue();
            return row.getBytes(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static Certificate certificate(String pem) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static NotificationKeyEvent decoded(byte[] value) {
        try {
            return NotificationKeyEvent.CODEC.decode(value);
        } catch (EventException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T get(Uni<T> work) {
        return work.await().atMost(WITHIN);
    }
}
