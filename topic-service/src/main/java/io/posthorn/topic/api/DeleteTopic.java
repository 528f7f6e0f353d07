package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;

/** Deletes a topic with its subscriptions; one that is not there is deleted already. */
final class DeleteTopic extends SnsOperation<DeleteTopicInput, Nothing> {
    static final OperationShape<DeleteTopicInput, Nothing> SHAPE =
            new OperationShape<>("DeleteTopic", DeleteTopicInput.class, Nothing.class);

    private final SnsContext sns;

    DeleteTopic(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<Nothing> answer(Call call, DeleteTopicInput input) {
        TopicKey key = SnsContext.topic(call, input.topicArn());
        return sns.catalog(key)
                .delete(key, topic -> {
                    if (topic.attributes().archivePolicy().isPresent()) {
                        throw SnsErrors.INVALID_STATE.because(
                                "Invalid state: Topic has an active ArchivePolicy; deactivate it before deleting the topic");
                    }
                })
                .invoke(() -> sns.known().forget(key))
                .replaceWith(Nothing.NOTHING);
    }
}
