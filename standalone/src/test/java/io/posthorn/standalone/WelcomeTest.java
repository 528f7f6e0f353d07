package io.posthorn.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WelcomeTest {
    @Test
    void theWellKnownKeyIsShownWhole() {
        String text = text(Map.of());

        assertThat(text)
                .contains("ready at http://localhost:4566 (in 6.5 s)")
                .contains("AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test")
                .contains("--queue-url http://localhost:4566/000000000000/hello");
    }

    @Test
    void otherKeysAreShownWithoutTheirSecrets() {
        String text = text(Map.of("POSTHORN_ACCOUNTS", "123456789012:AKIA1:hushhush,210987654321:AKIA2:test"));

        assertThat(text)
                .contains("AKIA1 of account 123456789012")
                .contains("AKIA2 of account 210987654321")
                .doesNotContain("hushhush")
                .doesNotContain("secret test");
    }

    @Test
    void ofManyKeysTheFirstAreShown() {
        String text = text(Map.of("POSTHORN_ACCOUNTS", "1:a:x,1:b:x,1:c:x,1:d:x,1:e:x,1:f:x,1:g:x"));

        assertThat(text).contains("Key   e of").doesNotContain("Key   f of").contains("and 2 more");
    }

    private static String text(Map<String, String> environment) {
        return Welcome.text(StandaloneSettings.from(environment, Path.of("/home/alice")), Duration.ofMillis(6_500));
    }
}
