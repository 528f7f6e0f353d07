package io.posthorn.topic.catalog;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.store.Isolation;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.hibernate.reactive.mutiny.Mutiny;

/** The topics on record, by account: there is no way to ask for them without one. */
public final class TopicCatalogs {
    private final Isolation isolation;
    private final CatalogLimits limits;
    private final Clock clock;

    public TopicCatalogs(Vertx vertx, Mutiny.SessionFactory sessions, CatalogLimits limits, Clock clock) {
        this.isolation = new Isolation(vertx, sessions);
        this.limits = limits;
        this.clock = clock;
    }

    /** The topics of {@code account}, and the subscriptions that it made. */
    public TopicCatalog forAccount(AccountId account) {
        return new TopicCatalog(isolation, limits, clock, account);
    }
}
