package io.posthorn.queue;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.function.Consumer;

/** A PostgreSQL, behind a door that tests can shut, and a Kafka of its own for the service under test. */
public final class EmbeddedStores implements QuarkusTestResourceLifecycleManager {
    private static final String MASTER_KEY = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private final EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
    private final EmbeddedKafka kafka = EmbeddedKafka.temporary();
    private final TcpRelay relay = new TcpRelay(postgres.port());

    @Override
    public Map<String, String> start() {
        return Map.of(
                "quarkus.datasource.jdbc.url", postgres.jdbcUrl(),
                "quarkus.datasource.reactive.url",
                        postgres.reactiveUri().replace(":" + postgres.port() + "/", ":" + relay.port() + "/"),
                "quarkus.datasource.username", postgres.username(),
                "quarkus.datasource.password", postgres.password(),
                "kafka.bootstrap.servers", kafka.bootstrapServers(),
                "posthorn.secrets.master-keys", MASTER_KEY,
                "posthorn.queue.yandex.accounts", "b1gfolder",
                "posthorn.queue.yandex.hosts", "message-queue.example");
    }

    /** Gives tests the door to PostgreSQL, as a type that all class loaders share: accepting false shuts it. */
    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(relay, new TestInjector.AnnotatedAndMatchesType(StoreDoor.class, Consumer.class));
    }

    @Override
    public void stop() {
        relay.close();
        kafka.close();
        postgres.close();
    }
}
