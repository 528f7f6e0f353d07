package io.posthorn.topic.delivery;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** A target together with its kind. */
record Found<T extends Target>(TargetKind<T> kind, T target) {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The target of {@code key}, when there is one. */
    static <T extends Target> Future<Optional<Found<?>>> find(TargetKind<T> kind, TargetKey key) {
        return kind.find(key).map(found -> found.map(target -> new Found<>(kind, target)));
    }

    Future<Outcome> send(Delivery delivery, int attempt) {
        return kind.send(target, delivery, attempt);
    }

    Future<TargetKind.Buried> deadLetter(Delivery delivery, Outcome last) {
        return kind.deadLetter(target, delivery, last);
    }

    void ended(Delivery delivery, Outcome last, int attempts, Optional<TargetKind.Buried> buried) {
        kind.ended(target, delivery, last, attempts, buried);
    }

    /** How far apart attempts are on average; nothing when as many as come may be made. */
    Duration pace() {
        return target.maxPerSecond().isEmpty()
                ? Duration.ZERO
                : SECOND.dividedBy(target.maxPerSecond().getAsInt());
    }
}
