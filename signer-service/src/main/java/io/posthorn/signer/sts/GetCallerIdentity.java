package io.posthorn.signer.sts;

import io.posthorn.platform.Call;
import io.posthorn.platform.Operation;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/** Says who signed the request. Needs no permission, as on AWS. */
final class GetCallerIdentity implements Operation<GetCallerIdentity.Request, GetCallerIdentity.Identity> {
    static final OperationShape<Request, Identity> SHAPE =
            new OperationShape<>("GetCallerIdentity", Request.class, Identity.class);

    /** Nothing to ask. */
    record Request() {}

    /**
     * Who signed.
     *
     * @param userId the principal's unique id
     * @param account the account
     * @param arn the principal's ARN
     */
    record Identity(String userId, String account, String arn) {}

    @Override
    public OperationShape<Request, Identity> shape() {
        return SHAPE;
    }

    @Override
    public Uni<Identity> execute(Call call, Request input) {
        return Uni.createFrom()
                .item(new Identity(
                        call.principal().userId(),
                        call.account().value(),
                        call.principal().arn()));
    }
}
