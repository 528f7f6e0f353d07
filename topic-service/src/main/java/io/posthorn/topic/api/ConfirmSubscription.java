package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

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
        TopicKey key = SnsContext.topic(call, input.topicArn());
        String token = input.token();
        if (token == null || token.isEmpty()) {
            throw SnsErrors.invalid("Token", "no value for required parameter");
        }
        byte[] hash = Confirmations.Token.hashOf(token).orElseThrow(() -> SnsErrors.invalid("Token"));
        boolean signed = !call.accessKeyId().isEmpty();
        boolean authenticate = Boolean.parseBoolean(input.authenticateOnUnsubscribe());
        if (authenticate && !signed) {
            throw SnsErrors.AUTHORIZATION_ERROR.because("Confirming with AuthenticateOnUnsubscribe needs a signature");
        }
        return sns.subscriptions(key.account())
                .confirm(call.region(), hash, signed, authenticate)
                .map(found -> found.orElseThrow(() -> SnsErrors.INVALID_PARAMETER.because("Invalid token")))
                .map(subscription ->
                        new ConfirmSubscriptionOutput(subscription.key().arn()));
    }
}
