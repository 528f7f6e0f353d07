package io.posthorn.platform.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom TLS trusts: the JVM's authorities and those of files. */
final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /**
     * Trust in the JVM's authorities and in those of {@code files} (PEM).
     *
     * @throws IllegalStateException when a file cannot be read or has no certificate
     */
    static TrustManager with(List<Path> files) {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (X509Certificate certificate : trustManager(null).getAcceptedIssuers()) {
                all.setCertificateEntry("authority-" + number++, certificate);
            }
            for (Path file : files) {
                for (Certificate certificate : read(file)) {
                    all.setCertificateEntry("authority-" + number++, certificate);
                }
            }
            return trustManager(all);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the trusted authorities cannot be put together", e);
        }
    }

    private static List<Certificate> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> certificates =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (certificates.isEmpty()) {
                throw new IllegalStateException("no certificate in " + file);
            }
            return certificates;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificates can be read from " + file, e);
        }
    }

    private static X509TrustManager trustManager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the JVM has no trust manager for X.509");
    }
}
