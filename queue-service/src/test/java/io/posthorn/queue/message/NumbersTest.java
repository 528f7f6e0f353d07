package io.posthorn.queue.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0.0",
                "3",
                "+3",
                "-12.50",
                ".5",
                "5.",
                "1e126",
                "9.9E+126",
                "1e-128",
                "12345678901234567890123456789012345678",
                "1000000000000000000000000000000000000000000000000"
            })
    void acceptsNumbersInRange(String text) {
        assertThat(Numbers.isNumber(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "world",
                "1 ",
                "0x10",
                "NaN",
                "Infinity",
                ".",
                "1e",
                "1e127",
                "1e-129",
                "1e99999",
                "123456789012345678901234567890123456789"
            })
    void refusesWhatIsNoNumberOrOutOfRange(String text) {
        assertThat(Numbers.isNumber(text)).isFalse();
    }
}
