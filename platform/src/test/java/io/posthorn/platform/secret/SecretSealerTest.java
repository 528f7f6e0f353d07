package io.posthorn.platform.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.SecureRandom;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SecretSealerTest {
    private static final byte[] CONTEXT = "signer.access-keys/123456789012/AKIAEXAMPLE".getBytes(UTF_8);
    private static final byte[] SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".getBytes(UTF_8);

    private final SecretSealer sealer = sealer(MasterKeysTest.OLD);

    private static SecretSealer sealer(String keys) {
        return new SecretSealer(MasterKeys.parse(keys).forPurpose("test"), new SecureRandom());
    }

    @Property(tries = 100)
    void whatIsSealedOpensInItsContext(
            @ForAll @Size(max = 2000) byte[] plain, @ForAll @Size(max = 100) byte[] context) {
        assertThat(sealer.open(sealer.seal(plain, context), context)).isEqualTo(plain);
    }

    @Test
    void theSameSecretNeverSealsToTheSameBytes() {
        assertThat(sealer.seal(SECRET, CONTEXT)).isNotEqualTo(sealer.seal(SECRET, CONTEXT));
    }

    @Test
    void aValueMovedToAnotherRowDoesNotOpen() {
        byte[] sealed = sealer.seal(SECRET, CONTEXT);

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> sealer.open(sealed, "signer.access-keys/123456789012/AKIAOTHER".getBytes(UTF_8)))
                .withMessage("a sealed value was changed, or belongs elsewhere");
    }

    @Test
    void aValueSealedForAnotherPurposeDoesNotOpen() {
        SecretSealer other =
                new SecretSealer(MasterKeys.parse(MasterKeysTest.OLD).forPurpose("other"), new SecureRandom());

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> other.open(sealer.seal(SECRET, CONTEXT), CONTEXT));
    }

    @Property(tries = 300)
    void noChangedBitGoesUnseen(@ForAll @IntRange(max = 72) int place, @ForAll @IntRange(max = 7) int bit) {
        byte[] sealed = sealer.seal(SECRET, CONTEXT);
        sealed[place] ^= (byte) (1 << bit);

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> sealer.open(sealed, CONTEXT))
                .withMessageNotContaining("wJalr");
    }

    @Property(tries = 80)
    void aCutOffValueDoesNotOpen(@ForAll @IntRange(max = 72) int length) {
        byte[] sealed = Arrays.copyOf(sealer.seal(SECRET, CONTEXT), length);

        assertThatExceptionOfType(SecretException.class).isThrownBy(() -> sealer.open(sealed, CONTEXT));
    }

    @Test
    void rotationOpensOldValuesAndSealsWithTheNewKey() {
        byte[] sealedBefore = sealer.seal(SECRET, CONTEXT);
        SecretSealer rotating = sealer(MasterKeysTest.NEW + "," + MasterKeysTest.OLD);
        SecretSealer rotated = sealer(MasterKeysTest.NEW);

        byte[] sealedAfter = rotating.seal(rotating.open(sealedBefore, CONTEXT), CONTEXT);

        assertThat(rotating.needsResealing(sealedBefore)).isTrue();
        assertThat(rotating.needsResealing(sealedAfter)).isFalse();
        assertThat(rotated.open(sealedAfter, CONTEXT)).isEqualTo(SECRET);
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> rotated.open(sealedBefore, CONTEXT))
                .withMessage("sealed under a key that is not among the master keys: old");
    }
}
