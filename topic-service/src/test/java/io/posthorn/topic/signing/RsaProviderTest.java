package io.posthorn.topic.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RsaProviderTest {
    @ParameterizedTest
    @ValueSource(strings = {"SHA1withRSA", "SHA256withRSA"})
    void whoeverComputesItTheSignatureIsTheSame(String algorithm) throws GeneralSecurityException {
        RsaProvider own = new RsaProvider(Objects.requireNonNull(Security.getProvider("SunRsaSign")));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();

        byte[] one = sign(RsaProvider.BEST, algorithm, pair);

        assertThat(one).isEqualTo(sign(own, algorithm, pair)).hasSize(256);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void nativeCodeIsUsedWhereItIsThere() {
        assertThat(RsaProvider.BEST).hasToString("AmazonCorrettoCryptoProvider");
    }

    @Test
    void whatIsNoKeyIsRefused() {
        assertThatExceptionOfType(InvalidKeySpecException.class)
                .isThrownBy(() -> RsaProvider.BEST.key("no key".getBytes(UTF_8)));
    }

    private static byte[] sign(RsaProvider provider, String algorithm, KeyPair pair) throws GeneralSecurityException {
        Signature signing =
                provider.signing(algorithm, provider.key(pair.getPrivate().getEncoded()));
        signing.update("text".getBytes(UTF_8));
        return signing.sign();
    }
}
