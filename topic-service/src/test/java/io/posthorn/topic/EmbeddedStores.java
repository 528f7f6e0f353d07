package io.posthorn.topic;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A PostgreSQL and a Kafka of its own for the service under test. */
public final class EmbeddedStores implements QuarkusTestResourceLifecycleManager {
    private static final String MASTER_KEY = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private final EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
    private final EmbeddedKafka kafka = EmbeddedKafka.temporary();

    @Override
    public Map<String, String> start() {
        return Map.of(
                "quarkus.datasource.jdbc.url", postgres.jdbcUrl(),
                "quarkus.datasource.reactive.url", postgres.reactiveUri(),
                "quarkus.datasource.username", postgres.username(),
                "quarkus.datasource.password", postgres.password(),
                "kafka.bootstrap.servers", kafka.bootstrapServers(),
                "quarkus.http.test-port", "0",
                "posthorn.secrets.master-keys", MASTER_KEY);
    }

    @Override
    public void stop() {
        kafka.close();
        postgres.close();
    }
}
