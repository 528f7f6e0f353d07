package io.posthorn.signer.upstream;

import io.posthorn.platform.Call;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits while a shard changes hands: a request that nobody serves at the moment, of which nothing was done, is asked again
 * after short pauses until somebody does or the patience ends. Only so many requests wait; the others fail at once.
 */
final class PatientUpstream implements Upstream {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
    /** A shard that is handed over has its next owner within tenths of a second: a longer pause would be most of that. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private final Upstream upstream;
    private final long patience;
    private final int most;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param patience for how long one request waits
     * @param most how many requests wait at the same time
     */
    PatientUpstream(Upstream upstream, Duration patience, int most) {
        this.upstream = upstream;
        this.patience = patience.toNanos();
        this.most = most;
    }

    @Override
    public Uni<WireResponse> send(Call call, WireRequest request) {
        return upstream.send(call, request)
                .onFailure(NotServedException.class)
                .recoverWithUni(failure -> queue(failure, call, request));
    }

    private Uni<WireResponse> queue(Throwable failure, Call call, WireRequest request) {
        if (patience == 0) {
            return Uni.createFrom().failure(failure);
        }
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            return Uni.createFrom().failure(failure);
        }
        return again(failure, call, request, System.nanoTime() + patience, FIRST_PAUSE)
                .onTermination()
                .invoke(waiting::decrementAndGet);
    }

    private Uni<WireResponse> again(Throwable failure, Call call, WireRequest request, long until, Duration pause) {
        if (System.nanoTime() + pause.toNanos() - until > 0) {
            return Uni.createFrom().failure(failure);
        }
        Duration next = pause.multipliedBy(2);
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(pause)
                .chain(() -> upstream.send(call, request))
                .onFailure(NotServedException.class)
                .recoverWithUni(later ->
                        again(later, call, request, until, next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next));
    }
}
