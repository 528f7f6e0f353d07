package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;

/** Lists the subscriptions that the caller's account made, a hundred at a time. */
final class ListSubscriptions extends SnsOperation<ListSubscriptionsInput, ListSubscriptionsOutput> {
    static final OperationShape<ListSubscriptionsInput, ListSubscriptionsOutput> SHAPE =
            new OperationShape<>("ListSubscriptions", ListSubscriptionsInput.class, ListSubscriptionsOutput.class);

    private final SnsContext sns;

    ListSubscriptions(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<ListSubscriptionsOutput> answer(Call call, ListSubscriptionsInput input) {
        Optional<UUID> after = PageToken.after(SHAPE, input.nextToken()).map(PageToken::subscription);
        return sns.subscriptions(call.account())
                .ofOwner(call.region(), after, PageToken.PAGE)
                .map(page -> new ListSubscriptionsOutput(
                        page.items().stream().map(ListedSubscription::of).toList(),
                        PageToken.next(SHAPE, page, each -> each.key().id().toString())));
    }
}
