package io.posthorn.it.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.Installation;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Policies of queues, as another account meets them. In the texts ACCOUNT is that account, OWNER the queue's, and ARN the
 * queue's.
 */
@Contract
class PolicyContractIT {
    private static final String ANYBODY = "\"*\"";
    private static final String OTHER_ACCOUNT = "{\"AWS\":\"ACCOUNT\"}";

    private final Tenant owner;
    private final Tenant other;

    PolicyContractIT(Installation installation) {
        this.owner = new Tenant(installation.first());
        this.other = new Tenant(installation.second());
    }

    @AfterAll
    void close() {
        owner.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"AWS\":\"*\"}",
                "\"*\"",
                "{\"AWS\":\"ACCOUNT\"}",
                "{\"AWS\":\"arn:aws:iam::ACCOUNT:root\"}",
                "{\"AWS\":[\"333333333333\",\"ACCOUNT\"]}"
            })
    void aPrincipalThatIsNamedIsLetIn(String principal) {
        String queue = queueWith(allow(principal, "\"sqs:SendMessage\"", ""));

        other.send(queue, "x");

        assertThat(owner.receiveOne(queue).body()).isEqualTo("x");
        assertRefused(() -> other.receive(queue));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"StringEquals\":{\"aws:PrincipalAccount\":\"ACCOUNT\"}}",
                "{\"StringEquals\":{\"aws:PrincipalAccount\":[\"333333333333\",\"ACCOUNT\"]}}",
                "{\"StringNotEquals\":{\"aws:PrincipalAccount\":\"OWNER\"}}",
                "{\"StringLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::ACCOUNT:*\"}}",
                "{\"StringLike\":{\"aws:PrincipalAccount\":\"*ACCOUNT*\"}}",
                "{\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::ACCOUNT:*\"}}",
                "{\"ArnLikeIfExists\":{\"aws:SourceArn\":\"arn:aws:sns:*:*:topic\"}}",
                "{\"Null\":{\"aws:SourceArn\":\"true\"}}",
                "{\"DateLessThan\":{\"aws:CurrentTime\":\"2099-01-01T00:00:00Z\"}}",
                "{\"DateGreaterThan\":{\"aws:CurrentTime\":\"2020-01-01T00:00:00Z\"}}",
                "{\"NumericGreaterThan\":{\"aws:EpochTime\":\"1577836800\"}}",
                "{\"StringEqualsIgnoreCase\":{\"aws:principaltype\":\"ACCOUNT_TYPE\"}}",
                "{\"StringEquals\":{\"aws:PrincipalAccount\":\"ACCOUNT\"},\"Bool\":{\"aws:ViaAWSService\":\"false\"}}"
            })
    void aConditionThatHoldsLetsIn(String condition) {
        String queue = queueWith(allow(ANYBODY, "\"sqs:SendMessage\"", condition));

        other.send(queue, "x");

        assertThat(owner.counts(queue).visible()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"StringEquals\":{\"aws:PrincipalAccount\":\"OWNER\"}}",
                "{\"StringNotEquals\":{\"aws:PrincipalAccount\":\"ACCOUNT\"}}",
                "{\"StringLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::OWNER:*\"}}",
                "{\"ArnEquals\":{\"aws:SourceArn\":\"arn:aws:sns:eu-west-1:OWNER:topic\"}}",
                "{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:sns:*:*:*\"}}",
                "{\"StringEquals\":{\"aws:SourceAccount\":\"ACCOUNT\"}}",
                "{\"Null\":{\"aws:SourceArn\":\"false\"}}",
                "{\"DateLessThan\":{\"aws:CurrentTime\":\"2020-01-01T00:00:00Z\"}}",
                "{\"DateGreaterThan\":{\"aws:CurrentTime\":\"2099-01-01T00:00:00Z\"}}",
                "{\"StringEquals\":{\"aws:PrincipalAccount\":\"ACCOUNT\"},\"Bool\":{\"aws:ViaAWSService\":\"true\"}}"
            })
    void aConditionThatDoesNotHoldLetsNobodyIn(String condition) {
        String queue = queueWith(allow(ANYBODY, "\"sqs:*\"", condition));

        assertRefused(() -> other.sendOne(queue, "x"));
        assertThat(owner.counts(queue).total()).isZero();
    }

    @Test
    void anExplicitDenyWinsWhereverItStands() {
        String allow = allow(OTHER_ACCOUNT, "\"sqs:*\"", "");
        String deny = statement("Deny", ANYBODY, "\"sqs:SendMessage\"", "ARN", "");

        assertThat(Stream.of(List.of(allow, deny), List.of(deny, allow))).allSatisfy(statements -> {
            String queue = queueWith(statements.toArray(String[]::new));
            Refusal refusal = Refusal.of(() -> other.sendOne(queue, "x"));
            assertThat(refusal.code()).isEqualTo("AccessDenied");
            assertThat(refusal.message()).endsWith("with an explicit deny in a resource-based policy");
            assertThat(other.receive(queue)).isEmpty();
        });
    }

    @Test
    void aDenyOfPlainTextHoldsForPlainText() {
        boolean encrypted = owner.endpoint().uri().getScheme().equals("https");
        String allow = allow(OTHER_ACCOUNT, "\"sqs:*\"", "");
        String condition = "{\"Bool\":{\"aws:SecureTransport\":\"%s\"}}";

        String closed =
                queueWith(allow, statement("Deny", ANYBODY, "\"sqs:*\"", "ARN", condition.formatted(encrypted)));
        String open = queueWith(allow, statement("Deny", ANYBODY, "\"sqs:*\"", "ARN", condition.formatted(!encrypted)));

        assertRefused(() -> other.sendOne(closed, "x"));
        assertThat(other.send(open, "x")).hasSize(1);
    }

    @Test
    void aDenyHoldsForTheOwnerWhoCanStillTakeItAway() {
        String queue = queueWith(statement("Deny", ANYBODY, "\"sqs:SendMessage\"", "ARN", ""));

        assertRefused(() -> owner.sendOne(queue, "x"));
        owner.set(queue, QueueAttributeName.POLICY, "");
        owner.send(queue, "x");

        assertThat(owner.counts(queue).visible()).isEqualTo(1);
    }

    @Test
    void aDenyWithAConditionHoldsForThoseWhomItMeets() {
        String queue = queueWith(
                allow(ANYBODY, "\"sqs:*\"", ""),
                statement(
                        "Deny",
                        ANYBODY,
                        "\"sqs:*\"",
                        "ARN",
                        "{\"StringNotEquals\":{\"aws:PrincipalAccount\":\"OWNER\"}}"));

        owner.send(queue, "x");
        assertRefused(() -> other.receive(queue));
    }

    @Test
    void actionsAndResourcesMayHaveWildcardsAndAreCompared() {
        String receives = queueWith(allow(OTHER_ACCOUNT, "[\"SQS:receive*\",\"sqs:Get*\"]", ""));
        String elsewhere = queueWith(statement("Allow", OTHER_ACCOUNT, "\"sqs:*\"", "ARN-not", ""));
        String allButOne = queueWith(allow(OTHER_ACCOUNT, "\"sqs:*\"", "")
                .replace("\"Action\":\"sqs:*\"", "\"NotAction\":\"sqs:SendMessage\""));
        owner.send(receives, "x");

        assertThat(other.receiveOne(receives).body()).isEqualTo("x");
        assertThat(other.arn(receives)).isEqualTo(owner.arn(receives));
        assertRefused(() -> other.sendOne(receives, "y"));
        assertRefused(() -> other.sendOne(elsewhere, "y"));
        assertRefused(() -> other.sendOne(allButOne, "y"));
        assertThat(other.receive(allButOne)).isEmpty();
    }

    @Test
    void aBatchNeedsItsSingleActionAndAMoveOfTheQueueStaysTheOwners() {
        String queue = queueWith(allow(OTHER_ACCOUNT, "\"sqs:*\"", ""));

        assertThat(other.send(queue, "a", "b")).hasSize(2);
        other.delete(queue, other.receiveOne(queue));
        assertThat(Stream.<ThrowingCallable>of(
                        () -> other.sqs().deleteQueue(r -> r.queueUrl(queue)),
                        () -> other.set(queue, QueueAttributeName.DELAY_SECONDS, "1"),
                        () -> other.sqs().tagQueue(r -> r.queueUrl(queue).tags(Map.of("a", "b"))),
                        () -> other.sqs()
                                .addPermission(r -> r.queueUrl(queue)
                                        .label("L")
                                        .awsAccountIds(other.account())
                                        .actions("*"))))
                .allSatisfy(PolicyContractIT::assertRefused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "{}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Perhaps\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}]}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\",\"Condition\":{\"NoSuchOperator\":{\"a\":\"b\"}}}]}"
            })
    void aPolicyThatIsNoneIsRefused(String policy) {
        String queue = owner.queue();

        assertThat(Refusal.of(() -> owner.set(queue, QueueAttributeName.POLICY, policy))
                        .code())
                .isIn("InvalidAttributeValue", "InvalidParameterValue");
    }

    private static void assertRefused(ThrowingCallable call) {
        Refusal refusal = Refusal.of(call);
        assertThat(refusal.code()).isEqualTo("AccessDenied");
        assertThat(refusal.status()).isEqualTo(403);
    }

    private String queueWith(String... statements) {
        String queue = owner.queue();
        owner.set(
                queue,
                QueueAttributeName.POLICY,
                ("{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}")
                        .replace("ARN-not", owner.arn(queue) + "-not")
                        .replace("\"ARN\"", '"' + owner.arn(queue) + '"')
                        .replace("ACCOUNT_TYPE", "account")
                        .replace("ACCOUNT", other.account())
                        .replace("OWNER", owner.account()));
        return queue;
    }

    private static String allow(String principal, String action, String condition) {
        return statement("Allow", principal, action, "ARN", condition);
    }

    private static String statement(String effect, String principal, String action, String resource, String condition) {
        return "{\"Effect\":\"%s\",\"Principal\":%s,\"Action\":%s,\"Resource\":\"%s\"%s}"
                .formatted(
                        effect, principal, action, resource, condition.isEmpty() ? "" : ",\"Condition\":" + condition);
    }
}
