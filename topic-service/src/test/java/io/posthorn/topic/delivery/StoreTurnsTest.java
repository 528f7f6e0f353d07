package io.posthorn.topic.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreTurnsTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final StoreTurns turns = new StoreTurns(context);
    private final List<String> begun = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        DeliveryDatabase.on(vertx.close());
    }

    @Test
    void eachBeginsWhenAllBeforeItHaveEndedWellOrNot() {
        Promise<Void> first = Promise.promise();
        context.runOnContext(_ -> {
            turns.take(() -> work("first", first.future()));
            turns.take(() -> work("second", Future.failedFuture("away")));
            turns.take(() -> {
                begun.add("third");
                throw new IllegalStateException("a bug");
            });
            turns.take(() -> work("fourth", Future.succeededFuture()));
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> !begun.isEmpty());
        assertThat(begun).containsExactly("first");

        first.complete();

        await().atMost(Duration.ofSeconds(10)).until(() -> begun.size() == 4);
        assertThat(begun).containsExactly("first", "second", "third", "fourth");
    }

    private Future<Void> work(String name, Future<Void> end) {
        begun.add(name);
        return end;
    }
}
