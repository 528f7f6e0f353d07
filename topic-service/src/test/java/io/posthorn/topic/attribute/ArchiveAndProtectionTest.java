package io.posthorn.topic.attribute;

import static io.posthorn.topic.attribute.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchiveAndProtectionTest {
    private static final String POLICY =
            "{'Name':'cards','Description':'none','Version':'2021-06-01','Statement':[{'Sid':'one',"
                    + "'DataDirection':'Inbound','Principal':['*'],"
                    + "'DataIdentifier':['arn:aws:dataprotection::aws:data-identifier/CreditCardNumber'],"
                    + "'Operation':{'Deny':{}}}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"'1'|1", "'365'|365", "30|30"})
    void anArchiveKeepsMessagesForDays(String period, int days) {
        assertThat(ArchivePolicy.parse(AttributeCall.CHANGE, json("{'MessageRetentionPeriod':" + period + "}")))
                .isEqualTo(new ArchivePolicy(days));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'MessageRetentionPeriod':'0'}|MessageRetentionPeriod must be between 1 and 365",
                "{'MessageRetentionPeriod':'366'}|MessageRetentionPeriod must be between 1 and 365",
                "{'MessageRetentionPeriod':'month'}|MessageRetentionPeriod must be a number of days",
                "{'MessageRetentionPeriod':1.5}|MessageRetentionPeriod must be a string",
                "{'MessageRetentionPeriod':null}|MessageRetentionPeriod must be a number of days",
                "{'Days':'1'}|unexpected JSON member: Days",
                "30|failed to parse JSON."
            })
    void whatIsNoArchiveIsRefused(String policy, String reason) {
        assertInvalid(() -> ArchivePolicy.parse(AttributeCall.CHANGE, json(policy)), "ArchivePolicy: " + reason);
    }

    @Test
    void anArchivePolicyHoldsItsRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ArchivePolicy(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ArchivePolicy(366));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'Deny':{}|'Deny':{}",
                "'Deny':{}|'Audit':{'SampleRate':'99','FindingsDestination':{}}",
                "'Deny':{}|'Deidentify':{'MaskConfig':{'MaskWithCharacter':'#'}}",
                "'Inbound'|'Outbound'",
                "['*']|'*'",
                "'Principal'|'NotPrincipal'"
            })
    void aDataProtectionPolicyIsKeptAsItIs(String part, String instead) {
        String policy = json(POLICY.replace(part, instead));
        assertThat(DataProtectionPolicy.checked(policy)).isSameAs(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'Name':'cards'|'Name':''|Name must be specified",
                "'Name':'cards',|~~|Name must be specified",
                "2021-06-01|2012-10-17|Version must be 2021-06-01",
                "'Description':'none'|'Title':'none'|a policy has no element Title",
                "'Description':'none'|'Configuration':[]|Configuration must be an object",
                "'Inbound'|'Sideways'|DataDirection must be Inbound or Outbound",
                "'Sid':'one'|'Id':'one'|a statement has no element Id",
                "'Sid':'one'|'NotPrincipal':['*']|a statement has either Principal or NotPrincipal",
                "'Principal':['*'],|~~|a statement has either Principal or NotPrincipal",
                "['*']|[]|Principal must not be empty",
                "['*']|[1]|Principal must hold texts",
                "['arn:aws:dataprotection::aws:data-identifier/CreditCardNumber']|'card'|DataIdentifier must be a list",
                "'Deny':{}|'Deny':{},'Audit':{}|Operation must be one of Deny, Deidentify and Audit",
                "'Deny':{}|'Allow':{}|Operation must be one of Deny, Deidentify and Audit",
                "'Deny':{}|~~|Operation must be one of Deny, Deidentify and Audit",
                "'Deny':{}|'Deny':true|an Operation's value must be an object"
            })
    void whatIsNoDataProtectionPolicyIsRefused(String part, String instead, String reason) {
        assertInvalid(
                () -> DataProtectionPolicy.checked(json(POLICY.replace(part, instead))),
                "DataProtectionPolicy Reason: " + reason);
    }

    @Test
    void aDataProtectionPolicyIsAnObjectOfSomeSize() {
        assertThat(DataProtectionPolicy.checked("")).isEmpty();
        assertInvalid(
                () -> DataProtectionPolicy.checked("[]"), "DataProtectionPolicy Reason: a policy is a JSON object");
        String longest = json(POLICY) + " ".repeat(30_720 - POLICY.length());
        assertThat(DataProtectionPolicy.checked(longest)).hasSize(30_720);
        assertInvalid(
                () -> DataProtectionPolicy.checked(longest + " "),
                "DataProtectionPolicy Reason: a policy has at most 30720 characters");
        assertInvalid(
                () -> DataProtectionPolicy.checked("{\"Name\":\"a\",\"Version\":\"2021-06-01\",\"Statement\":[]}"),
                "DataProtectionPolicy Reason: Statement must be a list that is not empty");
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }
}
