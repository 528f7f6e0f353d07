package io.posthorn.topic.catalog;

/** What ReplayStatus says of a subscription's last replay. */
public final class ReplayStatus {
    /** It was asked for. */
    public static final String PENDING = "Pending";

    /** Some of it was delivered. */
    public static final String IN_PROGRESS = "In progress";

    /** All of it was delivered. */
    public static final String COMPLETED = "Completed";

    /** Something of it could not be read in the archive. */
    public static final String FAILED = "Failed";

    private ReplayStatus() {}
}
