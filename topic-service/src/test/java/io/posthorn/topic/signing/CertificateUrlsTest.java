package io.posthorn.topic.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateUrlsTest {
    private static final String FINGERPRINT = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @ValueSource(strings = {"https://mq.example.org:8443", "https://mq.example.org:8443/"})
    void certificatesAreAtThePublicAddress(String base) {
        assertThat(new CertificateUrls(URI.create(base), false).of(FINGERPRINT, "eu-central-1"))
                .isEqualTo("https://mq.example.org:8443/SimpleNotificationService-" + FINGERPRINT + ".pem");
    }

    @Test
    void certificatesAreAtTheTopicsEndpointOfAwsForVerifiersThatTrustNoOther() {
        CertificateUrls urls = new CertificateUrls(URI.create("http://localhost:4566"), true);

        assertThat(urls.of(FINGERPRINT, "ru-central1"))
                .isEqualTo("https://sns.ru-central1.amazonaws.com/SimpleNotificationService-" + FINGERPRINT + ".pem");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://a", "https:///x", "mq.example.org", "https://u:p@a", "https://a/?q=1", "https://a/#f"})
    void whatCannotBeTheAddressOfAnEdgeIsRefused(String base) {
        assertThatIllegalArgumentException().isThrownBy(() -> new CertificateUrls(URI.create(base), false));
    }
}
