package io.posthorn.queue;

import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A GET of a queue's URL. It is about that queue, so it can neither create one nor list them, and one that asks for no
 * action finds nothing: the service answers it with an element of its own, not with an error of the API.
 */
final class QueueUrlGet {
    private static final Set<String> OF_NO_QUEUE = Set.of("CreateQueue", "ListQueues");
    private static final String ACTION = "Action=";
    private static final int NOT_FOUND = 404;
    private static final byte[] UNKNOWN_OPERATION = "<UnknownOperationException/>".getBytes(StandardCharsets.US_ASCII);

    private QueueUrlGet() {}

    /** Whether {@code request} is one. */
    static boolean is(WireRequest request) {
        return request.path().length() > 1 && request.method().equals("GET");
    }

    /** Whether {@code request} asks for no action. */
    static boolean asksNothing(WireRequest request) {
        return action(request).isEmpty();
    }

    /** Why what {@code request} asks for cannot be done at a queue's URL, if so. */
    static Optional<ApiException> refusal(WireRequest request) {
        String action = action(request);
        return OF_NO_QUEUE.contains(action)
                ? Optional.of(
                        SqsErrors.UNKNOWN_ACTION.because("The action " + action + " is not valid for this endpoint."))
                : Optional.empty();
    }

    /** The answer to a request that asks for no action. */
    static WireResponse unknownOperation(String requestId) {
        return new WireResponse(
                NOT_FOUND,
                Headers.of("Content-Type", "text/xml", "x-amzn-RequestId", requestId),
                UNKNOWN_OPERATION.clone());
    }

    /** The action's name as sent: names of actions need no escapes. */
    private static String action(WireRequest request) {
        for (String parameter : request.query().split("&", -1)) {
            if (parameter.startsWith(ACTION)) {
                return parameter.substring(ACTION.length());
            }
        }
        return "";
    }
}
