package io.posthorn.topic.webhook;

import io.posthorn.topic.api.Confirmations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Tells endpoints that their subscription is ended when whoever ended it has not: because its process died, or what keeps deliveries was
 * away. What is told twice has the same id, token and time.
 */
public final class LateFarewells implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LateFarewells.class);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final UntoldEndpoints untold;
    private final Confirmations confirmations;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();
    private final long timer;

    private LateFarewells(Vertx vertx, UntoldEndpoints untold, Confirmations confirmations, Clock clock) {
        this.vertx = vertx;
        this.untold = untold;
        this.confirmations = confirmations;
        this.clock = clock;
        this.timer = vertx.setPeriodic(
                LOOK.toMillis(), _ -> run().onFailure(failure -> LOG.debug("nobody is told late", failure)));
    }

    /**
     * Looks every {@link #LOOK}, until it is closed.
     *
     * @param confirmations tells, and says so to {@code untold}
     */
    public static LateFarewells every(Vertx vertx, UntoldEndpoints untold, Confirmations confirmations, Clock clock) {
        return new LateFarewells(vertx, untold, confirmations, clock);
    }

    /** Tells those that should know by now, unless that is being done; one that cannot be told is told another time. */
    Future<Void> run() {
        if (!running.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        return untold.claim(clock.instant())
                .compose(all -> Future.join(all.stream().map(this::tell).toList()))
                .<Void>mapEmpty()
                .onComplete(_ -> running.set(false));
    }

    private Future<Void> tell(Confirmations.Ended ended) {
        return Future.fromCompletionStage(confirmations.unsubscribed(ended).subscribeAsCompletionStage())
                .onFailure(failure -> LOG.debugf(
                        failure,
                        "an endpoint is not told yet that it is unsubscribed subscription=%s",
                        ended.subscription()))
                .otherwiseEmpty();
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
