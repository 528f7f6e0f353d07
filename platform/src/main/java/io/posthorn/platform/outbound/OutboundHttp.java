package io.posthorn.platform.outbound;

import io.vertx.core.Future;

/** Sends requests to addresses that callers name. */
@FunctionalInterface
public interface OutboundHttp {
    /**
     * Sends once. The future does not fail: whatever goes wrong is a result, and it comes within the request's deadline.
     */
    Future<OutboundResult> send(OutboundRequest request);
}
