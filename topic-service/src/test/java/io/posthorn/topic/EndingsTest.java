package io.posthorn.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private final List<String> ended = new ArrayList<>();

    @Test
    void allEndInTheirOrder() {
        Endings.all(() -> ended.add("one"), () -> ended.add("two"));

        assertThat(ended).containsExactly("one", "two");
    }

    @Test
    void whatFailsToEndKeepsNothingElseFromIt() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalArgumentException second = new IllegalArgumentException("second");

        assertThatThrownBy(() -> Endings.all(
                        () -> ended.add("one"),
                        () -> {
                            throw first;
                        },
                        () -> ended.add("three"),
                        () -> {
                            throw second;
                        },
                        () -> ended.add("five")))
                .isSameAs(first)
                .hasSuppressedException(second);
        assertThat(ended).containsExactly("one", "three", "five");
    }
}
