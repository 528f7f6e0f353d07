package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.platform.Operation;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/** An action of the API. What its checks throw fails the answer. */
abstract class SnsOperation<I extends Record, O extends Record> implements Operation<I, O> {
    private final OperationShape<I, O> shape;

    SnsOperation(OperationShape<I, O> shape) {
        this.shape = shape;
    }

    @Override
    public final OperationShape<I, O> shape() {
        return shape;
    }

    @Override
    public final Uni<O> execute(Call call, I input) {
        try {
            return answer(call, input);
        } catch (ApiException refused) {
            return Uni.createFrom().failure(refused);
        }
    }

    /** Answers {@code input}; throws or fails with {@link ApiException}. */
    abstract Uni<O> answer(Call call, I input);
}
