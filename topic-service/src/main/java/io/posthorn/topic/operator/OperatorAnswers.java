package io.posthorn.topic.operator;

import io.posthorn.topic.delivery.LoggedAttempt;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** Answers to the operator, in JSON. */
final class OperatorAnswers {
    private static final int OK = 200;

    private OperatorAnswers() {}

    static WireResponse ok(JsonObject body) {
        return answer(OK, body);
    }

    /** The shape in which the edge refuses the operator, too. */
    static WireResponse problem(int status, String message) {
        return answer(status, new JsonObject().put("message", message));
    }

    /** A page of attempts; {@code before} asks for the next one, and is null on the last. */
    static JsonObject attempts(List<LoggedAttempt> attempts, int limit) {
        JsonArray list = new JsonArray();
        attempts.forEach(attempt -> list.add(attempt(attempt)));
        return new JsonObject()
                .put("attempts", list)
                .put(
                        "before",
                        attempts.size() < limit ? null : attempts.getLast().sequence());
    }

    private static JsonObject attempt(LoggedAttempt attempt) {
        return new JsonObject()
                .put("sequence", attempt.sequence())
                .put("delivery", attempt.delivery().toString())
                .put("attempt", attempt.attempt())
                .put("at", attempt.at().toString())
                .put("result", attempt.result().name().toLowerCase(Locale.ROOT))
                .put("status", attempt.status().isPresent() ? attempt.status().getAsInt() : null)
                .put("reason", attempt.reason())
                .put("latencyMs", attempt.latency().toMillis())
                .put("excerpt", attempt.excerpt())
                .put("resentAt", attempt.resentAt().map(Object::toString).orElse(null));
    }

    private static WireResponse answer(int status, JsonObject body) {
        return new WireResponse(
                status,
                Headers.of("Content-Type", "application/json"),
                body.toBuffer().getBytes());
    }
}
