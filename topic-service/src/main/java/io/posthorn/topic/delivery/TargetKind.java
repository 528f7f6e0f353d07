package io.posthorn.topic.delivery;

import io.posthorn.platform.AccountId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/**
 * What the engine is told of one kind of targets: how they are found, how something is sent to one of them once, and where it
 * goes when it cannot be delivered. Every method is called by many threads and blocks none of them.
 *
 * @param <T> the targets
 */
public interface TargetKind<T extends Target> {
    /** What it is called in stored keys: stable, of lower-case letters and dashes. */
    String name();

    /** The target as it is now; empty when there is none any more, and what waits for it is dropped. */
    Future<Optional<T>> find(TargetKey key);

    /**
     * One attempt. It neither repeats nor waits: the outcome comes within a deadline of its own, and fails only by a bug.
     *
     * @param attempt from 1
     */
    Future<Outcome> send(T target, Delivery delivery, int attempt);

    /**
     * Puts what cannot be delivered where its owner finds it, if anywhere; completes when it is durable there. Done again for
     * the same delivery in the same life it comes to the same.
     *
     * @param last the outcome of the last attempt
     * @return where it went
     */
    Future<Buried> deadLetter(T target, Delivery delivery, Outcome last);

    /** Called once for each delivery, when a target has accepted it or it was given up. */
    void ended(T target, Delivery delivery, Outcome last, int attempts, Optional<Buried> buried);

    /** Where something that cannot be delivered has gone. */
    enum Buried {
        /** To the target's dead-letter queue. */
        DEAD_LETTER_QUEUE,
        /** Nowhere: the target has no dead-letter queue. */
        NOWHERE
    }

    /** A shorthand for a key of this kind. */
    default TargetKey key(AccountId account, UUID id) {
        return new TargetKey(account, name(), id);
    }
}
