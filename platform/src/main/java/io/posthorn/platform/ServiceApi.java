package io.posthorn.platform;

import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/**
 * A service's front door: what the edge's upstream calls, in the same JVM directly or in another over HTTP. Whoever
 * calls it has authenticated the request: {@code call} is the truth about the caller.
 */
public interface ServiceApi {
    /** The signing names that this service answers for, such as {@code sqs}. */
    Set<String> signingNames();

    /**
     * Answers one request. API errors are answers, not failures; the {@code Uni} fails only when the program is wrong
     * or a dependency is gone, and the edge then answers the protocol's internal failure. Cancelling the subscription
     * means that the client went away: a parked request is withdrawn and consumes nothing.
     */
    Uni<WireResponse> handle(Call call, WireRequest request);
}
