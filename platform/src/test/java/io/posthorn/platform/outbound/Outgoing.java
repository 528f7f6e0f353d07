package io.posthorn.platform.outbound;

import io.posthorn.wire.Blob;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Requests and settings of tests. */
final class Outgoing {
    private static final int PATIENCE_SECONDS = 20;

    private Outgoing() {}

    static OutboundConfig config(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("posthorn.outbound." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(OutboundConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(OutboundConfig.class);
    }

    static OutboundRequest get(String uri) {
        return new OutboundRequest("GET", URI.create(uri), List.of(), Blob.EMPTY, Duration.ofSeconds(8), 1024);
    }

    static OutboundRequest get(String uri, Duration deadline, int maxAnswerBytes) {
        return new OutboundRequest("GET", URI.create(uri), List.of(), Blob.EMPTY, deadline, maxAnswerBytes);
    }

    static OutboundResult await(io.vertx.core.Future<OutboundResult> result) throws Exception {
        return result.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
