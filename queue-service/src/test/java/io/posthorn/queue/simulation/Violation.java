package io.posthorn.queue.simulation;

/** A promise was broken. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    private final Property property;

    Violation(Property property, String what) {
        super(property + ": " + what);
        this.property = property;
    }

    Property property() {
        return property;
    }
}
