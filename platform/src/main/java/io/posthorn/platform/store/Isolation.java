package io.posthorn.platform.store;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Runs each piece of work with the database on a Vert.x context of its own. Hibernate Reactive keeps its session in the
 * context, so work that shared one, as work on an event loop's root context would, would share a session.
 */
public final class Isolation {
    /** After how long a database that neither answers nor breaks the connection counts as away. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Mutiny.SessionFactory sessions;

    /** Work on contexts of {@code vertx}, in sessions of {@code sessions}. */
    public Isolation(Vertx vertx, Mutiny.SessionFactory sessions) {
        this.vertx = vertx;
        this.sessions = sessions;
    }

    /** Runs {@code work} in a session that writes nothing. Fails when the database does not answer in time. */
    public <T> Uni<T> read(Function<Mutiny.Session, Uni<T>> work) {
        return alone(() -> sessions.withSession(session -> {
            session.setDefaultReadOnly(true);
            return work.apply(session);
        }));
    }

    /** Runs {@code work} in a transaction. Fails when the database does not answer in time. */
    public <T> Uni<T> write(Function<Mutiny.Session, Uni<T>> work) {
        return alone(() -> sessions.withTransaction(work));
    }

    private <T> Uni<T> alone(Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .<T>emitter(emitter -> {
                    Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
                    VertxContextSafetyToggle.setContextSafe(own, true);
                    own.runOnContext(_ -> work.get().subscribe().with(emitter::complete, emitter::fail));
                })
                .ifNoItem()
                .after(PATIENCE)
                .fail();
    }
}
