package io.posthorn.signer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.platform.AccountId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapKeyTest {
    @Test
    void entriesAreReadInOrder() {
        assertThat(BootstrapKey.parse("000000000000:test:test, b1gfolder:YCAJE_x-1:a:b/c+d=,"))
                .containsExactly(
                        new BootstrapKey(new AccountId("000000000000"), "test", "test"),
                        new BootstrapKey(new AccountId("b1gfolder"), "YCAJE_x-1", "a:b/c+d="));
        assertThat(BootstrapKey.parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hidden",
                "a:hidden",
                "A:k:hidden",
                ":k:hidden",
                "a::hidden",
                "a:k k:hidden",
                "a:k:",
                "a:k:hid den",
                "a:k:hidden\u00e9"
            })
    void aBadEntryIsNamedByItsPlaceAndNotRepeated(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BootstrapKey.parse("1:good:fine," + entry))
                .withMessageContaining("entry 2")
                .withMessageStartingWith("posthorn.signer.bootstrap.accounts")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("hid"));
    }

    @Test
    void anIdThatStandsTwiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BootstrapKey.parse("1:k:a,2:k:b"))
                .withMessageContaining("entry 2 repeats");
    }

    @Test
    void itPrintsNoSecret() {
        assertThat(new BootstrapKey(new AccountId("1"), "k", "hidden").toString())
                .doesNotContain("hidden");
    }
}
