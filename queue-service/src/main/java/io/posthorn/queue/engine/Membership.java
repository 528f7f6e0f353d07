package io.posthorn.queue.engine;

import io.posthorn.queue.QueueServiceConfig;
import io.posthorn.queue.shard.ShardListener;
import io.posthorn.queue.shard.ShardNews;
import io.posthorn.queue.shard.ShardOwner;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This replica among those that share the shards: looks after its part with every heartbeat, and at once when there is news,
 * until it leaves.
 *
 * <pre>
 *              last look over        drained, released      others own all
 *   member ─leave─▶ draining ───────────────▶ left ───────────────▶ succeeded ──farewell──▶ gone
 * </pre>
 */
final class Membership {
    private static final Logger LOG = Logger.getLogger(Membership.class);

    /** For how long shards are drained and released; after that others take them when the lease ends. */
    private static final Duration HAND_OVER = Duration.ofSeconds(10);

    /** For how long a replica that left looks whether others have its shards, and how often. */
    private static final Duration SUCCESSION = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(20);

    /** For how long it then goes on telling who the owners are: meanwhile edges hear of them. */
    private static final Duration FAREWELL = Duration.ofMillis(200);

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final ShardOwner owner;
    private final ShardListener shards;
    private final QueueServiceConfig.Replica config;
    private final Uni<Void> left;
    private final AtomicReference<@Nullable CompletableFuture<Void>> looking = new AtomicReference<>();
    private volatile boolean lookAgain;
    private volatile boolean leaving;
    private volatile long heartbeat = -1;
    private volatile @Nullable ShardNews news;

    /** @param options the database where news of shards are heard */
    Membership(
            Vertx vertx,
            PgConnectOptions options,
            ShardOwner owner,
            ShardListener shards,
            QueueServiceConfig.Replica config) {
        this.vertx = vertx;
        this.options = options;
        this.owner = owner;
        this.shards = shards;
        this.config = config;
        this.left = Uni.createFrom().deferred(this::handOver).memoize().indefinitely();
    }

    /** Goes on from the first look, which whoever calls has made. */
    void begin() {
        heartbeat = vertx.setPeriodic(config.heartbeat().toMillis(), _ -> look());
        news = ShardNews.listen(vertx, options, this::lookSoon);
    }

    /**
     * Hands every shard over and completes when others own them and edges had the time to hear of it, or when there are no
     * others, or when it takes too long. Never fails; once, a second call completes with the first.
     */
    Uni<Void> leave() {
        return left;
    }

    private Uni<Void> handOver() {
        leaving = true;
        vertx.cancelTimer(heartbeat);
        ShardNews heard = news;
        if (heard != null) {
            heard.close();
        }
        CompletableFuture<Void> last = looking.get();
        Uni<Void> looked =
                last == null ? Uni.createFrom().voidItem() : Uni.createFrom().completionStage(last);
        return looked.chain(() -> owner.leave(shards))
                .ifNoItem()
                .after(HAND_OVER)
                .fail()
                .chain(() -> awaitSuccessors()
                        .ifNoItem()
                        .after(SUCCESSION)
                        .recoverWithUni(Uni.createFrom().voidItem()))
                .onFailure()
                .invoke(failure ->
                        LOG.warn("shards could not be handed over; they are taken when the lease ends", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> awaitSuccessors() {
        return owner.succession().<Void>chain(succession -> switch (succession) {
            case NOBODY -> Uni.createFrom().voidItem();
            case UNDER_WAY -> pause(LOOK).chain(this::awaitSuccessors);
            case COMPLETE -> pause(FAREWELL);
        });
    }

    private static Uni<Void> pause(Duration time) {
        return Uni.createFrom().voidItem().onItem().delayIt().by(time);
    }

    /** Shards are to be had: a look that is under way may have come too early. */
    private void lookSoon() {
        lookAgain = true;
        look();
    }

    private void look() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        if (leaving || !looking.compareAndSet(null, over)) {
            return;
        }
        // Asked again: who leaves either sees this look and waits for it, or is seen here.
        if (leaving) {
            over(over);
            return;
        }
        lookAgain = false;
        owner.tick(shards)
                .ifNoItem()
                .after(config.ttl())
                .fail()
                .subscribe()
                .with(
                        _ -> {
                            over(over);
                            if (lookAgain) {
                                look();
                            }
                        },
                        failure -> {
                            over(over);
                            LOG.warnf(
                                    "no heartbeat errorCode=%s",
                                    failure.getClass().getSimpleName());
                            LOG.debug("the failure", failure);
                        });
    }

    private void over(CompletableFuture<Void> look) {
        looking.set(null);
        look.complete(null);
    }
}
