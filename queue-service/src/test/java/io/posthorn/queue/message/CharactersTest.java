package io.posthorn.queue.message;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CharactersTest {
    @Property(tries = 5000)
    void acceptsTheCharactersOfXmlAndNoOthers(@ForAll @IntRange(max = 0x10FFFF) int codePoint) {
        boolean valid = codePoint == 0x9
                || codePoint == 0xA
                || codePoint == 0xD
                || (codePoint >= 0x20 && codePoint <= 0xD7FF)
                || (codePoint >= 0xE000 && codePoint <= 0xFFFD)
                || codePoint >= 0x10000;

        assertThat(Characters.areValid("a" + Character.toString(codePoint) + "b"))
                .isEqualTo(valid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "a\uD83D", "\uDE00\uD83D", "\uD83Da", "\u0000", "\uFFFE", "\uFFFF"})
    void refusesUnpairedSurrogatesAndNoncharacters(String text) {
        assertThat(Characters.areValid(text)).isFalse();
    }

    @Test
    void acceptsPairsAndNothing() {
        assertThat(Characters.areValid("\uD83D\uDE00")).isTrue();
        assertThat(Characters.areValid("")).isTrue();
    }
}
