package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.attribute.TopicTags;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/** Takes tags from a topic; those that it does not have are gone already. */
final class UntagResource extends SnsOperation<UntagResourceInput, UntagResourceOutput> {
    static final OperationShape<UntagResourceInput, UntagResourceOutput> SHAPE =
            new OperationShape<>("UntagResource", UntagResourceInput.class, UntagResourceOutput.class);

    private final SnsContext sns;

    UntagResource(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<UntagResourceOutput> answer(Call call, UntagResourceInput input) {
        TopicKey key = SnsContext.resource(call, input.resourceArn());
        return sns.tagged(key, tags -> TopicTags.removed(tags, input.tagKeys())).replaceWith(new UntagResourceOutput());
    }
}
