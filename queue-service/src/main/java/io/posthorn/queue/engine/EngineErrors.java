package io.posthorn.queue.engine;

import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;

/** What the engine answers when it cannot take a request now; SDKs repeat the request after a pause. */
final class EngineErrors {
    private static final ApiError SERVICE_UNAVAILABLE =
            ApiError.receiver("com.amazon.coral.service#ServiceUnavailableException", "ServiceUnavailable", 503);

    private EngineErrors() {}

    /** Too much waits to become durable. */
    static ApiException busy() {
        return SERVICE_UNAVAILABLE.because("Service is busy. Please try again.");
    }
}
