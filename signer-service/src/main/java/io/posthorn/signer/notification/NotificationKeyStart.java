package io.posthorn.signer.notification;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sees to it that there is a key, that topic services know it, and that it is replaced before its certificate ends. */
public final class NotificationKeyStart {
    private static final Logger LOG = Logger.getLogger(NotificationKeyStart.class);

    private final NotificationKeyStore store;
    private final Duration refresh;
    private @Nullable Cancellable following;

    NotificationKeyStart(NotificationKeyStore store, Duration refresh) {
        this.store = store;
        this.refresh = refresh;
    }

    /** Makes the key if there is none; blocks. The schema is there. */
    public void prepare() {
        try {
            VertxContextSupport.subscribeAndAwait(store::ensure);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells {@code topic} the key, now and whenever it is another. */
    void follow(NotificationKeysTopic topic) {
        following = Multi.createFrom()
                .ticks()
                .every(refresh)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> tell(topic))
                .subscribe()
                .with(done -> {}, failure -> LOG.error("Notification keys are no longer followed", failure));
    }

    /** Stops that. */
    void stop() {
        Cancellable cancellable = following;
        if (cancellable != null) {
            cancellable.cancel();
        }
    }

    private Uni<Void> tell(NotificationKeysTopic topic) {
        return store.ensure()
                .chain(topic::tell)
                .onFailure()
                .invoke(failure -> LOG.warnf("Notification key not looked up reason=%s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
