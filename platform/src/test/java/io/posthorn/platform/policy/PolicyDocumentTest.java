package io.posthorn.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDocumentTest {
    private static final String ALLOW = "'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'";

    private static PolicyDocument read(String json) {
        return PolicyDocument.ofResource(json.replace('\'', '"'));
    }

    @Test
    void theDefaultPolicyOfAddPermissionIsRead() {
        PolicyDocument policy = read("""
                {'Version':'2008-10-17','Id':'arn:aws:sqs:eu-west-1:111111111111:orders/SQSDefaultPolicy',
                 'Statement':[{'Sid':'label-1','Effect':'Allow',
                   'Principal':{'AWS':['arn:aws:iam::222222222222:root','333333333333']},
                   'Action':['SQS:ReceiveMessage','SQS:SendMessage'],
                   'Resource':'arn:aws:sqs:eu-west-1:111111111111:orders'}]}""");

        assertThat(policy.statementIds()).containsExactly("label-1");
    }

    @Test
    void everyKindOfPrincipalThatQueuesKnowIsRead() {
        assertThat(read("{'Statement':[{'Effect':'Allow','Action':'sqs:*','Resource':'*','Principal':{"
                        + "'AWS':['*','111111111111','arn:aws:sts::111111111111:assumed-role/r/s'],"
                        + "'Service':'sns.amazonaws.com','CanonicalUser':'79a59d'}}]}"))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "nonsense; a policy is JSON",
                "[]; a policy is a JSON object",
                "{} {}; a policy is JSON",
                "{}; a policy has a Statement",
                "{'Statement':[],'Statement':[]}; a policy is JSON without repeated names",
                "{'Version':'2020-01-01','Statement':[]}; Version is 2008-10-17 or 2012-10-17",
                "{'Version':1,'Statement':[]}; Version is a text",
                "{'Statement':[],'Principal':'*'}; a policy has no element Principal",
                "{'Statement':['x']}; statement 1: a statement is a JSON object",
                "{'Statement':[{ALLOW},{ALLOW,'Why':'x'}]}; statement 2: a statement has no element Why",
                "{'Statement':{ALLOW,'NotAction':'*'}}; either Action or NotAction is given",
                "{'Statement':{ALLOW,'NotPrincipal':'*'}}; either Principal or NotPrincipal is given",
                "{'Statement':{ALLOW,'NotResource':'*'}}; either Resource or NotResource is given",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*'}}; either Principal or NotPrincipal is given",
                "{'Statement':{'Effect':'allow','Principal':'*','Action':'*','Resource':'*'}}; Effect is Allow or Deny",
                "{'Statement':{'Principal':'*','Action':'*','Resource':'*'}}; Effect is Allow or Deny",
                "{'Statement':{'Effect':'Allow','Principal':'*','Action':[],'Resource':'*'}}; Action is not empty",
                "{'Statement':{'Effect':'Allow','Principal':'*','Action':'Send','Resource':'*'}}; an Action is * or service:Name",
                "{'Statement':{'Effect':'Allow','Principal':'*','Action':'*','Resource':'orders'}}; a resource is * or begins with arn:",
                "{'Statement':{'Effect':'Allow','Principal':'me','Action':'*','Resource':'*'}}; a principal is * or an object",
                "{'Statement':{'Effect':'Allow','Principal':{'AWS':'me!'},'Action':'*','Resource':'*'}}; a principal is *, an account id or the ARN",
                "{'Statement':{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::1:user/*'},'Action':'*','Resource':'*'}}; no wildcards",
                "{'Statement':{'Effect':'Allow','Principal':{'AWS':'arn:aws:sqs:a:1:b'},'Action':'*','Resource':'*'}}; names an identity",
                "{'Statement':{'Effect':'Allow','Principal':{'Federated':'x'},'Action':'*','Resource':'*'}}; principals of kind Federated are not supported",
                "{'Statement':[{'Sid':'a',ALLOW},{'Sid':'a',ALLOW}]}; statement 2: its Sid stands twice",
                "{'Statement':{ALLOW,'Condition':{'StringMatches':{'a':'b'}}}}; condition operator StringMatches is not supported",
                "{'Statement':{ALLOW,'Condition':{'stringequals':{'a':'b'}}}}; condition operator stringequals is not supported",
                "{'Statement':{ALLOW,'Condition':{'ForEvery:StringEquals':{'a':'b'}}}}; condition operator ForEvery:StringEquals is not supported",
                "{'Statement':{ALLOW,'Condition':{'ForAnyValue:Null':{'a':'true'}}}}; condition operator ForAnyValue:Null is not supported",
                "{'Statement':{ALLOW,'Condition':{'NullIfExists':{'a':'true'}}}}; condition operator NullIfExists is not supported",
                "{'Statement':{ALLOW,'Condition':{'StringEquals':'a'}}}; a condition operator's value is a JSON object",
                "{'Statement':{ALLOW,'Condition':{'StringEquals':{'a':{}}}}}; a condition's value is a text",
                "{'Statement':{ALLOW,'Condition':{'StringEquals':{'a':[]}}}}; a condition's values are not empty",
                "{'Statement':{ALLOW,'Condition':{'NumericEquals':{'a':'x'}}}}; a Numeric condition's value is a number",
                "{'Statement':{ALLOW,'Condition':{'DateEquals':{'a':'soon'}}}}; a Date condition's value",
                "{'Statement':{ALLOW,'Condition':{'Bool':{'a':'maybe'}}}}; true or false",
                "{'Statement':{ALLOW,'Condition':{'Null':{'a':'maybe'}}}}; true or false",
                "{'Statement':{ALLOW,'Condition':{'IpAddress':{'a':'10.0.0.0/33'}}}}; more bits",
                "{'Statement':{ALLOW,'Condition':{'IpAddress':{'a':'example.com'}}}}; an IpAddress condition's value",
                "{'Statement':{ALLOW,'Condition':{'ArnLike':{'a':'x'}}}}; begins with arn:",
                "{'Version':'2012-10-17','Statement':{ALLOW,'Condition':{'StringLike':{'a':'${aws:Nonsense}'}}}}; policy variable ${aws:Nonsense} is not supported",
                "{'Version':'2012-10-17','Statement':{ALLOW,'Condition':{'StringLike':{'a':'${aws:username'}}}}; a policy variable is not closed"
            })
    void whatIsNotAPolicyIsRefusedWithTheReason(String json, String reason) {
        assertThatExceptionOfType(PolicySyntaxException.class)
                .isThrownBy(() -> read(json.replace("ALLOW", ALLOW)))
                .withMessageContaining(reason);
    }

    @Test
    void anIdentitysPolicyHasNoPrincipals() {
        String json = ("{'Statement':{" + ALLOW + "}}").replace('\'', '"');

        assertThatExceptionOfType(PolicySyntaxException.class)
                .isThrownBy(() -> PolicyDocument.ofIdentity(json))
                .withMessage("statement 1: an identity's policy has no principals");
    }

    @Test
    void sizeAndDepthAreBounded() {
        String padding = " ".repeat(PolicyDocument.MAX_CHARS);
        String deep = "[".repeat(20) + "]".repeat(20);

        assertThatExceptionOfType(PolicySyntaxException.class)
                .isThrownBy(() -> read(padding + "{}"))
                .withMessage("a policy has at most 30720 characters");
        assertThatExceptionOfType(PolicySyntaxException.class)
                .isThrownBy(() -> read("{'Statement':" + deep + "}"))
                .withMessageContaining("nested at most 10 deep");
    }

    @Property
    void noTextMakesTheReaderFailOtherwise(
            @ForAll
                    @Chars({'{', '}', '[', ']', '"', ':', ',', '*', '$', 'A', 'W', 'S', '1', '\\', '\u0000'})
                    @StringLength(max = 40)
                    String text) {
        try {
            assertThat(PolicyDocument.ofResource(text).statementIds()).isEmpty();
        } catch (PolicySyntaxException e) {
            assertThat(e).hasMessageNotContaining("Exception");
        }
    }
}
