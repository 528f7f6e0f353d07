package io.posthorn.topic.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.topic.message.MessageAttributes;
import io.posthorn.topic.message.Notification;
import io.posthorn.topic.message.Signature;
import io.posthorn.wire.Blob;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationKeysTest {
    private static final String FIRST = "1".repeat(32);
    private static final String SECOND = "2".repeat(32);
    private static final KeyPair ONE = pair();
    private static final KeyPair TWO = pair();
    private static final MasterKeys MASTER = master(1);
    private static final CertificateUrls URLS = new CertificateUrls(URI.create("https://mq.example.org"), false);

    private final NotificationKeys keys = new NotificationKeys(MASTER, URLS);

    @Test
    void withoutAKeyNothingIsSigned() {
        assertThat(keys.ready()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> keys.sign("1", "eu-central-1", "text"));
    }

    @ParameterizedTest
    @CsvSource({"1,SHA1withRSA", "2,SHA256withRSA"})
    void aNotificationIsSignedForThePublicKey(String version, String algorithm) throws GeneralSecurityException {
        keys.take(record(1, FIRST, ONE, MASTER));
        String text = notification().signingText();

        Signature signature = keys.sign(version, "eu-central-1", text);

        assertThat(keys.ready()).isTrue();
        assertThat(signature.version()).isEqualTo(version);
        assertThat(signature.certificateUrl())
                .isEqualTo("https://mq.example.org/SimpleNotificationService-" + FIRST + ".pem");
        assertThat(signature.value()).matches("[A-Za-z0-9+/]{342}==");
        assertThat(verifies(signature, algorithm, text, ONE.getPublic())).isTrue();
        assertThat(verifies(signature, algorithm, text.stripTrailing(), ONE.getPublic()))
                .isFalse();
    }

    @Test
    void anyOtherVersionIsRefused() {
        keys.take(record(1, FIRST, ONE, MASTER));

        assertThatIllegalArgumentException().isThrownBy(() -> keys.sign("3", "eu-central-1", "text"));
    }

    @Test
    void theHighestNumberSignsInWhateverOrderTheyCome() throws GeneralSecurityException {
        keys.take(record(1, FIRST, ONE, MASTER));
        keys.take(record(2, SECOND, TWO, MASTER));
        keys.take(record(1, FIRST, ONE, MASTER));

        Signature signature = keys.sign("2", "eu-central-1", "text");

        assertThat(signature.certificateUrl()).contains(SECOND);
        assertThat(verifies(signature, "SHA256withRSA", "text", TWO.getPublic()))
                .isTrue();
    }

    @Test
    void whatDoesNotOpenLeavesTheKeyThatIsThere() {
        keys.take(record(1, FIRST, ONE, MASTER));

        keys.take(record(2, SECOND, TWO, master(2)));
        keys.take("{\"schemaVersion\":1}".getBytes(UTF_8));
        keys.take(sealed(3, SECOND, FIRST, TWO.getPrivate().getEncoded(), MASTER));
        keys.take(sealed(4, SECOND, SECOND, "not a key".getBytes(UTF_8), MASTER));

        assertThat(keys.sign("1", "eu-central-1", "text").certificateUrl()).contains(FIRST);
    }

    @Test
    void aKeyThatDidNotOpenIsTakenOnceItIsSealedAgain() {
        keys.take(record(1, FIRST, ONE, master(2)));
        assertThat(keys.ready()).isFalse();

        keys.take(record(1, FIRST, ONE, MASTER));

        assertThat(keys.ready()).isTrue();
    }

    @Test
    void nothingOfTheKeyIsPrinted() {
        keys.take(record(1, FIRST, ONE, MASTER));

        assertThat(keys).hasToString("NotificationKeys[SigningKey[1, " + FIRST + "]]");
    }

    static Notification notification() {
        return new Notification(
                "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
                Optional.empty(),
                "arn:aws:sns:us-west-2:123456789012:MyTopic",
                Optional.of("Grüße"),
                "Hello world!\nÜber zwei Zeilen",
                Instant.parse("2012-05-02T00:54:06.655Z"),
                MessageAttributes.NONE);
    }

    static byte[] record(long number, String fingerprint, KeyPair pair, MasterKeys master) {
        return sealed(number, fingerprint, fingerprint, pair.getPrivate().getEncoded(), master);
    }

    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static MasterKeys master(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return MasterKeys.parse("k:" + Base64.getEncoder().encodeToString(key));
    }

    private static byte[] sealed(long number, String fingerprint, String context, byte[] plain, MasterKeys master) {
        SecretSealer sealer = new SecretSealer(master.forPurpose(NotificationKeyEvent.PURPOSE), new SecureRandom());
        return NotificationKeyEvent.CODEC.encode(new NotificationKeyEvent(
                1, number, fingerprint, Blob.of(sealer.seal(plain, NotificationKeyEvent.sealingContext(context)))));
    }

    private static boolean verifies(Signature signature, String algorithm, String text, PublicKey key)
            throws GeneralSecurityException {
        java.security.Signature verifying = java.security.Signature.getInstance(algorithm);
        verifying.initVerify(key);
        verifying.update(text.getBytes(UTF_8));
        return verifying.verify(Base64.getDecoder().decode(signature.value()));
    }
}
