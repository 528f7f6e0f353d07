package io.posthorn.platform.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CappedTagsTest {
    @Test
    void theFirstEntitiesGetValuesOfTheirOwnAndTheRestShareOne() {
        CappedTags tags = new CappedTags(2);

        assertThat(List.of(tags.valueOf("a"), tags.valueOf("b"), tags.valueOf("c"), tags.valueOf("a")))
                .containsExactly("a", "b", "other", "a");
    }

    @Test
    void aForgottenEntityMakesRoom() {
        CappedTags tags = new CappedTags(1);
        assertThat(tags.valueOf("a")).isEqualTo("a");

        tags.forget("a");
        tags.forget("never-seen");

        assertThat(tags.valueOf("b")).isEqualTo("b");
        assertThat(tags.valueOf("a")).isEqualTo("other");
    }

    @Test
    void threadsTogetherNeverPassTheLimit() throws InterruptedException, ExecutionException {
        CappedTags tags = new CappedTags(10);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> values = IntStream.range(0, 200)
                    .mapToObj(i -> pool.submit(() -> tags.valueOf("q" + i)))
                    .toList();
            long own = 0;
            for (Future<String> value : values) {
                own += value.get().equals(CappedTags.OTHER) ? 0 : 1;
            }
            assertThat(own).isEqualTo(10);
        }
    }

    @Test
    void everyDeclaredMetricHasItsPlaceInTheNamingScheme() {
        assertThat(MetricNames.all())
                .doesNotHaveDuplicates()
                .allSatisfy(metric ->
                        assertThat(metric.in("queue")).matches("posthorn_queue_[a-z_]+_(total|seconds|records)"));
    }
}
