package io.posthorn.queue.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.Isolation;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.hibernate.reactive.mutiny.Mutiny;

/** The queues on record, by account: there is no way to ask for them without one. */
public final class QueueCatalogs {
    private final Isolation isolation;
    private final Clock clock;

    public QueueCatalogs(Vertx vertx, Mutiny.SessionFactory sessions, Clock clock) {
        this.isolation = new Isolation(vertx, sessions);
        this.clock = clock;
    }

    /** The queues of {@code account}. */
    public QueueCatalog forAccount(AccountId account) {
        return new QueueCatalog(isolation, clock, account);
    }
}
