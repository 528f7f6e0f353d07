package io.posthorn.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;

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

class ConditionTest {
    private static final AccountId ACCOUNT = new AccountId("111111111111");

    /** Whether a statement with this one condition applies; values are separated by bars, none is a missing key. */
    private static boolean applies(String operator, String policy, @Nullable String actual) {
        String values = Stream.of(policy.split("\\|", -1))
                .map(value -> '"' + value + '"')
                .toList()
                .toString();
        PolicyDocument document = PolicyDocument.ofIdentity(
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","
                        + "\"Condition\":{\"%s\":{\"app:Key\":%s}}}}".formatted(operator, values));
        PolicyRequest request = new PolicyRequest(
                new Requester.Identity(ACCOUNT, new Principal("arn:aws:iam::111111111111:user/alice", "AIDAEXAMPLE")),
                "sqs:SendMessage",
                Arn.sqs("eu-west-1", ACCOUNT, "orders"),
                ACCOUNT,
                Instant.parse("2026-03-01T12:00:00Z"),
                actual == null ? Map.of() : Map.of("APP:key", List.of(actual.split("\\|", -1))));
        return PolicyEvaluator.evaluate(List.of(document), null, request).allows();
    }

    @ParameterizedTest(name = "{0} {1} : {2} = {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "StringEquals, a, a, true",
                "StringEquals, a, A, false",
                "StringEquals, a|b, b, true",
                "StringEquals, a*, ab, false",
                "StringEquals, a*, a*, true",
                "StringEquals, ${aws:username}, alice, true",
                "StringEquals, ${aws:username}, bob, false",
                "StringEquals, ${aws:SourceIp}, '', false",
                "StringEquals, a, -, false",
                "StringNotEquals, a, b, true",
                "StringNotEquals, a|b, b, false",
                "StringNotEquals, a, -, true",
                "StringEqualsIgnoreCase, aBc, AbC, true",
                "StringEqualsIgnoreCase, ${aws:username}, ALICE, true",
                "StringNotEqualsIgnoreCase, aBc, AbC, false",
                "StringLike, a*c, abbbc, true",
                "StringLike, a?c, abbc, false",
                "StringLike, a${*}c, abc, false",
                "StringLike, a${*}c, a*c, true",
                "StringLike, 'home/${aws:username}/*', home/alice/x, true",
                "StringNotLike, a*, b, true",
                "StringNotLike, a*, ab, false",
                "NumericEquals, 10, 10.0, true",
                "NumericEquals, 10, ten, false",
                "NumericNotEquals, 10, 11, true",
                "NumericLessThan, 10, 9.99, true",
                "NumericLessThan, 10, 10, false",
                "NumericLessThanEquals, 10, 10, true",
                "NumericGreaterThan, 10, 1e2, true",
                "NumericGreaterThan, 10, 10, false",
                "NumericGreaterThanEquals, 10, 10, true",
                "DateEquals, 2026-03-01T12:00:00Z, 2026-03-01T13:00:00+01:00, true",
                "DateNotEquals, 2026-03-01T12:00:00Z, 2026-03-01T12:00:01Z, true",
                "DateLessThan, 2026-03-02, 2026-03-01T23:59:59Z, true",
                "DateLessThan, 2026-03-02, 2026-03-02T00:00:00Z, false",
                "DateLessThanEquals, 2026-03-02, 2026-03-02T00:00:00Z, true",
                "DateGreaterThan, 1772366400, 2026-03-01T12:00:01Z, true",
                "DateGreaterThan, 1772366400, 2026-03-01T12:00:00Z, false",
                "DateGreaterThanEquals, 1772366400, 2026-03-01T12:00:00Z, true",
                "DateGreaterThan, 2026-03-01, yesterday, false",
                "Bool, true, TRUE, true",
                "Bool, false, true, false",
                "Bool, false, -, false",
                "IpAddress, 10.0.0.0/8, 10.200.0.1, true",
                "IpAddress, 10.0.0.0/8, 11.0.0.1, false",
                "IpAddress, 10.0.0.0/9, 10.128.0.0, false",
                "IpAddress, 192.0.2.7, 192.0.2.7, true",
                "IpAddress, 192.0.2.7, 192.0.2.8, false",
                "IpAddress, 0.0.0.0/0, 192.0.2.8, true",
                "IpAddress, 0.0.0.0/0, 2001:db8::1, false",
                "IpAddress, 2001:db8::/32, 2001:db8:ffff::1, true",
                "IpAddress, 2001:db8::/32, 2001:db9::1, false",
                "IpAddress, 10.0.0.0/8, 10.1, false",
                "IpAddress, 10.0.0.0/8, localhost, false",
                "IpAddress, 10.0.0.0/8, ::ffff:10.0.0.1, true",
                "IpAddress, 10.0.0.0/8|2001:db8::/32, 2001:db8::1, true",
                "IpAddress, 10.0.0.0/8|2001:db8::/32, 2001:db9::1, false",
                "IpAddress, 2001:db8::1, 2001:0db8:0:0:0:0:0:1, true",
                "IpAddress, 2001:db8::/33, 2001:db8:8000::1, false",
                "IpAddress, ::/0, 2001:db8::1, true",
                "IpAddress, ::/0, 192.0.2.8, false",
                "IpAddress, 10.0.0.0/8, -, false",
                "NotIpAddress, 10.0.0.0/8, -, true",
                "NotIpAddress, 10.0.0.0/8, 2001:db8::1, true",
                "NotIpAddress, 10.0.0.0/8|2001:db8::/32, 2001:db8::1, false",
                "NotIpAddress, 2001:db8::/32, 10.0.0.1, true",
                "NotIpAddress, 10.0.0.0/8, 11.0.0.1, true",
                "NotIpAddress, 10.0.0.0/8, 10.0.0.1, false",
                "ArnEquals, arn:aws:sns:*:111111111111:a*, arn:aws:sns:eu-west-1:111111111111:alerts, true",
                "ArnLike, arn:aws:sns:*:111111111111:a*, arn:aws:sns:eu-west-1:222222222222:alerts, false",
                "ArnLike, arn:aws:sns:*:alerts, arn:aws:sns:eu-west-1:222222222222:alerts, false",
                "ArnNotEquals, arn:aws:sns:*:111111111111:a, arn:aws:sns:eu-west-1:111111111111:b, true",
                "ArnNotLike, arn:aws:sns:*:*:a, arn:aws:sns:eu-west-1:111111111111:a, false",
                "Null, true, -, true",
                "Null, true, x, false",
                "Null, false, x, true",
                "Null, false, -, false",
                "StringEqualsIfExists, a, -, true",
                "StringEqualsIfExists, a, b, false",
                "NumericLessThanIfExists, 5, -, true",
                "BoolIfExists, true, false, false",
                "StringEquals, a, a|b, true",
                "StringNotEquals, a, a|b, false",
                "ForAllValues:StringEquals, a|b, a|b, true",
                "ForAllValues:StringEquals, a|b, a|c, false",
                "ForAllValues:StringEquals, a, -, true",
                "ForAnyValue:StringEquals, a|b, c|b, true",
                "ForAnyValue:StringEquals, a|b, c|d, false",
                "ForAnyValue:StringEquals, a, -, false",
                "ForAllValues:StringNotEquals, a, b|c, true",
                "ForAllValues:StringNotEquals, a, a|c, false",
                "ForAnyValue:StringNotEquals, a, a|c, true",
                "ForAnyValue:StringNotEquals, a, a, false",
                "ForAnyValue:StringLikeIfExists, a*, -, true"
            })
    void operatorsHoldAsIamSays(String operator, String policy, @Nullable String actual, boolean holds) {
        assertThat(applies(operator, policy, actual)).isEqualTo(holds);
    }

    @Test
    void allOperatorsAndKeysMustHold() {
        String format = "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{"
                + "\"DateGreaterThan\":{\"aws:CurrentTime\":\"2026-01-01\"},"
                + "\"StringEquals\":{\"aws:PrincipalAccount\":\"111111111111\",\"aws:PrincipalType\":\"%s\"}}}}";

        assertThat(allows(format.formatted("User"))).isTrue();
        assertThat(allows(format.formatted("Account"))).isFalse();
    }

    @Test
    void numbersAndBooleansOfJsonCountAsTheirTexts() {
        assertThat(allows("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{"
                        + "\"NumericGreaterThan\":{\"aws:EpochTime\":1000},\"Null\":{\"aws:SourceIp\":true}}}}"))
                .isTrue();
    }

    private static boolean allows(String policy) {
        PolicyRequest request = new PolicyRequest(
                new Requester.Identity(ACCOUNT, new Principal("arn:aws:iam::111111111111:user/alice", "AIDAEXAMPLE")),
                "sqs:SendMessage",
                Arn.sqs("eu-west-1", ACCOUNT, "orders"),
                ACCOUNT,
                Instant.parse("2026-03-01T12:00:00Z"),
                Map.of());
        return PolicyEvaluator.evaluate(List.of(PolicyDocument.ofIdentity(policy)), null, request)
                .allows();
    }
}
