package io.posthorn.topic.api;

import io.posthorn.platform.Operation;
import java.util.List;
import java.util.stream.Stream;

/** The actions of the SNS API. */
public final class SnsOperations {
    private SnsOperations() {}

    /** Every action, working with {@code sns}. */
    public static List<Operation<?, ?>> of(SnsContext sns) {
        return Stream.concat(
                        Stream.<Operation<?, ?>>of(
                                new AddPermission(sns),
                                new ConfirmSubscription(sns),
                                new CreateTopic(sns),
                                new DeleteTopic(sns),
                                new GetDataProtectionPolicy(sns),
                                new GetSubscriptionAttributes(sns),
                                new GetTopicAttributes(sns),
                                new ListSubscriptions(sns),
                                new ListSubscriptionsByTopic(sns),
                                new ListTagsForResource(sns),
                                new ListTopics(sns),
                                new Publish(sns),
                                new PublishBatch(sns),
                                new PutDataProtectionPolicy(sns),
                                new RemovePermission(sns),
                                new SetSubscriptionAttributes(sns),
                                new SetTopicAttributes(sns),
                                new Subscribe(sns),
                                new TagResource(sns),
                                new Unsubscribe(sns),
                                new UntagResource(sns)),
                        MobileAndSms.operations().stream())
                .toList();
    }
}
