package io.posthorn.topic.api;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.RequestLimits;
import io.posthorn.wire.ServiceShape;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The SNS API as the wire sees it. */
public final class SnsShape {
    /** The query protocol's Version. */
    public static final String VERSION = "2010-03-31";

    private static final List<OperationShape<?, ?>> OPERATIONS = List.of(
            AddPermission.SHAPE,
            ConfirmSubscription.SHAPE,
            CreateTopic.SHAPE,
            DeleteTopic.SHAPE,
            GetDataProtectionPolicy.SHAPE,
            GetSubscriptionAttributes.SHAPE,
            GetTopicAttributes.SHAPE,
            ListSubscriptions.SHAPE,
            ListSubscriptionsByTopic.SHAPE,
            ListTagsForResource.SHAPE,
            ListTopics.SHAPE,
            Publish.SHAPE,
            PublishBatch.SHAPE,
            PutDataProtectionPolicy.SHAPE,
            RemovePermission.SHAPE,
            SetSubscriptionAttributes.SHAPE,
            SetTopicAttributes.SHAPE,
            Subscribe.SHAPE,
            TagResource.SHAPE,
            Unsubscribe.SHAPE,
            UntagResource.SHAPE);

    private SnsShape() {}

    /** The API. */
    public static ServiceShape of() {
        return new ServiceShape(
                "AmazonSimpleNotificationService",
                VERSION,
                "http://sns.amazonaws.com/doc/2010-03-31/",
                Set.of(Protocol.AWS_QUERY),
                RequestLimits.DEFAULT,
                new ServiceShape.ProtocolErrors(
                        SnsErrors.MALFORMED_INPUT, SnsErrors.UNKNOWN_ACTION, SnsErrors.MISSING_ACTION),
                Stream.concat(OPERATIONS.stream(), MobileAndSms.shapes().stream())
                        .toList());
    }
}
