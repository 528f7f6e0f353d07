package io.posthorn.topic.delivery;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One attempt while it is under way. For one thread. */
final class Attempt {
    private final Found<?> found;
    private final Delivery delivery;
    private final Progress before;
    private final Instant beganAt;
    private @Nullable UUID lease;
    private @Nullable Portion portion;
    private boolean over;
    private boolean unwritten;
    private boolean accepted;

    /** An attempt at a delivery that is leased. */
    Attempt(Found<?> found, Claimed claimed, Instant beganAt) {
        this.found = found;
        this.delivery = claimed.delivery();
        this.before = claimed.progress();
        this.lease = claimed.lease();
        this.beganAt = beganAt;
    }

    /** A first attempt at a delivery that is not on record. */
    Attempt(Found<?> found, Delivery delivery, Portion portion, Instant beganAt) {
        this.found = found;
        this.delivery = delivery;
        this.before = Progress.NONE;
        this.portion = portion;
        this.beganAt = beganAt;
    }

    Found<?> found() {
        return found;
    }

    Delivery delivery() {
        return delivery;
    }

    Progress before() {
        return before;
    }

    /** Which it is, from 1. */
    int number() {
        return before.attempts() + 1;
    }

    Instant beganAt() {
        return beganAt;
    }

    Instant firstAttemptAt() {
        return before.firstAttemptAt().orElse(beganAt);
    }

    /** How many attempts there were by {@code outcome}: what was not sent is none. */
    int made(Outcome outcome) {
        return outcome instanceof Outcome.NotSent ? before.attempts() : number();
    }

    /** How far the delivery has come by {@code outcome}. */
    Progress after(Outcome outcome, boolean givenUp) {
        Optional<Progress.Last> last = outcome instanceof Outcome.NotSent
                ? before.last().or(() -> Optional.of(Progress.Last.of(outcome)))
                : Optional.of(Progress.Last.of(outcome));
        return new Progress(made(outcome), Optional.of(firstAttemptAt()), givenUp, last);
    }

    /** The lease of its row; null while it has none. */
    @Nullable
    UUID lease() {
        return lease;
    }

    /** It gets a row. The portion that it was accepted in is told of the row, not of the attempt. */
    @Nullable
    Portion writeDown(UUID lease) {
        this.lease = lease;
        Portion waiting = portion;
        portion = null;
        return waiting;
    }

    @Nullable
    Portion portion() {
        return portion;
    }

    /** Its row could not be written. Whether it has been accepted already. */
    boolean unwritten() {
        unwritten = true;
        return accepted;
    }

    /** It has been accepted. Whether it has a row, as far as is known. */
    boolean accepted() {
        accepted = true;
        return !unwritten;
    }

    boolean isOver() {
        return over;
    }

    /** It has ended, or is not waited for any more; whether it was under way. */
    boolean end() {
        boolean was = !over;
        over = true;
        return was;
    }

    long size() {
        return delivery.content().bytes().size();
    }
}
