package io.posthorn.topic.attribute;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.platform.policy.PolicyJson;
import io.posthorn.wire.ApiException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The members of a JSON object that an attribute holds. A member that is null counts as absent; members are called in
 * texts by their path, such as {@code http.defaultHealthyRetryPolicy.numRetries}.
 */
final class PolicyFields {
    private final AttributeCall call;
    private final String attribute;
    private final String path;
    private final JsonNode object;

    private PolicyFields(AttributeCall call, String attribute, String path, JsonNode object) {
        this.call = call;
        this.attribute = attribute;
        this.path = path;
        this.object = object;
    }

    /** The members of {@code json}; fails with InvalidParameter when it is not a JSON object. */
    static PolicyFields of(AttributeCall call, String attribute, String json) {
        JsonNode object = PolicyJson.object(json).orElseThrow(() -> call.refused(attribute, "failed to parse JSON."));
        return new PolicyFields(call, attribute, "", object);
    }

    /** Whether {@code json} takes an attribute away: nothing, or an object without members. */
    static boolean isNone(String json) {
        return json.isBlank()
                || PolicyJson.object(json).filter(JsonNode::isEmpty).isPresent();
    }

    /** Fails with InvalidParameter when there is a member that is not in {@code names}. */
    void requireOnly(Set<String> names) {
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw refused("unexpected JSON member: " + path + name);
            }
        });
    }

    /** A member that is an object. */
    Optional<PolicyFields> object(String name) {
        return member(name).map(value -> {
            if (!value.isObject()) {
                throw refused(path + name + " must be a JSON object");
            }
            return new PolicyFields(call, attribute, path + name + ".", value);
        });
    }

    /** A member that is a whole number of 32 bits. */
    OptionalInt integer(String name) {
        Optional<JsonNode> value = member(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!value.get().isIntegralNumber() || !value.get().canConvertToInt()) {
            throw refused(path + name + " must be an integer");
        }
        return OptionalInt.of(value.get().intValue());
    }

    /** A member that is true or false; false when it is absent. */
    boolean bool(String name) {
        return member(name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw refused(path + name + " must be a boolean");
                    }
                    return value.booleanValue();
                })
                .orElse(false);
    }

    /** A member that is a text. */
    Optional<String> text(String name) {
        return member(name).map(value -> {
            if (!value.isTextual()) {
                throw refused(path + name + " must be a string");
            }
            return value.textValue();
        });
    }

    /** A member that is a text or a whole number, as text. */
    Optional<String> textOrInteger(String name) {
        return member(name).map(value -> {
            if (!value.isTextual() && !value.isIntegralNumber()) {
                throw refused(path + name + " must be a string");
            }
            return value.asText();
        });
    }

    /** InvalidParameter: a member may not be so, for {@code reason}, which begins with the member's name. */
    ApiException refusedMember(String reason) {
        return refused(path + reason);
    }

    /** InvalidParameter: the attribute may not be so. */
    ApiException refused(String reason) {
        return call.refused(attribute, reason);
    }

    private Optional<JsonNode> member(String name) {
        return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
    }
}
