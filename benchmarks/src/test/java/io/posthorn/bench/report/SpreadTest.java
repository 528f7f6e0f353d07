package io.posthorn.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Spread.of(List.of(9.0, 1.0, 5.0, 100.0, 2.0))).isEqualTo(new Spread(1, 5, 100));
    }

    @Test
    void theMedianOfAnEvenNumberIsHalfway() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 10.0))).isEqualTo(new Spread(1, 3, 10));
    }

    @Test
    void oneFigureIsAllThree() {
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void aSpreadOfNothingIsRefused() {
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRatioIsThatOfTheMedians() {
        assertThat(new Spread(1, 9, 100).ratioTo(new Spread(2, 3, 4))).isEqualTo(3.0);
    }

    @Test
    void figuresAreWrittenForPeople() {
        assertThat(Figures.rate(16_234.5)).isEqualTo("16,235");
        assertThat(Figures.ratio(4.756)).isEqualTo("4.76×");
        assertThat(Figures.millis(Duration.ofNanos(3_456_789))).isEqualTo("3.46");
        assertThat(Figures.cores(Duration.ofMillis(2500), Duration.ofSeconds(10)))
                .isEqualTo("0.25");
    }

    @Test
    void aTableIsMarkdownInColumns() {
        Table table = new Table("messages/s", "median");
        table.add("single", "16,234");
        table.add("batch", "7");

        assertThat(table.text()).isEqualTo("""
                | messages/s | median |
                | ---------- | -----: |
                | single     | 16,234 |
                | batch      |      7 |
                """);
    }

    @Test
    void aRowHasACellForEveryTitle() {
        Table table = new Table("a", "b");

        assertThatThrownBy(() -> table.add("1")).isInstanceOf(IllegalArgumentException.class);
    }
}
