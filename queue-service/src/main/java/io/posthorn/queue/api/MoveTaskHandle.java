package io.posthorn.queue.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.posthorn.queue.queue.SqsErrors;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What names a move task: base64 of {@code {"taskId":…,"sourceArn":…}}.
 *
 * @param taskId the task
 * @param sourceArn the queue that it takes messages from
 */
record MoveTaskHandle(String taskId, String sourceArn) {
    /** No handle is longer, in characters. */
    private static final int MAX_LENGTH = 1024;

    private static final JsonMapper JSON = new JsonMapper();

    /** Reads a handle; fails with InvalidParameterValue. */
    static MoveTaskHandle parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid();
        }
        try {
            JsonNode fields = JSON.readTree(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
            JsonNode taskId = fields.path("taskId");
            JsonNode sourceArn = fields.path("sourceArn");
            if (!taskId.isTextual() || !sourceArn.isTextual()) {
                throw invalid();
            }
            return new MoveTaskHandle(taskId.asText(), sourceArn.asText());
        } catch (IllegalArgumentException | JsonProcessingException noHandle) {
            throw invalid();
        }
    }

    /** The handle as callers see it. */
    String text() {
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("taskId", taskId)
                .put("sourceArn", sourceArn)
                .toString();
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static RuntimeException invalid() {
        return SqsErrors.INVALID_PARAMETER_VALUE.because("Value for parameter TaskHandle is invalid.");
    }
}
