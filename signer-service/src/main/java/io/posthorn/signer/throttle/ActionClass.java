package io.posthorn.signer.throttle;

/** What an action does to the system, and so how it is throttled. */
public enum ActionClass {
    /** Looks: {@code Get…}, {@code List…}, {@code Describe…}, and receiving. */
    READ,
    /** Moves messages: sends, deletes, visibility changes, publishing. */
    WRITE,
    /** Changes what exists: all else. */
    ADMIN;

    /**
     * The class of {@code action}, such as {@code SendMessage}. An unknown action is {@link #ADMIN}, the class that is
     * meant to be rare.
     */
    public static ActionClass of(String action) {
        if (action.startsWith("Get")
                || action.startsWith("List")
                || action.startsWith("Describe")
                || action.startsWith("Receive")) {
            return READ;
        }
        boolean moves = action.startsWith("Send")
                || action.startsWith("DeleteMessage")
                || action.startsWith("ChangeMessageVisibility")
                || action.startsWith("Publish")
                || action.startsWith("PutEvents");
        return moves ? WRITE : ADMIN;
    }
}
