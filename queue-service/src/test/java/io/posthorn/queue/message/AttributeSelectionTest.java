package io.posthorn.queue.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributeSelectionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "All        | color colour.x size",
                ".*         | color colour.x size",
                "color      | color",
                "col.*      | color colour.x",
                "colour.*   | colour.x",
                "Color      | ''",
                "co*        | ''",
                "size All   | color colour.x size"
            })
    void selectsByNamePrefixOrAll(String asked, String selected) {
        AttributeSelection selection = AttributeSelection.of(List.of(asked.split(" ")));

        assertThat(Stream.of("color", "colour.x", "size").filter(selection))
                .containsExactlyElementsOf(selected.isEmpty() ? List.of() : List.of(selected.split(" ")));
    }

    @Test
    void selectsNothingWhenNothingIsAsked() {
        assertThat(AttributeSelection.of(List.of()).isNothing()).isTrue();
        assertThat(AttributeSelection.of(List.of("All")).isNothing()).isFalse();
    }
}
