package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.topic.TopicName;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Lists the topics of the caller's account, a hundred at a time. */
final class ListTopics extends SnsOperation<ListTopicsInput, ListTopicsOutput> {
    static final OperationShape<ListTopicsInput, ListTopicsOutput> SHAPE =
            new OperationShape<>("ListTopics", ListTopicsInput.class, ListTopicsOutput.class);

    private final SnsContext sns;

    ListTopics(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<ListTopicsOutput> answer(Call call, ListTopicsInput input) {
        Optional<TopicName> after = PageToken.after(SHAPE, input.nextToken()).map(PageToken::topic);
        return sns.catalogs()
                .forAccount(call.account())
                .list(call.region(), after, PageToken.PAGE)
                .map(page -> new ListTopicsOutput(
                        page.items().stream()
                                .map(key -> new ListedTopic(key.arn().toString()))
                                .toList(),
                        PageToken.next(SHAPE, page, key -> key.name().value())));
    }
}
