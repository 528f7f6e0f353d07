package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;

/** Lists the subscriptions of a topic, a hundred at a time. */
final class ListSubscriptionsByTopic
        extends SnsOperation<ListSubscriptionsByTopicInput, ListSubscriptionsByTopicOutput> {
    static final OperationShape<ListSubscriptionsByTopicInput, ListSubscriptionsByTopicOutput> SHAPE =
            new OperationShape<>(
                    "ListSubscriptionsByTopic",
                    ListSubscriptionsByTopicInput.class,
                    ListSubscriptionsByTopicOutput.class);

    private final SnsContext sns;

    ListSubscriptionsByTopic(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<ListSubscriptionsByTopicOutput> answer(Call call, ListSubscriptionsByTopicInput input) {
        Optional<UUID> after = PageToken.after(SHAPE, input.nextToken()).map(PageToken::subscription);
        return sns.find(call, input.topicArn())
                .flatMap(topic -> sns.subscriptions(topic.key().account())
                        .ofTopic(topic.id(), after, PageToken.PAGE)
                        .map(page -> new ListSubscriptionsByTopicOutput(
                                page.items().stream()
                                        .map(ListedSubscription::of)
                                        .toList(),
                                PageToken.next(
                                        SHAPE, page, each -> each.key().id().toString()))));
    }
}
