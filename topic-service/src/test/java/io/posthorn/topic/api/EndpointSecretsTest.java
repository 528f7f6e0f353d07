package io.posthorn.topic.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointSecretsTest {
    private static final String ENDPOINT = "https://user:hunter2@h.example/path?q=1";
    private static final MasterKeys MASTER = MasterKeys.parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    private final EndpointSecrets secrets = of(EndpointSecrets.PURPOSE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                ENDPOINT,
                "http://:only@h.example/",
                "http://пользователь:пароль@h.example/ж",
                "http://us%40er:p%3Aw@h.example:8080/x"
            })
    void anEndpointWithAPasswordIsSealedAndOpensToTheLetter(String endpoint) {
        byte[] sealed = secrets.sealed(endpoint).orElseThrow();

        assertThat(new String(sealed, StandardCharsets.UTF_8)).doesNotContain("h.example", "hunter2", "user");
        assertThat(secrets.opened(sealed)).isEqualTo(endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://h.example/",
                "https://h.example/user:password@there",
                "arn:aws:sqs:eu-west-1:111111111111:queue"
            })
    void whatIsShownAsItIsNeedsNoSeal(String endpoint) {
        assertThat(secrets.sealed(endpoint)).isEmpty();
        assertThat(secrets.holds(Optional.empty(), endpoint)).isTrue();
    }

    @Test
    void theSameEndpointIsSealedDifferentlyEachTimeAndKnownAllTheSame() {
        byte[] one = secrets.sealed(ENDPOINT).orElseThrow();
        byte[] other = secrets.sealed(ENDPOINT).orElseThrow();

        assertThat(one).isNotEqualTo(other);
        assertThat(secrets.holds(Optional.of(one), ENDPOINT)).isTrue();
        assertThat(secrets.holds(Optional.of(other), ENDPOINT)).isTrue();
    }

    @Test
    void anotherPasswordIsAnotherEndpoint() {
        byte[] sealed = secrets.sealed(ENDPOINT).orElseThrow();

        assertThat(secrets.holds(Optional.of(sealed), ENDPOINT.replace("hunter2", "hunter3")))
                .isFalse();
        assertThat(secrets.holds(Optional.of(sealed), ENDPOINT.replace("user:hunter2@", "")))
                .isFalse();
        assertThat(secrets.holds(Optional.empty(), ENDPOINT)).isFalse();
    }

    @Test
    void whatIsChangedOrSealedForSomethingElseDoesNotOpenAndSaysNothing() {
        byte[] changed = secrets.sealed(ENDPOINT).orElseThrow();
        changed[changed.length - 1] ^= 1;
        byte[] foreign = of("topic.webhooks").sealed(ENDPOINT).orElseThrow();

        for (byte[] sealed : new byte[][] {changed, foreign}) {
            assertThatThrownBy(() -> secrets.opened(sealed))
                    .isInstanceOf(SecretException.class)
                    .hasMessageNotContaining("hunter2");
            assertThat(secrets.holds(Optional.of(sealed), ENDPOINT)).isFalse();
        }
    }

    private static EndpointSecrets of(String purpose) {
        return new EndpointSecrets(new SecretSealer(MASTER.forPurpose(purpose), new SecureRandom()));
    }
}
