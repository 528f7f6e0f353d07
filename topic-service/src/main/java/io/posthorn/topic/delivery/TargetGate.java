package io.posthorn.topic.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this replica knows of one target: how many attempts are under way to it, and how it is. A target is well while its
 * last attempt was accepted and it is not silent. Pure; for one thread.
 */
final class TargetGate {
    private int maxConcurrent = 1;
    private int underWay;
    private boolean failing;
    private boolean disabled;
    private boolean backlog;
    private @Nullable Instant silentSince;
    private long heardAt;

    /** As its target says now. */
    void resize(int maxConcurrent) {
        this.maxConcurrent = maxConcurrent;
    }

    /** What the database says of the target. */
    void known(boolean backlog, boolean failing, boolean disabled) {
        this.backlog = backlog;
        this.failing = failing;
        this.disabled = disabled;
    }

    void began(Instant now) {
        underWay++;
        if (silentSince == null) {
            silentSince = now;
        }
    }

    void ended(boolean accepted, Instant now) {
        underWay--;
        failing = !accepted;
        if (underWay == 0) {
            silentSince = null;
        } else if (accepted) {
            silentSince = now;
        }
    }

    /** An attempt that had a place did not come about. */
    void cancelled() {
        underWay--;
        if (underWay == 0) {
            silentSince = null;
        }
    }

    /** A delivery waits for the target. */
    void waiting() {
        backlog = true;
    }

    int underWay() {
        return underWay;
    }

    boolean hasBacklog() {
        return backlog;
    }

    boolean isDisabled() {
        return disabled;
    }

    boolean isWell(Instant now, Duration quiet) {
        Instant since = silentSince;
        return !failing && (since == null || now.isBefore(since.plus(quiet)));
    }

    /** How many more attempts may begin. */
    int free(Instant now, Duration quiet, int unwellPlaces) {
        int places = isWell(now, quiet) ? maxConcurrent : Math.min(maxConcurrent, unwellPlaces);
        return Math.max(0, places - underWay);
    }

    /** Something was learnt of the target, as what it was numbered {@code at}. */
    void heard(long at) {
        heardAt = at;
    }

    long heardAt() {
        return heardAt;
    }

    /** Whether there is nothing to know of it. */
    boolean isIdle() {
        return underWay == 0 && !failing && !disabled && !backlog;
    }
}
