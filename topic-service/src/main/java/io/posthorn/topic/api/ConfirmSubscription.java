package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicArn;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Confirms a subscription by the token that its endpoint was sent; a signature is not needed for it. */
final class ConfirmSubscription extends SnsOperation<ConfirmSubscriptionInput, ConfirmSubscriptionOutput> {
    static final OperationShape<ConfirmSubscriptionInput, ConfirmSubscriptionOutput> SHAPE = new OperationShape<>(
            "ConfirmSubscription", ConfirmSubscriptionInput.class, ConfirmSubscriptionOutput.class);

    private final SnsContext sns;

    ConfirmSubscription(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<ConfirmSubscriptionOutput> answer(Call call, ConfirmSubscriptionInput input) {
        TopicKey key = topic(call, input.topicArn());
        String token = input.token();
        if (token == null || token.isEmpty()) {
            throw SnsErrors.invalid("Token", "no value for required parameter");
        }
        byte[] hash = Confirmations.Token.hashOf(token).orElseThrow(() -> SnsErrors.invalid("Token"));
        boolean signed = !call.accessKeyId().isEmpty();
        boolean authenticate = authenticates(input.authenticateOnUnsubscribe());
        if (authenticate && !signed) {
            throw SnsErrors.AUTHORIZATION_ERROR.because("Confirming with AuthenticateOnUnsubscribe needs a signature");
        }
        return sns.subscriptions(key.account())
                .confirm(call.region(), hash, signed, authenticate)
                .map(found -> found.orElseThrow(() -> SnsErrors.INVALID_PARAMETER.because("Invalid token")))
                .map(subscription ->
                        new ConfirmSubscriptionOutput(subscription.key().arn()));
    }

    /** The topic whose account has the token; of another region it is refused in other words than elsewhere. */
    private static TopicKey topic(Call call, @Nullable String topicArn) {
        if (topicArn == null || topicArn.isEmpty()) {
            throw SnsErrors.invalid("TopicArn", "no value for required parameter");
        }
        TopicKey key = TopicArn.parse(topicArn, "TopicArn");
        if (!key.region().equals(call.region())) {
            throw SnsErrors.invalid("Topic");
        }
        return key;
    }

    private static boolean authenticates(@Nullable String value) {
        if (value == null || value.equalsIgnoreCase("false")) {
            return false;
        }
        if (value.equalsIgnoreCase("true")) {
            return true;
        }
        throw SnsErrors.invalid("AuthenticateOnUnsubscribe");
    }
}
