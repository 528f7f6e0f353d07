package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;

/** Takes a statement out of a topic's policy; one that is not there is out already. */
final class RemovePermission extends SnsOperation<RemovePermissionInput, Nothing> {
    static final OperationShape<RemovePermissionInput, Nothing> SHAPE =
            new OperationShape<>("RemovePermission", RemovePermissionInput.class, Nothing.class);

    private final SnsContext sns;

    RemovePermission(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<Nothing> answer(Call call, RemovePermissionInput input) {
        TopicKey key = SnsContext.topic(call, input.topicArn());
        String label = input.label();
        if (label == null) {
            throw SnsErrors.missing("label");
        }
        return sns.changed(
                key, profile -> profile.withAttributes(profile.attributes().withoutPermission(label)));
    }
}
