package io.posthorn.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"000000000000", "b1gabcdefghij0123456", "1", "0123456789abcdefghijklmnopqrstuv"})
    void takesTheIdsOfEveryCloud(String id) {
        assertThat(AccountId.isValid(id)).isTrue();
        assertThat(new AccountId(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "A", "a-b", "a ", "\u00e9", "a\n", "0123456789abcdefghijklmnopqrstuvw", "`", "{", "/", ":"})
    void refusesEverythingElse(String id) {
        assertThat(AccountId.isValid(id)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new AccountId(id));
    }
}
