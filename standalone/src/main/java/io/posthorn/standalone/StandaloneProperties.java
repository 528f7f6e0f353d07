package io.posthorn.standalone;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The configuration that the services find in one process with their own database and broker. */
final class StandaloneProperties {
    private StandaloneProperties() {}

    static Map<String, String> of(StandaloneSettings settings, EmbeddedServers servers, Path masterKeys) {
        EmbeddedPostgres postgres = servers.postgres();
        EmbeddedKafka kafka = servers.kafka();
        Map<String, String> properties = new TreeMap<>();
        properties.put("quarkus.http.host", settings.host());
        properties.put("quarkus.http.port", Integer.toString(settings.port()));
        properties.put("quarkus.datasource.jdbc.url", postgres.jdbcUrl());
        properties.put("quarkus.datasource.reactive.url", postgres.reactiveUri());
        properties.put("quarkus.datasource.username", postgres.username());
        properties.put("quarkus.datasource.password", postgres.password());
        properties.put("kafka.bootstrap.servers", kafka.bootstrapServers());
        properties.put("posthorn.secrets.master-keys-file", masterKeys.toString());
        // The data folder is locked: a restart is the same replica and has its shards back at once.
        properties.put("posthorn.queue.replica.id", "standalone");
        properties.put("posthorn.topic.public-url", settings.endpoint());
        properties.put(
                "posthorn.signer.bootstrap.accounts",
                settings.accounts().stream()
                        .map(key -> key.account() + ":" + key.accessKeyId() + ':' + key.secret())
                        .collect(Collectors.joining(",")));
        return properties;
    }
}
