package io.posthorn.signer;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL and a real Kafka for as long as the tests run. */
public final class EmbeddedStores implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedPostgres postgres;
    private @Nullable EmbeddedKafka kafka;

    @Override
    public Map<String, String> start() {
        postgres = EmbeddedPostgres.temporary();
        kafka = EmbeddedKafka.temporary();
        EmbeddedPostgres database = Objects.requireNonNull(postgres);
        byte[] master = new byte[32];
        master[0] = 1;
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.datasource.username", database.username());
        config.put("quarkus.datasource.password", database.password());
        config.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
        config.put("quarkus.datasource.reactive.url", database.reactiveUri());
        config.put("kafka.bootstrap.servers", Objects.requireNonNull(kafka).bootstrapServers());
        config.put("quarkus.http.test-port", "0");
        config.put(
                "posthorn.secrets.master-keys", "first:" + Base64.getEncoder().encodeToString(master));
        config.put(
                "posthorn.signer.bootstrap.accounts", "000000000000:test:test,123456789012:AKIDOTHER:other/secret+1");
        config.put("posthorn.signer.admin.token", SignerServiceIT.OPERATOR_TOKEN);
        config.put("posthorn.signer.refresh", "1s");
        config.put("posthorn.queue.yandex.hosts", "message-queue.test");
        return config;
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}
