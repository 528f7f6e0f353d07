package io.posthorn.signer.edge;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.RequestLimits;
import io.posthorn.wire.ServiceCodec;
import io.posthorn.wire.ServiceShape;
import io.posthorn.wire.WireRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked without a signature: to confirm and to end a subscription, by the links that its endpoint is sent. The
 * link itself is the proof; whether it suffices is for the service to say.
 *
 * @param service the service that answers
 * @param account the account that owns what is named, in whose name the request is throttled
 * @param region the region of what is named
 */
record OpenRequest(String service, AccountId account, String region) {
    private static final String SNS = "sns";

    private static final OperationShape<Confirming, OperationShape.Nothing> CONFIRM =
            new OperationShape<>("ConfirmSubscription", Confirming.class, OperationShape.Nothing.class);
    private static final OperationShape<Ending, OperationShape.Nothing> UNSUBSCRIBE =
            new OperationShape<>("Unsubscribe", Ending.class, OperationShape.Nothing.class);

    private static final Set<String> ACTIONS = Set.of(CONFIRM.name(), UNSUBSCRIBE.name());

    /** A link is short. */
    private static final RequestLimits LIMITS = new RequestLimits(16 * 1024, 4, 16, 16);

    private static final ServiceCodec CODEC = ServiceCodec.of(new ServiceShape(
            SNS,
            "2010-03-31",
            "",
            Set.of(Protocol.AWS_QUERY),
            LIMITS,
            new ServiceShape.ProtocolErrors(
                    EdgeErrors.UNKNOWN_SERVICE, EdgeErrors.UNKNOWN_SERVICE, EdgeErrors.UNKNOWN_SERVICE),
            List.of(CONFIRM, UNSUBSCRIBE)));

    /** The part of ConfirmSubscription that says whose the topic is. */
    record Confirming(@Nullable String topicArn) {}

    /** The part of Unsubscribe that says whose the topic is. */
    record Ending(@Nullable String subscriptionArn) {}

    OpenRequest {
        Objects.requireNonNull(service);
        Objects.requireNonNull(account);
        Objects.requireNonNull(region);
    }

    /** Whether the request's action is one that may need no signature. */
    static boolean isAction(WireRequest request) {
        return ACTIONS.contains(ActionName.of(request));
    }

    /** The request as one that needs no signature, or empty when it needs one. */
    static Optional<OpenRequest> of(WireRequest request) {
        if (!isAction(request)) {
            return Optional.empty();
        }
        try {
            return named(CODEC.decode(request, Map.of()).input())
                    .map(Arn::parse)
                    .filter(arn -> arn.service().equals(SNS) && !arn.region().isEmpty())
                    .map(arn -> new OpenRequest(SNS, arn.owner(), arn.region()));
        } catch (ApiException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> named(Record input) {
        return Optional.ofNullable(
                switch (input) {
                    case Confirming confirming -> confirming.topicArn();
                    case Ending ending -> ending.subscriptionArn();
                    default -> null;
                });
    }
}
