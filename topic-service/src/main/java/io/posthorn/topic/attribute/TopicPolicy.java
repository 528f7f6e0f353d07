package io.posthorn.topic.attribute;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.platform.policy.ActionPattern;
import io.posthorn.platform.policy.PolicyDocument;
import io.posthorn.platform.policy.PolicyJson;
import io.posthorn.platform.policy.PolicySyntaxException;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a topic's access policy may say, and what that of a topic says which was given none. */
final class TopicPolicy {
    private static final String ATTRIBUTE = "Policy";
    private static final String PREFIX = "sns:";

    private static final List<String> BY_DEFAULT = List.of(
            "GetTopicAttributes",
            "SetTopicAttributes",
            "AddPermission",
            "RemovePermission",
            "DeleteTopic",
            "Subscribe",
            "ListSubscriptionsByTopic",
            "Publish");

    private static final Set<String> OTHERS =
            Set.of("Receive", "GetDataProtectionPolicy", "PutDataProtectionPolicy", "ListTagsForResource");

    /** The actions of a topic, by their names in lower case with the service's prefix. */
    private static final Map<String, String> ACTIONS = Stream.concat(BY_DEFAULT.stream(), OTHERS.stream())
            .collect(Collectors.toUnmodifiableMap(
                    action -> PREFIX + action.toLowerCase(Locale.ROOT), Function.identity()));

    /** Actions that are no topic's, of which a wildcard may not speak. */
    private static final List<String> NOT_OF_TOPICS = List.of(
            "sns:createtopic",
            "sns:listtopics",
            "sns:listsubscriptions",
            "sns:confirmsubscription",
            "sns:unsubscribe",
            "sns:getsubscriptionattributes",
            "sns:setsubscriptionattributes",
            "sns:tagresource",
            "sns:untagresource",
            "sns:createplatformapplication",
            "sns:createplatformendpoint",
            "sns:deleteplatformapplication",
            "sns:deleteendpoint",
            "sns:getplatformapplicationattributes",
            "sns:setplatformapplicationattributes",
            "sns:getendpointattributes",
            "sns:setendpointattributes",
            "sns:listplatformapplications",
            "sns:listendpointsbyplatformapplication",
            "sns:getsmsattributes",
            "sns:setsmsattributes",
            "sns:checkifphonenumberisoptedout",
            "sns:listphonenumbersoptedout",
            "sns:optinphonenumber");

    private TopicPolicy() {}

    /** The policy of a topic that was given none: its owner's account may do everything to it. */
    static String byDefault(TopicKey topic) {
        String actions =
                BY_DEFAULT.stream().map(action -> "\"SNS:" + action + "\"").collect(Collectors.joining(","));
        return "{\"Version\":\"2008-10-17\",\"Id\":\"__default_policy_ID\",\"Statement\":[{\"Sid\":\"__default_statement_ID\","
                + "\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":[" + actions + "],\"Resource\":\""
                + topic.arn() + "\",\"Condition\":{\"StringEquals\":{\"AWS:SourceOwner\":\"" + topic.account()
                + "\"}}}]}";
    }

    /** {@code json}; fails with InvalidParameter when it is not the policy of a topic. */
    static String checked(AttributeCall call, String json) {
        try {
            PolicyDocument.ofResource(json);
        } catch (PolicySyntaxException noPolicy) {
            throw call.refused(ATTRIBUTE + " Error: " + noPolicy.getMessage());
        }
        JsonNode statements = PolicyJson.object(json)
                .orElseThrow(() -> call.refused(ATTRIBUTE + " Error: a policy is a JSON object"))
                .path("Statement");
        for (JsonNode statement : listed(statements)) {
            JsonNode actions = statement.has("Action") ? statement.path("Action") : statement.path("NotAction");
            for (JsonNode action : listed(actions)) {
                if (!isOfTopics(action.asText().toLowerCase(Locale.ROOT))) {
                    throw outOfScope();
                }
            }
        }
        return json;
    }

    /** {@code action}, given without prefix, as a statement writes it; fails with InvalidParameter. */
    static String statementAction(String action) {
        String known = ACTIONS.get(PREFIX + action.toLowerCase(Locale.ROOT));
        if (known == null) {
            throw outOfScope();
        }
        return "SNS:" + known;
    }

    private static boolean isOfTopics(String action) {
        if (!action.contains("*") && !action.contains("?")) {
            return ACTIONS.containsKey(action);
        }
        ActionPattern pattern = new ActionPattern(action);
        return ACTIONS.keySet().stream().anyMatch(pattern::matches)
                && NOT_OF_TOPICS.stream().noneMatch(pattern::matches);
    }

    private static ApiException outOfScope() {
        return SnsErrors.invalid("Policy statement action out of service scope!");
    }

    private static Iterable<JsonNode> listed(JsonNode oneOrMany) {
        return oneOrMany.isArray() ? oneOrMany : List.of(oneOrMany);
    }
}
