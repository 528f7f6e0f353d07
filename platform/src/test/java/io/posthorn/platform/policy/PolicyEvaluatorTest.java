package io.posthorn.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Principal;
import io.posthorn.platform.arn.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyEvaluatorTest {
    private static final AccountId OWNER = new AccountId("111111111111");
    private static final AccountId OTHER = new AccountId("222222222222");
    private static final Arn QUEUE = Arn.sqs("eu-west-1", OWNER, "orders");

    private static final Requester OWNER_ROOT = new Requester.Identity(OWNER, Principal.rootOf(OWNER));
    private static final Requester OTHER_ROOT = new Requester.Identity(OTHER, Principal.rootOf(OTHER));
    private static final Requester ALICE = user(OWNER, "alice");
    private static final Requester BOB = user(OTHER, "bob");

    /** Identity policies by the names that tables use. */
    private static final Map<String, String> IDENTITY = Map.of(
            "allow", identity("Allow", "sqs:*", "*"),
            "deny", identity("Deny", "sqs:SendMessage", "*"),
            "elsewhere", identity("Allow", "sqs:*", "arn:aws:sqs:eu-west-1:111111111111:invoices"),
            "receive", identity("Allow", "sqs:ReceiveMessage", "*"));

    /** Resource policies by the names that tables use. */
    private static final Map<String, String> RESOURCE = Map.of(
            "everyone", resource("Allow", "\"*\""),
            "alice", resource("Allow", "{\"AWS\":\"arn:aws:iam::111111111111:user/alice\"}"),
            "bob", resource("Allow", "{\"AWS\":[\"arn:aws:iam::222222222222:user/bob\"]}"),
            "owner", resource("Allow", "{\"AWS\":\"arn:aws:iam::111111111111:root\"}"),
            "other", resource("Allow", "{\"AWS\":\"222222222222\"}"),
            "not-alice", resource("Deny", "{\"AWS\":\"111111111111\"}"),
            "sns", resource("Allow", "{\"Service\":\"sns.amazonaws.com\"}"),
            "deny-everyone", resource("Deny", "{\"AWS\":\"*\"}"));

    private static Requester user(AccountId account, String name) {
        return new Requester.Identity(
                account, new Principal("arn:aws:iam::" + account + ":user/" + name, "AIDA" + name));
    }

    private static String identity(String effect, String action, String resource) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"%s\",\"Action\":\"%s\",\"Resource\":\"%s\"}}"
                .formatted(effect, action, resource);
    }

    private static String resource(String effect, String principal) {
        return ("{\"Statement\":[{\"Effect\":\"%s\",\"Principal\":%s,\"Action\":\"SQS:SendMessage\","
                        + "\"Resource\":\"arn:aws:sqs:eu-west-1:111111111111:orders\"}]}")
                .formatted(effect, principal);
    }

    private static PolicyRequest request(Requester requester) {
        return new PolicyRequest(requester, "sqs:SendMessage", QUEUE, OWNER, Instant.EPOCH, Map.of());
    }

    private static Requester requester(String name) {
        return switch (name) {
            case "owner-root" -> OWNER_ROOT;
            case "alice" -> ALICE;
            case "other-root" -> OTHER_ROOT;
            case "bob" -> BOB;
            case "sns" -> new Requester.Service("sns.amazonaws.com");
            case "anonymous" -> new Requester.Anonymous();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String decide(Requester requester, @Nullable String identity, @Nullable String resource) {
        List<PolicyDocument> own = identity == null
                ? List.of()
                : Stream.of(identity.split("\\+", -1))
                        .map(IDENTITY::get)
                        .map(PolicyDocument::ofIdentity)
                        .toList();
        PolicyDocument its = resource == null ? null : PolicyDocument.ofResource(RESOURCE.getOrDefault(resource, ""));
        return switch (PolicyEvaluator.evaluate(own, its, request(requester))) {
            case PolicyDecision.Allowed _ -> "allowed";
            case PolicyDecision.ExplicitlyDenied _ -> "denied";
            case PolicyDecision.ImplicitlyDenied _ -> "not allowed";
        };
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // requester, identity policies, resource policy, decision
                "owner-root, -, -,             allowed",
                "owner-root, -, bob,           allowed",
                "owner-root, -, deny-everyone, denied",
                "owner-root, -, not-alice,     denied",
                "alice,      -, -,             allowed",
                "alice,      -, not-alice,     denied",
                "alice,      allow, -,         allowed",
                "alice,      receive, -,       not allowed",
                "alice,      elsewhere, -,     not allowed",
                "alice,      deny, -,          denied",
                "alice,      allow+deny, -,    denied",
                "alice,      receive+allow, -, allowed",
                "alice,      deny, everyone,   denied",
                "alice,      receive, everyone, allowed",
                "alice,      receive, alice,   allowed",
                "alice,      receive, owner,   not allowed",
                "alice,      receive, bob,     not allowed",
                "alice,      allow, deny-everyone, denied",
                "other-root, -, -,             not allowed",
                "other-root, -, other,         allowed",
                "other-root, -, everyone,      allowed",
                "other-root, -, bob,           not allowed",
                "bob,        -, -,             not allowed",
                "bob,        -, other,         allowed",
                "bob,        -, bob,           allowed",
                "bob,        -, alice,         not allowed",
                "bob,        allow, -,         not allowed",
                "bob,        allow, other,     allowed",
                "bob,        allow, bob,       allowed",
                "bob,        receive, bob,     not allowed",
                "bob,        receive, everyone, not allowed",
                "bob,        allow+deny, bob,  denied",
                "anonymous,  -, -,             not allowed",
                "anonymous,  -, everyone,      allowed",
                "anonymous,  -, owner,         not allowed",
                "anonymous,  -, deny-everyone, denied",
                "sns,        -, -,             not allowed",
                "sns,        -, sns,           allowed",
                "sns,        -, everyone,      allowed",
                "sns,        -, other,         not allowed"
            })
    void decidesAsIamDoes(String requester, @Nullable String identity, @Nullable String resource, String decision) {
        assertThat(decide(requester(requester), identity, resource)).isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource({
        "sqs:SendMessage, true",
        "SQS:sendmessage, true",
        "sqs:Send*, true",
        "sqs:S?ndMessage, true",
        "sqs:*, true",
        "*, true",
        "sqs:SendMessageBatch, false",
        "sqs:Send, false",
        "sns:SendMessage, false",
        "sqs:?SendMessage, false"
    })
    void actionsCompareWithoutCaseAndWithWildcards(String action, boolean allowed) {
        PolicyDocument policy = PolicyDocument.ofIdentity(identity("Allow", action, "*"));

        assertThat(PolicyEvaluator.evaluate(List.of(policy), null, request(ALICE))
                        .allows())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "*, true",
        "arn:aws:sqs:eu-west-1:111111111111:orders, true",
        "arn:aws:sqs:*:111111111111:orders, true",
        "arn:aws:sqs:*:*:ord*, true",
        "arn:aws:sqs:*, true",
        "arn:*, true",
        "arn:aws:sqs:eu-west-1:111111111111:ORDERS, false",
        "arn:aws:sqs:eu-west-1:111111111111:order, false",
        "arn:aws:sqs:eu-*:orders, false",
        "arn:aws:sns:eu-west-1:111111111111:orders, false",
        "arn:aws:sqs:eu-west-1:111111111111:${aws:username}, false"
    })
    void resourcesComparePartByPart(String resource, boolean allowed) {
        PolicyDocument policy = PolicyDocument.ofIdentity(identity("Allow", "*", resource));

        assertThat(PolicyEvaluator.evaluate(List.of(policy), null, request(ALICE))
                        .allows())
                .isEqualTo(allowed);
    }

    @Test
    void notActionAndNotResourceMeanAllOthers() {
        String format = "{\"Statement\":{\"Effect\":\"Allow\",\"NotAction\":\"%s\",\"NotResource\":\"%s\"}}";
        String other = "arn:aws:sqs:eu-west-1:111111111111:invoices";

        assertThat(allows(format.formatted("sqs:DeleteQueue", other), ALICE)).isTrue();
        assertThat(allows(format.formatted("sqs:Send*", other), ALICE)).isFalse();
        assertThat(allows(format.formatted("sqs:DeleteQueue", QUEUE), ALICE)).isFalse();
    }

    @Test
    void variablesStandForTheRequesterInTheNewerVersionOnly() {
        String format = "{\"Version\":\"%s\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
                + "\"Resource\":\"arn:aws:sqs:*:*:${aws:username}\"}}";
        Requester orders = user(OWNER, "orders");

        assertThat(allows(format.formatted("2012-10-17"), orders)).isTrue();
        assertThat(allows(format.formatted("2012-10-17"), ALICE)).isFalse();
        assertThat(allows(format.formatted("2008-10-17"), orders)).isFalse();
    }

    @Test
    void whatAVariableBringsInIsNoWildcard() {
        String policy = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
                + "\"Resource\":\"arn:aws:sqs:*:*:${aws:username}\"}}";

        assertThat(allows(policy, user(OWNER, "*"))).isFalse();
    }

    @Test
    void anExceptionThatCannotBeWorkedOutAllowsNothing() {
        String format = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"%s\",\"Action\":\"*\","
                + "\"NotResource\":\"arn:aws:sqs:*:*:${aws:SourceIp}\"}]}";

        assertThat(allows(format.formatted("Allow"), ALICE)).isFalse();
        assertThat(PolicyEvaluator.evaluate(
                        List.of(PolicyDocument.ofIdentity(format.formatted("Deny"))), null, request(ALICE)))
                .isEqualTo(new PolicyDecision.ExplicitlyDenied());
    }

    @Test
    void notPrincipalMeansAllOthers() {
        PolicyDocument policy = PolicyDocument.ofResource("{\"Statement\":{\"Effect\":\"Deny\",\"NotPrincipal\":"
                + "{\"AWS\":\"arn:aws:iam::111111111111:user/alice\"},\"Action\":\"*\",\"Resource\":\"*\"}}");

        assertThat(PolicyEvaluator.evaluate(List.of(), policy, request(ALICE)).allows())
                .isTrue();
        assertThat(PolicyEvaluator.evaluate(List.of(), policy, request(OWNER_ROOT)))
                .isEqualTo(new PolicyDecision.ExplicitlyDenied());
        assertThat(PolicyEvaluator.evaluate(List.of(), policy, request(new Requester.Anonymous())))
                .isEqualTo(new PolicyDecision.ExplicitlyDenied());
    }

    @Test
    void aTopicMaySendToAQueueThatNamesIt() {
        PolicyDocument policy = PolicyDocument.ofResource("{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":"
                + "{\"Service\":\"sns.amazonaws.com\"},\"Action\":\"sqs:SendMessage\",\"Resource\":\"" + QUEUE
                + "\",\"Condition\":{\"ArnEquals\":{\"aws:SourceArn\":\"arn:aws:sns:*:111111111111:alerts\"}}}}");
        Requester sns = new Requester.Service("sns.amazonaws.com");

        assertThat(PolicyEvaluator.evaluate(List.of(), policy, from(sns, "alerts"))
                        .allows())
                .isTrue();
        assertThat(PolicyEvaluator.evaluate(List.of(), policy, from(sns, "other"))
                        .allows())
                .isFalse();
    }

    private static PolicyRequest from(Requester requester, String topic) {
        return new PolicyRequest(
                requester,
                "sqs:SendMessage",
                QUEUE,
                OWNER,
                Instant.EPOCH,
                Map.of("AWS:sourceARN", List.of("arn:aws:sns:eu-west-1:111111111111:" + topic)));
    }

    @Test
    void whatTheRequesterImpliesCannotBeGiven() {
        PolicyRequest request = new PolicyRequest(
                ALICE,
                "sqs:SendMessage",
                QUEUE,
                OWNER,
                Instant.EPOCH,
                Map.of("aws:username", List.of("root"), "aws:PrincipalIsAWSService", List.of("true")));

        assertThat(request.values("aws:username")).containsExactly("alice");
        assertThat(request.values("aws:principalisawsservice")).containsExactly("false");
    }

    @Test
    void onlyIdentitiesHavePoliciesOfTheirOwn() {
        List<PolicyDocument> policies = List.of(PolicyDocument.ofIdentity(identity("Allow", "*", "*")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyEvaluator.evaluate(policies, null, request(new Requester.Anonymous())));
    }

    private static boolean allows(String policy, Requester requester) {
        return PolicyEvaluator.evaluate(List.of(PolicyDocument.ofIdentity(policy)), null, request(requester))
                .allows();
    }
}
