package io.posthorn.signer.sts;

import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.Call;
import io.posthorn.platform.ServiceApi;
import io.posthorn.platform.api.ApiService;
import io.posthorn.platform.api.Authorizer;
import io.posthorn.wire.ApiError;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.RequestLimits;
import io.posthorn.wire.ServiceShape;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** AWS STS of 2011-06-15: {@code GetCallerIdentity}, over the query protocol. */
public final class StsService implements ServiceApi {
    private static final String CORAL = "com.amazon.coral.service#";

    private static final ServiceShape SHAPE = new ServiceShape(
            "AWSSecurityTokenServiceV20110615",
            "2011-06-15",
            "https://sts.amazonaws.com/doc/2011-06-15/",
            Set.of(Protocol.AWS_QUERY),
            new RequestLimits(64 * 1024, 8, 100, 64),
            new ServiceShape.ProtocolErrors(
                    ApiError.sender(CORAL + "MalformedQueryStringException", "MalformedQueryString", 400),
                    ApiError.sender(CORAL + "UnknownOperationException", "InvalidAction", 400),
                    ApiError.sender(CORAL + "MissingActionException", "MissingAction", 400)),
            List.of(GetCallerIdentity.SHAPE));

    private final ApiService service;

    /** Counts its requests in {@code meters}. */
    public StsService(MeterRegistry meters) {
        this.service = ApiService.of(
                "sts",
                SHAPE,
                List.of(new GetCallerIdentity()),
                (call, operation, input) -> Authorizer.Decision.Allowed.ALLOWED,
                meters);
    }

    @Override
    public Set<String> signingNames() {
        return Set.of("sts");
    }

    @Override
    public Uni<WireResponse> handle(Call call, WireRequest request) {
        return service.handle(call, request, Map.of());
    }
}
