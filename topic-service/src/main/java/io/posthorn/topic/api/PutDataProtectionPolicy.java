package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.attribute.DataProtectionPolicy;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Stores a topic's data protection policy, which is checked and shown; it changes no message. */
final class PutDataProtectionPolicy extends SnsOperation<PutDataProtectionPolicyInput, Nothing> {
    static final OperationShape<PutDataProtectionPolicyInput, Nothing> SHAPE =
            new OperationShape<>("PutDataProtectionPolicy", PutDataProtectionPolicyInput.class, Nothing.class);

    private final SnsContext sns;

    PutDataProtectionPolicy(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<Nothing> answer(Call call, PutDataProtectionPolicyInput input) {
        TopicKey key = SnsContext.resource(call, input.resourceArn());
        String policy = input.dataProtectionPolicy();
        if (policy == null) {
            throw SnsErrors.missing("dataProtectionPolicy");
        }
        Optional<String> stored = Optional.of(policy).filter(text -> !text.isEmpty());
        stored.ifPresent(DataProtectionPolicy::checked);
        return sns.changed(key, profile -> profile.withDataProtection(stored));
    }
}
