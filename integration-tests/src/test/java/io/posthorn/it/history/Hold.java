package io.posthorn.it.history;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One message in one consumer's hands, as far as that is certain.
 *
 * @param receive the call that delivered it
 * @param delivery the message
 * @param deletes of this handle, refused ones left out
 * @param changes of visibility with this handle in order of their begins, refused ones left out
 */
record Hold(
        Call.Receive receive, Call.Delivery delivery, List<Call.Delete> deletes, List<Call.ChangeVisibility> changes) {

    long begin() {
        return receive.span().begin();
    }

    long end() {
        return receive.span().end();
    }

    /** The earliest moment at which the message may be visible to others again. */
    long surelyHiddenUntil() {
        long until = after(begin(), receive.visibility());
        long made = begin();
        for (Call.ChangeVisibility change : changes) {
            long changed = after(change.span().begin(), change.timeout());
            boolean certain = change.outcome() == Outcome.ACKNOWLEDGED
                    && change.span().begin() >= made
                    && change.span().end() <= until;
            until = certain ? changed : Math.min(until, changed);
            made = change.span().end();
        }
        return until;
    }

    /** The earliest moment at which the message may be out of this consumer's hands, deleted or visible again. */
    long surelyHeldUntil() {
        long until = surelyHiddenUntil();
        for (Call.Delete delete : deletes) {
            until = Math.min(until, delete.span().begin());
        }
        return until;
    }

    /** Whether the two can have come one after the other, if nothing was forgotten; each is free again at the given time. */
    static boolean canFollow(Hold one, long oneFreeFrom, Hold other, long otherFreeFrom) {
        return other.end() >= oneFreeFrom || one.end() >= otherFreeFrom;
    }

    /** A delete of this handle that was acknowledged. */
    Optional<Call.Delete> acknowledgedDelete() {
        return deletes.stream()
                .filter(delete -> delete.outcome() == Outcome.ACKNOWLEDGED)
                .findFirst();
    }

    private static long after(long begin, Duration time) {
        return begin + time.toNanos();
    }
}
