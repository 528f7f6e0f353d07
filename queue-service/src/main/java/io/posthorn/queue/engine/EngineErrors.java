package io.posthorn.queue.engine;

import io.posthorn.platform.api.ApiService;
import io.posthorn.wire.ApiException;

/** What the engine answers when it cannot take a request now; SDKs repeat the request after a pause. */
final class EngineErrors {
    private EngineErrors() {}

    /** Too much waits to become durable. */
    static ApiException busy() {
        return ApiService.SERVICE_UNAVAILABLE.because(ApiService.UNAVAILABLE_TEXT);
    }
}
