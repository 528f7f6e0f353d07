package io.posthorn.topic.api;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Lets other accounts do some actions on a topic: a statement more in its policy. */
final class AddPermission extends SnsOperation<AddPermissionInput, Nothing> {
    static final OperationShape<AddPermissionInput, Nothing> SHAPE =
            new OperationShape<>("AddPermission", AddPermissionInput.class, Nothing.class);

    private final SnsContext sns;

    AddPermission(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<Nothing> answer(Call call, AddPermissionInput input) {
        TopicKey key = SnsContext.topic(call, input.topicArn());
        String label = input.label();
        if (label == null) {
            throw SnsErrors.missing("label");
        }
        List<AccountId> accounts =
                input.awsAccountIds().stream().map(AddPermission::account).toList();
        return sns.changed(
                key,
                profile -> profile.withAttributes(
                        profile.attributes().withPermission(label, accounts, input.actionNames())));
    }

    private static AccountId account(String id) {
        if (!AccountId.isValid(id)) {
            throw SnsErrors.invalid("AWSAccountId");
        }
        return new AccountId(id);
    }
}
