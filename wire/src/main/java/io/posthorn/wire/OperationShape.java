package io.posthorn.wire;

import java.util.Objects;

/**
 * One API action: its name on the wire and the records that are its input and output. The records <em>are</em> the
 * shapes; the codec reads their components once, at start-up.
 *
 * @param <I> the input record
 * @param <O> the output record; {@link Nothing} for an action without output
 * @param name the action's name, such as {@code SendMessage}
 * @param input the input record's class
 * @param output the output record's class
 */
public record OperationShape<I extends Record, O extends Record>(String name, Class<I> input, Class<O> output) {
    public OperationShape {
        Objects.requireNonNull(name);
        Objects.requireNonNull(input);
        Objects.requireNonNull(output);
    }

    /** The output of an action that answers nothing but success. */
    public record Nothing() {
        /** The one value. */
        public static final Nothing NOTHING = new Nothing();
    }
}
