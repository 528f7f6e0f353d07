package io.posthorn.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermissionPolicyTest {
    private static final String ARN = "arn:aws:sqs:eu-west-1:123456789012:orders";
    private static final AccountId ONE = new AccountId("111111111111");
    private static final AccountId TWO = new AccountId("222222222222");
    private static final String FIRST = "{\"Sid\":\"first\",\"Effect\":\"Allow\",\"Principal\":"
            + "{\"AWS\":\"arn:aws:iam::111111111111:root\"},\"Action\":\"SQS:SendMessage\",\"Resource\":\"" + ARN
            + "\"}";

    @Test
    void aStatementNamesOneOrMany() {
        PermissionPolicy policy = PermissionPolicy.named("mine")
                .with("first", List.of(ONE), List.of("SQS:SendMessage"), ARN)
                .with("second", List.of(ONE, TWO), List.of("SQS:SendMessage", "SQS:DeleteMessage"), ARN);
        assertThat(policy.json())
                .isEqualTo("{\"Version\":\"2008-10-17\",\"Id\":\"mine\",\"Statement\":[" + FIRST
                        + ",{\"Sid\":\"second\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                        + "[\"arn:aws:iam::111111111111:root\",\"arn:aws:iam::222222222222:root\"]},"
                        + "\"Action\":[\"SQS:SendMessage\",\"SQS:DeleteMessage\"],\"Resource\":\"" + ARN + "\"}]}");
        assertThat(policy.size()).isEqualTo(2);
        assertThat(policy.has("second")).isTrue();
        assertThat(policy.toString()).doesNotContain("111111111111");
    }

    @Test
    void whatElseADocumentHoldsStays() {
        PermissionPolicy policy = PermissionPolicy.parse("{\"Id\":\"a\",\"Statement\":{\"Sid\":\"own\"}}")
                .orElseThrow();
        PermissionPolicy more = policy.with("first", List.of(ONE), List.of("SQS:SendMessage"), ARN);
        assertThat(more.json()).isEqualTo("{\"Id\":\"a\",\"Statement\":[{\"Sid\":\"own\"}," + FIRST + "]}");
        assertThat(more.without("own").json()).isEqualTo("{\"Id\":\"a\",\"Statement\":[" + FIRST + "]}");
        assertThat(policy.json()).isEqualTo("{\"Id\":\"a\",\"Statement\":[{\"Sid\":\"own\"}]}");
        assertThat(policy.without("first")).isSameAs(policy);
    }

    @Test
    void whatIsNoObjectIsNoPolicy() {
        assertThat(PermissionPolicy.parse("[]")).isEmpty();
        assertThat(PermissionPolicy.parse("{\"a\":1,\"a\":2}")).isEmpty();
    }
}
