package io.posthorn.signer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Principal;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.signer.sigv4.SigningSecret;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartUpChecksTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final MasterKeys OWN = IdentitiesTest.masterKeys(1);
    private static final MasterKeys EXAMPLE =
            MasterKeys.parse("k:" + Base64.getEncoder().encodeToString(new byte[32]));

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1", "[::1]"})
    void wellKnownSecretsAreFineOnLoopback(String host) {
        assertThat(StartUpChecks.objection(host, EXAMPLE, key("test"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "queues.example.org", "localhost.example.org", ""})
    void theWellKnownKeyIsRefusedElsewhere(String host) {
        assertThat(StartUpChecks.objection(host, OWN, key("test")))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("test/test")
                        .contains("posthorn.signer.allow-insecure-defaults")
                        .doesNotContain("\n"));
    }

    @Test
    void anExampleMasterKeyIsRefusedElsewhere() {
        assertThat(StartUpChecks.objection("0.0.0.0", EXAMPLE, null)).isPresent();
    }

    @Test
    void ownSecretsAreFineEverywhere() {
        assertThat(StartUpChecks.objection("0.0.0.0", OWN, null)).isEmpty();
        assertThat(StartUpChecks.objection("0.0.0.0", OWN, key("another"))).isEmpty();
    }

    @Test
    void theOperatorsTokenOpensOnlyWithTheWholeOfIt() {
        OperatorToken token = new OperatorToken(Optional.of("0123456789abcdef"));

        assertThat(token.opens("Bearer 0123456789abcdef")).isTrue();
        assertThat(token.opens("Bearer 0123456789abcde")).isFalse();
        assertThat(token.opens("0123456789abcdef")).isFalse();
        assertThat(token.opens(null)).isFalse();
        assertThat(token.toString()).doesNotContain("0123");
        assertThat(new OperatorToken(Optional.empty()).opens("Bearer ")).isFalse();
    }

    private static AccessKey key(String secret) {
        return new AccessKey("test", ACCOUNT, Principal.rootOf(ACCOUNT), new SigningSecret(secret));
    }
}
