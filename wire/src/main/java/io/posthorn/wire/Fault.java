package io.posthorn.wire;

/** Whose fault an API error is, as the query protocol's {@code Type} element names it. */
public enum Fault {
    /** The caller's: repeating the same request fails again. HTTP 4xx. */
    SENDER("Sender"),
    /** Ours: the same request may succeed later. HTTP 5xx. */
    RECEIVER("Receiver");

    private final String wireName;

    Fault(String wireName) {
        this.wireName = wireName;
    }

    /** The name on the wire: {@code Sender} or {@code Receiver}. */
    public String wireName() {
        return wireName;
    }
}
