package io.posthorn.it.history;

/** What no history may show. */
public enum Rule {
    /** An acknowledged send that is not delivered, until it was deleted, at the latest in the drain. */
    LOST_SEND,
    /** A delivery that began after a delete was acknowledged which must have acted. */
    UNDELETED,
    /** A delivery of what nobody sent, or before anybody did. */
    INVENTED,
    /** A delivery while the message was surely another's, and its queue's owner lived. */
    TWO_HOLDERS,
    /** A delivery of a group's later message while the earlier one was another's; or of two sent at the same time, to two consumers. */
    GROUP_SHARED,
    /** A delivery before an earlier message of the group was deleted, other than behind it in one answer. */
    OUT_OF_ORDER,
    /** Two messages, or two answers, for one deduplication ID. */
    DOUBLED
}
