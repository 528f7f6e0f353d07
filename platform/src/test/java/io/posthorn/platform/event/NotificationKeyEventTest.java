package io.posthorn.platform.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.wire.Blob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationKeyEventTest {
    private static final String FINGERPRINT = "0123456789abcdef0123456789abcdef";

    @Test
    void whatIsWrittenIsReadAndOfTheKeyNothingIsPrinted() throws EventException {
        NotificationKeyEvent event = new NotificationKeyEvent(1, 7, FINGERPRINT, Blob.of(new byte[] {1, 2, 3}));

        assertThat(NotificationKeyEvent.CODEC.decode(NotificationKeyEvent.CODEC.encode(event)))
                .isEqualTo(event);
        assertThat(event).hasToString("NotificationKeyEvent[7, " + FINGERPRINT + "]");
        assertThat(event.recordKey()).isEqualTo("7");
    }

    @Test
    void thePathOfACertificateTellsItsFingerprint() {
        String path = NotificationKeyEvent.certificatePath(FINGERPRINT);

        assertThat(path).isEqualTo("/SimpleNotificationService-" + FINGERPRINT + ".pem");
        assertThat(NotificationKeyEvent.fingerprintIn(path)).isEqualTo(FINGERPRINT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/SimpleNotificationService-.pem",
                "/SimpleNotificationService-0123456789ABCDEF0123456789ABCDEF.pem",
                "/SimpleNotificationService-0123456789abcdef0123456789abcdef0.pem",
                "/SimpleNotificationService-../../../etc/passwd123456789012.pem",
                "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pen",
                "/simplenotificationservice-0123456789abcdef0123456789abcdef.pem"
            })
    void anyOtherPathIsOfNoCertificate(String path) {
        assertThat(NotificationKeyEvent.fingerprintIn(path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123", "0123456789ABCDEF0123456789ABCDEF", "../3456789abcdef0123456789abcdef"})
    void whatCannotBeAFingerprintIsRefused(String fingerprint) {
        assertThatIllegalArgumentException().isThrownBy(() -> new NotificationKeyEvent(1, 1, fingerprint, Blob.EMPTY));
    }
}
