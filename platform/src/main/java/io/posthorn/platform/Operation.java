package io.posthorn.platform;

import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/**
 * One API action: validate, decide, store, answer. It sees records, never HTTP, JSON, XML or form fields.
 *
 * @param <I> the input record
 * @param <O> the output record; {@link OperationShape.Nothing} for none
 */
public interface Operation<I extends Record, O extends Record> {
    /** The action's name and shapes. */
    OperationShape<I, O> shape();

    /** Answers {@code input}; fails with {@link io.posthorn.wire.ApiException} for an error of the API. */
    Uni<O> execute(Call call, I input);
}
