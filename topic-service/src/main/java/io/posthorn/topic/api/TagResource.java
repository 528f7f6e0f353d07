package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.attribute.TopicTags;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.Map;

/** Adds tags to a topic, or changes them. */
final class TagResource extends SnsOperation<TagResourceInput, TagResourceOutput> {
    static final OperationShape<TagResourceInput, TagResourceOutput> SHAPE =
            new OperationShape<>("TagResource", TagResourceInput.class, TagResourceOutput.class);

    private final SnsContext sns;

    TagResource(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<TagResourceOutput> answer(Call call, TagResourceInput input) {
        TopicKey key = SnsContext.resource(call, input.resourceArn());
        Map<String, String> given = TopicTags.of(Tags.given(input.tags()));
        return sns.tagged(key, tags -> TopicTags.added(tags, given)).replaceWith(new TagResourceOutput());
    }
}
