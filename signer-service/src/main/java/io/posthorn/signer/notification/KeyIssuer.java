package io.posthorn.signer.notification;

import io.posthorn.wire.Blob;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes RSA-2048 keys with certificates that they sign themselves, good for ten years: verifiers of notifications check
 * the subject and the dates and no chain. Making one takes some tenths of a second. Safe for use by many threads.
 */
final class KeyIssuer {
    private static final int KEY_BITS = 2048;
    private static final int YEARS = 10;
    private static final int SERIAL_BITS = 127;
    private static final int FINGERPRINT_BYTES = 16;

    /** How far behind ours a verifier's clock may be. */
    private static final Duration EARLIER = Duration.ofDays(1);

    private final CertificateHosts hosts;
    private final SecureRandom random;
    private final Clock clock;

    KeyIssuer(CertificateHosts hosts, SecureRandom random, Clock clock) {
        this.hosts = hosts;
        this.random = random;
        this.clock = clock;
    }

    IssuedKey issue() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant end = now.atOffset(ZoneOffset.UTC).plusYears(YEARS).toInstant();
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS, random);
            KeyPair pair = generator.generateKeyPair();
            byte[] certificate = certificate(pair, now.minus(EARLIER), end);
            return new IssuedKey(
                    fingerprint(certificate),
                    Blob.of(certificate),
                    Blob.of(pair.getPrivate().getEncoded()),
                    now,
                    end);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this JVM cannot make RSA keys and certificates", e);
        }
    }

    private byte[] certificate(KeyPair pair, Instant start, Instant end) throws OperatorCreationException, IOException {
        X500Name subject = new X500Name("CN=" + CertificateHosts.COMMON_NAME);
        // positive and not zero, as a serial number has to be
        BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
        return new X509v3CertificateBuilder(
                        subject,
                        serial,
                        new Time(Date.from(start)),
                        new Time(Date.from(end)),
                        subject,
                        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.subjectAlternativeName, false, hosts.asGeneralNames())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
                .getEncoded();
    }

    private static String fingerprint(byte[] certificate) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate);
        return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    }
}
