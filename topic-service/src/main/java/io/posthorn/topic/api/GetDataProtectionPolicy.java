package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/** Answers a topic's data protection policy as it was given. */
final class GetDataProtectionPolicy extends SnsOperation<GetDataProtectionPolicyInput, GetDataProtectionPolicyOutput> {
    static final OperationShape<GetDataProtectionPolicyInput, GetDataProtectionPolicyOutput> SHAPE =
            new OperationShape<>(
                    "GetDataProtectionPolicy", GetDataProtectionPolicyInput.class, GetDataProtectionPolicyOutput.class);

    private final SnsContext sns;

    GetDataProtectionPolicy(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<GetDataProtectionPolicyOutput> answer(Call call, GetDataProtectionPolicyInput input) {
        return sns.resource(call, input.resourceArn(), SnsErrors::topicNotFound)
                .map(topic -> new GetDataProtectionPolicyOutput(
                        topic.profile().dataProtection().orElse(null)));
    }
}
