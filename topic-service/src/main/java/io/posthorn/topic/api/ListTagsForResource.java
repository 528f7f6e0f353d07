package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/** Answers a topic's tags. */
final class ListTagsForResource extends SnsOperation<ListTagsForResourceInput, ListTagsForResourceOutput> {
    static final OperationShape<ListTagsForResourceInput, ListTagsForResourceOutput> SHAPE = new OperationShape<>(
            "ListTagsForResource", ListTagsForResourceInput.class, ListTagsForResourceOutput.class);

    private final SnsContext sns;

    ListTagsForResource(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<ListTagsForResourceOutput> answer(Call call, ListTagsForResourceInput input) {
        return sns.resource(call, input.resourceArn(), SnsErrors::resourceNotFound)
                .map(topic ->
                        new ListTagsForResourceOutput(Tags.shown(topic.profile().tags())));
    }
}
