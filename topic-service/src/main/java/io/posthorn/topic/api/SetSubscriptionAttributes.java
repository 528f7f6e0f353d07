package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.catalog.SubscribeResult;
import io.posthorn.topic.catalog.Subscriptions;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;

/** Changes an attribute of a subscription; in effect for everything that is published after the answer. */
final class SetSubscriptionAttributes extends SnsOperation<SetSubscriptionAttributesInput, Nothing> {
    static final OperationShape<SetSubscriptionAttributesInput, Nothing> SHAPE =
            new OperationShape<>("SetSubscriptionAttributes", SetSubscriptionAttributesInput.class, Nothing.class);

    private final SnsContext sns;

    SetSubscriptionAttributes(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<Nothing> answer(Call call, SetSubscriptionAttributesInput input) {
        SubscriptionKey key = SubscriptionAccess.named(call, input.subscriptionArn());
        String name = input.attributeName();
        if (name == null) {
            throw SnsErrors.missing("attributeName");
        }
        Subscriptions subscriptions = sns.subscriptions(key.topic().account());
        return subscriptions
                .find(key)
                .map(found -> found.orElseThrow(SnsErrors::subscriptionNotFound))
                .invoke(subscription -> SubscriptionAccess.require(call, subscription, SHAPE.name()))
                .flatMap(_ -> sns.known().find(key.topic()))
                .flatMap(topic -> subscriptions.update(
                        key,
                        current -> {
                            SubscriptionAttributes changed =
                                    current.with(name, input.attributeValue(), FilterPolicies.ofChange());
                            topic.ifPresent(found -> Subscribe.requireArchive(found, changed));
                            return changed;
                        },
                        () -> {
                            throw Subscribe.tooMany(SubscribeResult.Limit.FILTER_POLICIES);
                        }))
                .map(changed -> {
                    if (changed.isEmpty()) {
                        throw SnsErrors.subscriptionNotFound();
                    }
                    return Nothing.NOTHING;
                });
    }
}
