package io.posthorn.topic.webhook;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with a stage of its own for each of its methods. */
abstract class OnStage {
    @Inject
    Vertx vertx;

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String databaseUrl;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    /** Under the feet of the method that runs. */
    protected WebhookStage stage;

    @BeforeEach
    void start() {
        stage = new WebhookStage(
                vertx,
                sessions,
                PgConnectOptions.fromUri(databaseUrl.replaceFirst("^vertx-reactive:", ""))
                        .setUser(user)
                        .setPassword(password));
    }

    @AfterEach
    void stop() {
        stage.close();
    }
}
