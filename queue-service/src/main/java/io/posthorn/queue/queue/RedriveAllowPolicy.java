package io.posthorn.queue.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.platform.policy.PolicyJson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which queues may use this one as their dead-letter queue. */
public sealed interface RedriveAllowPolicy {
    /** The most queues that a policy may name. */
    int MAX_SOURCES = 10;

    /** Every queue of the same account and region may. */
    record AllowAll() implements RedriveAllowPolicy {}

    /** No queue may. */
    record DenyAll() implements RedriveAllowPolicy {}

    /**
     * Only these may.
     *
     * @param sources 1 to {@value RedriveAllowPolicy#MAX_SOURCES} queues
     */
    record ByQueue(List<QueueKey> sources) implements RedriveAllowPolicy {
        public ByQueue {
            sources = List.copyOf(sources);
        }
    }

    /** Whether {@code source} may use this queue as its dead-letter queue. */
    default boolean allows(QueueKey source) {
        return switch (this) {
            case AllowAll() -> true;
            case DenyAll() -> false;
            case ByQueue(List<QueueKey> sources) -> sources.contains(source);
        };
    }

    /** Reads the attribute's JSON; fails with InvalidParameterValue or InvalidAttributeValue. */
    static RedriveAllowPolicy parse(String json) {
        JsonNode policy = PolicyJson.object(json).orElseThrow(RedriveAllowPolicy::unsupported);
        JsonNode sources = policy.get("sourceQueueArns");
        if (policy.size() > (sources == null ? 1 : 2) || (sources != null && !sources.isArray())) {
            throw unsupported();
        }
        return switch (policy.path("redrivePermission").asText()) {
            case "allowAll" -> withoutSources(json, sources, new AllowAll());
            case "denyAll" -> withoutSources(json, sources, new DenyAll());
            case "byQueue" -> byQueue(json, policy.path("sourceQueueArns"));
            default -> throw unsupported();
        };
    }

    /** The attribute as GetQueueAttributes shows it. */
    default String render(Dialect dialect) {
        return switch (this) {
            case AllowAll() -> "{\"redrivePermission\":\"allowAll\"}";
            case DenyAll() -> "{\"redrivePermission\":\"denyAll\"}";
            case ByQueue(List<QueueKey> sources) ->
                sources.stream()
                        .map(source -> "\"" + QueueArn.of(dialect, source) + "\"")
                        .collect(Collectors.joining(
                                ",", "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[", "]}"));
        };
    }

    private static RedriveAllowPolicy withoutSources(
            String json, @Nullable JsonNode sources, RedriveAllowPolicy policy) {
        if (sources != null) {
            throw invalid(json, "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.");
        }
        return policy;
    }

    private static RedriveAllowPolicy byQueue(String json, JsonNode arns) {
        if (arns.isEmpty()) {
            throw invalid(
                    json,
                    "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns"
                            + " values.");
        }
        if (arns.size() > MAX_SOURCES) {
            throw invalid(json, "The maximum number of source queue ARNs you can specify is 10.");
        }
        List<QueueKey> sources = new ArrayList<>();
        for (JsonNode arn : arns) {
            sources.add(QueueArn.parse(arn.asText()).orElseThrow(RedriveAllowPolicy::unsupported));
        }
        return new ByQueue(sources);
    }

    private static RuntimeException unsupported() {
        return SqsErrors.INVALID_ATTRIBUTE_VALUE.because("Invalid value for the parameter RedriveAllowPolicy. Reason:"
                + " Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.");
    }

    private static RuntimeException invalid(String json, String reason) {
        return SqsErrors.invalidParameter(
                json, "RedriveAllowPolicy", "Amazon SQS can't create the redrive allow policy. " + reason);
    }
}
