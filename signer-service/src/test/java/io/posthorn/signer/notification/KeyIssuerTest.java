package io.posthorn.signer.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIssuerTest {
    private static final Instant NOW = Instant.parse("2026-02-28T12:00:00.123Z");
    private static final List<String> REGIONS = List.of("eu-central-1", "ru-central1");
    private static final CertificateHosts HOSTS = CertificateHosts.of(REGIONS, "https://mq.example.org:8443");
    private static final IssuedKey KEY = issuer(HOSTS).issue();

    /** What a notification's signature is of. */
    private static final String TEXT = "Message\nHello world!\nMessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\n"
            + "Subject\nMy First Message\nTimestamp\n2012-05-02T00:54:06.655Z\n"
            + "TopicArn\narn:aws:sns:us-west-2:123456789012:MyTopic\nType\nNotification\n";

    @Test
    void theCertificateNamesTheHostsThatVerifiersLookFor() throws GeneralSecurityException {
        X509Certificate certificate = certificate(KEY);

        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=sns.amazonaws.com");
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactly(
                        List.of(2, "sns.amazonaws.com"),
                        List.of(2, "sns.eu-central-1.amazonaws.com"),
                        List.of(2, "sns.ru-central1.amazonaws.com"),
                        List.of(2, "mq.example.org"));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getSerialNumber().signum()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.7:4566", "http://[2001:db8::7]:4566"})
    void anAddressIsNamedAsAnAddress(String publicUrl) throws GeneralSecurityException {
        X509Certificate certificate =
                certificate(issuer(CertificateHosts.of(List.of(), publicUrl)).issue());

        assertThat(certificate.getSubjectAlternativeNames())
                .hasSize(2)
                .anySatisfy(name -> assertThat(name.getFirst()).isEqualTo(7));
    }

    @Test
    void theCertificateIsGoodForTenYearsAndForClocksThatAreBehind() throws GeneralSecurityException {
        X509Certificate certificate = certificate(KEY);

        assertThat(certificate.getNotBefore().toInstant()).isEqualTo("2026-02-27T12:00:00Z");
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo("2036-02-28T12:00:00Z");
        assertThat(KEY.endsAt()).isEqualTo("2036-02-28T12:00:00Z");
    }

    @Test
    void theCertificateIsSignedWithItsOwnKey() throws GeneralSecurityException {
        X509Certificate certificate = certificate(KEY);

        certificate.verify(certificate.getPublicKey());

        assertThat(((RSAPublicKey) certificate.getPublicKey()).getModulus().bitLength())
                .isEqualTo(2048);
    }

    @Test
    void theFingerprintIsTheBeginningOfTheCertificatesDigest() throws GeneralSecurityException {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(KEY.certificate().bytes());

        assertThat(HexFormat.of().formatHex(digest)).startsWith(KEY.fingerprint());
        assertThat(KEY.fingerprint()).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1withRSA", "SHA256withRSA"})
    void whatTheKeySignsTheCertificateVerifies(String algorithm) throws GeneralSecurityException {
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(KEY.privateKey().bytes()));
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(TEXT.getBytes(UTF_8));
        byte[] signature = signing.sign();

        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certificate(KEY));
        verifying.update(TEXT.getBytes(UTF_8));

        assertThat(verifying.verify(signature)).isTrue();
    }

    @Test
    void theSealedKeyOpensOnlyUnderItsMasterKeyAndForItsCertificate() {
        byte[] sealed = new KeySeal(master("a", 1), new SecureRandom()).seal(KEY);
        byte[] context = NotificationKeyEvent.sealingContext(KEY.fingerprint());

        assertThat(sealer(master("a", 1)).open(sealed, context))
                .isEqualTo(KEY.privateKey().bytes());
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> sealer(master("a", 2)).open(sealed, context));
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(
                        () -> sealer(master("a", 1)).open(sealed, NotificationKeyEvent.sealingContext("0".repeat(32))));
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> new SecretSealer(master("a", 1).forPurpose("signer.access-keys"), new SecureRandom())
                        .open(sealed, context));
    }

    @Test
    void aNewMasterKeySealsAgain() {
        byte[] sealed = new KeySeal(master("a", 1), new SecureRandom()).seal(KEY);
        MasterKeys both = MasterKeys.parse(entry("b", 2) + "," + entry("a", 1));
        KeySeal seal = new KeySeal(both, new SecureRandom());

        assertThat(seal.needsResealing(sealed)).isTrue();
        byte[] again = seal.reseal(KEY.fingerprint(), sealed);

        assertThat(seal.needsResealing(again)).isFalse();
        assertThat(sealer(master("b", 2)).open(again, NotificationKeyEvent.sealingContext(KEY.fingerprint())))
                .isEqualTo(KEY.privateKey().bytes());
    }

    @Test
    void nothingOfAKeyIsPrinted() {
        assertThat(KEY).hasToString("IssuedKey[" + KEY.fingerprint() + "]");
        NotificationKeyEntity row =
                new NotificationKeyEntity(1, KEY, new KeySeal(master("a", 1), new SecureRandom()).seal(KEY));
        assertThat(row.toEvent()).hasToString("NotificationKeyEvent[1, " + KEY.fingerprint() + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eu", "eu-central-1.evil.org", "EU-CENTRAL-1", "a b c"})
    void whatCannotBeARegionIsRefused(String region) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateHosts.of(List.of(region), null))
                .withMessageContaining("posthorn.signer.notification-keys.regions");
    }

    private static KeyIssuer issuer(CertificateHosts hosts) {
        return new KeyIssuer(hosts, new SecureRandom(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static X509Certificate certificate(IssuedKey key) throws GeneralSecurityException {
        return (X509Certificate) Objects.requireNonNull(CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(key.certificate().bytes())));
    }

    private static SecretSealer sealer(MasterKeys master) {
        return new SecretSealer(master.forPurpose(NotificationKeyEvent.PURPOSE), new SecureRandom());
    }

    private static MasterKeys master(String id, int first) {
        return MasterKeys.parse(entry(id, first));
    }

    private static String entry(String id, int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return id + ":" + Base64.getEncoder().encodeToString(key);
    }
}
