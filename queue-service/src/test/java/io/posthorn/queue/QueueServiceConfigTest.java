package io.posthorn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueServiceConfigTest {
    @Test
    void servicesOfTheQueuesAccountNeedNoPolicyByDefault() {
        assertThat(configured().servicesNeedPolicy()).isFalse();
        assertThat(configured("posthorn.queue.services-need-policy", "true").servicesNeedPolicy())
                .isTrue();
    }

    private static QueueServiceConfig configured(String... properties) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(QueueServiceConfig.class);
        for (int i = 0; i < properties.length; i += 2) {
            builder.withDefaultValue(properties[i], properties[i + 1]);
        }
        return builder.build().getConfigMapping(QueueServiceConfig.class);
    }
}
