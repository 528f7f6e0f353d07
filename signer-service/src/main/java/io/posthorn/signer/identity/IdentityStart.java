package io.posthorn.signer.identity;

import io.posthorn.platform.event.IdentityEvent;
import io.posthorn.platform.event.Topic;
import io.posthorn.platform.event.TopicProvisioner;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.store.SchemaMigration;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings the identities up, in this order: schema, topic, configured keys, all keys into memory, the check of dangerous
 * defaults; then tells the topic what is there and keeps looking for changes.
 */
public final class IdentityStart {
    private static final Logger LOG = Logger.getLogger(IdentityStart.class);
    private static final List<Topic> TOPICS =
            List.of(Topics.SIGNER_IDENTITIES, Topics.SIGNER_NOTIFICATION_KEYS, Topics.QUEUE_SHARD_OWNERS);
    /** After how long a database that neither answers nor breaks the connection is asked again at the next tick. */
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(20);

    private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(30);

    private final DataSource dataSource;
    private final IdentityConfig config;
    private final MasterKeys masterKeys;
    private final IdentityStore store;
    private final Identities identities;
    private final Clock clock;
    private volatile Instant upToDateAt = Instant.EPOCH;
    private @Nullable Cancellable refreshing;

    IdentityStart(
            DataSource dataSource,
            IdentityConfig config,
            MasterKeys masterKeys,
            IdentityStore store,
            Identities identities,
            Clock clock) {
        this.dataSource = dataSource;
        this.config = config;
        this.masterKeys = masterKeys;
        this.store = store;
        this.identities = identities;
        this.clock = clock;
    }

    /**
     * Does all that must be done before a request is answered; blocks.
     *
     * @param host where the server will listen
     * @throws ConfigurationException in one line, which is all that Quarkus then prints, when what is configured cannot be
     *     or is dangerous there
     */
    public void prepare(String host) {
        List<BootstrapKey> keys =
                config.bootstrap().accounts().map(IdentityStart::parse).orElse(List.of());
        SchemaMigration.run(dataSource, "signer");
        for (BootstrapKey key : keys) {
            ensure(key);
        }
        Instant started = clock.instant();
        identities.load(await(store::all));
        upToDateAt = started;
        LOG.infof("Identities loaded keys=%d configured=%d", identities.size(), keys.size());
        if (!config.allowInsecureDefaults()) {
            StartUpChecks.objection(host, masterKeys, identities.find(StartUpChecks.WELL_KNOWN))
                    .ifPresent(objection -> {
                        throw new ConfigurationException(objection);
                    });
        }
    }

    /** Makes the topics that are written or read here if they are missing; blocks. */
    public void provision(Map<String, Object> kafka, int replication) {
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, replication).provision(TOPICS, TOPIC_PATIENCE);
        }
    }

    /** Tells {@code topic} every key, and from now on looks for changes that did not come over it. */
    public void follow(IdentityTopic topic) {
        publishAll(topic).subscribe().with(done -> {}, failure -> LOG.warn("Identities not published", failure));
        refreshing = Multi.createFrom()
                .ticks()
                .every(config.refresh())
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> refresh())
                .subscribe()
                .with(done -> {}, failure -> LOG.error("Identities are no longer refreshed", failure));
    }

    /** Stops looking for changes. */
    public void stop() {
        Cancellable cancellable = refreshing;
        if (cancellable != null) {
            cancellable.cancel();
        }
    }

    private Uni<Void> publishAll(IdentityTopic topic) {
        return onContext(store::all)
                .onItem()
                .transformToMulti(events -> Multi.createFrom().iterable(events))
                .onItem()
                .transformToUniAndConcatenate(topic::publish)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> refresh() {
        Instant started = clock.instant();
        return onContext(() -> store.changedSince(upToDateAt)
                        .ifNoItem()
                        .after(STORE_PATIENCE)
                        .fail())
                .invoke(events -> {
                    events.forEach(identities::apply);
                    upToDateAt = started;
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("Identities not refreshed reason=%s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(List.<IdentityEvent>of())
                .replaceWithVoid();
    }

    private void ensure(BootstrapKey key) {
        try {
            await(() -> store.ensure(key));
        } catch (IdentityConflictException e) {
            throw new ConfigurationException("posthorn.signer.bootstrap.accounts: " + e.getMessage());
        }
    }

    private static List<BootstrapKey> parse(String text) {
        try {
            return BootstrapKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /** Runs database work where Hibernate Reactive wants it. */
    private static <T> Uni<T> onContext(Supplier<Uni<T>> work) {
        return Uni.createFrom().item(() -> await(work)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static <T> T await(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
