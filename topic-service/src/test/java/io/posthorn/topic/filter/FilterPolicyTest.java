package io.posthorn.topic.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What policies are refused, and in which words: those of the service where they were recorded. */
class FilterPolicyTest {
    private static final String TOO_COMPLEX = "Invalid parameter: FilterPolicy: Filter policy is too complex";
    private static final String TOO_MANY_KEYS =
            "Invalid parameter: FilterPolicy: Filter policy can not have more than 5 keys";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'key':[['value']]}|Match value must be String, number, true, false, or null|10",
                "{'key':[{'wrong-operator':true}]}|Unrecognized match type wrong-operator|31",
                "{'key':[{'suffix':'value','prefix':'value2'}]}|Only one key allowed in match expression|37",
                "{'key':[{'suffix':100}]}|suffix match pattern must be a string|22",
                "{'key':[{'suffix':null}]}|suffix match pattern must be a string|23",
                "{'key':[{'suffix':[]}]}|suffix match pattern must be a string|20",
                "{'key':[{'suffix':['test','test2']}]}|suffix match pattern must be a string|20",
                "{'key':{'suffix':'value'}}|'suffix' must be an object or an array|19",
                "{'key':{'suffix':'value','prefix':'value'}}|'suffix' must be an object or an array|19",
                "{'key':{'not-an-operator':'value'}}|'not-an-operator' must be an object or an array|28",
                "{'key_a':'value_one'}|'key_a' must be an object or an array|11",
                "{'key':[{'numeric':[]}]}|Invalid member in numeric match: ]|22",
                "{'key':[{'numeric':['operator']}]}|Unrecognized numeric range operator: operator|32",
                "{'key':[{'numeric':[1,'<=']}]}|Invalid member in numeric match: 1|22",
                "{'key':[{'numeric':['=','000']}]}|Value of equals must be numeric|26",
                "{'key':[{'numeric':['>=']}]}|Value of >= must be numeric|26",
                "{'key':[{'numeric':['<',100,'>',10]}]}|Too many elements in numeric expression|30",
                "{'key':[{'numeric':['>=',1,'>',2]}]}|Bad numeric range operator: >|31",
                "{'key':[{'numeric':['>',3,'<',1]}]}|Bottom must be less than top|33",
                "{'key':[{'numeric':['>',20,'<=']}]}|Value of <= must be numeric|33",
                "{'key':[{'numeric':['>',20,30]}]}|Bad value in numeric range: 30|30",
                "{'key':[{'numeric':['>',20,'test']}]}|Bad numeric range operator: test|34",
                "{'key':[{'numeric':['>','20','<','30']}]}|Value of > must be numeric|26",
                "{'key':[{'numeric':['>',20,'<','30']}]}|Value of < must be numeric|33",
                "{'key':[{'numeric':['>',20,'<',30,'<',50]}]}|Too many terms in numeric range expression|36",
                "{'key':[{'exists':null}]}|exists match pattern must be either true or false.|23",
                "{'key':[{'exists':'no'}]}|exists match pattern must be either true or false.|20",
                "{'key':[]}|Empty arrays are not allowed|10",
                "{'key':[{}]}|Match expression name not found|11",
                "{'key':[{'wildcard':'a**b'}]}|Consecutive wildcard characters at pos 2|27",
                "{'key':[{'wildcard':'a\\\\b'}]}|Invalid escape character at pos 2|27",
                "{'key':[{'anything-but':{'cidr':'10.0.0.0/8'}}]}|Unsupported anything-but pattern: cidr|34",
                "{'key':[{'anything-but':{'exists':true}}]}|Unsupported anything-but pattern: exists|39",
                "{'$or':[{'a':[1]}]}|There must have at least 2 Objects in $or relationship.|19",
                "{'$or':[{'a':[1]},2]}|Only JSON object is allowed in array of $or relationship.|20",
                "{'$or':{'a':[1]}}|It must be an Array followed with $or.|9",
                "{'$or':[{'numeric':[1]},{'a':[1]}]}|numeric is Ruler reserved fieldName which cannot be used inside $or."
                        + "|21",
                "[]|Filter is not an object|2",
                "{'a':|Unexpected end-of-input within/between Object entries|6",
            })
    void aPolicyThatIsNoRuleIsRefusedWithTheEnginesTextAndPlace(String policy, String text, int column) {
        String json = policy.replace('\'', '"');

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> FilterPolicy.parse(json, FilterScope.MESSAGE_BODY))
                .withMessage("Invalid parameter: FilterPolicy: " + text.replace('\'', '"') + "\n at [Source: (String)\""
                        + json + "\"; line: 1, column: " + column + "]")
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(SnsErrors.INVALID_PARAMETER));
    }

    @Test
    void anythingAfterThePolicyIsRefused() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> FilterPolicy.parse("{\"a\":[1]} {}", FilterScope.MESSAGE_BODY))
                .withMessageStartingWith("Invalid parameter: FilterPolicy: Trailing token");
    }

    @Test
    void aLongPolicyIsShownInItsErrorOnlyAtItsBeginning() {
        String json = "{\"key\":[\"" + "x".repeat(1000) + "\",{}]}";

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> FilterPolicy.parse(json, FilterScope.MESSAGE_BODY))
                .withMessageContaining(json.substring(0, 500) + "\"[truncated " + (json.length() - 500) + " chars]")
                .satisfies(refusal -> assertThat(refusal.text()).hasSizeLessThan(700));
    }

    @Test
    void whoSubscribesGetsItsOwnWords() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> FilterPolicy.parse(
                        "{\"a\":{\"b\":[1]}}",
                        FilterScope.MESSAGE_ATTRIBUTES,
                        reason -> SnsErrors.invalid("Attributes", reason)))
                .withMessage(
                        "Invalid parameter: Attributes Reason: Filter policy scope MessageAttributes does not support"
                                + " nested filter policy");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> FilterScope.parse("Body", reason -> SnsErrors.invalid("Attributes", reason)))
                .withMessage("Invalid parameter: Attributes Reason: FilterPolicyScope: Invalid value [Body]. Please use"
                        + " either MessageBody or MessageAttributes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'a':{'b':[1]}}", "{'$or':[{'a':{'b':[1]}},{'c':[1]}]}"})
    void nestedPoliciesAreForTheBodyOnly(String policy) {
        String json = policy.replace('\'', '"');

        assertThatNoException().isThrownBy(() -> FilterPolicy.parse(json, FilterScope.MESSAGE_BODY));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> FilterPolicy.parse(json, FilterScope.MESSAGE_ATTRIBUTES))
                .withMessage("Invalid parameter: Filter policy scope MessageAttributes does not support nested filter"
                        + " policy");
    }

    @Test
    void scopesAreNamedAsOnTheWire() {
        for (FilterScope scope : FilterScope.values()) {
            assertThat(FilterScope.parse(scope.wireName())).isEqualTo(scope);
        }
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> FilterScope.parse("messagebody"))
                .withMessage("Invalid parameter: FilterPolicyScope: Invalid value [messagebody]. Please use either"
                        + " MessageBody or MessageAttributes");
    }

    @Test
    void fiveKeysAreEnough() {
        accepts(keys(5));
        refuses(keys(6), TOO_MANY_KEYS);
        // What keys are nested in is not counted, the keys that hold values are
        accepts("{'n':{'a':[1],'b':[1],'c':[1]},'d':[1],'e':[1]}");
        refuses(
                "{'state':['SUCCESS'],'severity':[{'exists':true}],'message':[{'exists':true}],'finding':"
                        + "{'standard_control':[{'exists':true}],'region':[{'exists':true}],'account':[{'exists':true}]}}",
                TOO_MANY_KEYS);
        // Alternatives share their keys
        accepts("{'a':[1],'b':[1],'c':[1],'$or':[{'d':[1],'e':[1]},{'d':[2],'e':[2]}]}");
        refuses("{'a':[1],'b':[1],'c':[1],'d':[1],'$or':[{'e':[1]},{'f':[1]}]}", TOO_MANY_KEYS);
    }

    @Test
    void combinationsAreLimited() {
        accepts("{'a':" + values(150) + "}");
        refuses("{'a':" + values(151) + "}", TOO_COMPLEX);
        accepts("{'a':" + values(15) + ",'b':" + values(10) + "}");
        refuses("{'a':" + values(19) + ",'b':" + values(8) + "}", TOO_COMPLEX);
        // A key counts as many times as it is deep
        accepts("{'n':{'a':" + values(75) + "}}");
        refuses("{'n':{'a':" + values(76) + "}}", TOO_COMPLEX);
        assertThat(shape("{'key_a':{'key_b':{'key_c':" + values(4) + "}},'key_d':{'key_e':" + values(3) + "}}"))
                .isEqualTo(72);
    }

    @Test
    void alternativesAreSummedUp() {
        assertThat(
                        shape(
                                "{'source':['aws.cloudwatch'],'$or':[{'metricName':['CPUUtilization','ReadLatency']},"
                                        + "{'metricType':['MetricType'],'$or':[{'metricId':[1234,4321]},{'spaceId':[1000,2000,3000]}]}]}"))
                .isEqualTo(7);
        accepts("{'$or':[{'a':" + values(75) + "},{'b':" + values(75) + "}]}");
        refuses("{'$or':[{'a':" + values(75) + "},{'b':" + values(76) + "}]}", TOO_COMPLEX);
    }

    @Test
    void alternativesWithoutEndAreRefusedBeforeTheyAreWrittenOut() {
        String policy = IntStream.range(0, 5_000)
                .mapToObj(i -> "'k" + i + "':{'$or':[{'a':[1]},{'b':[1]}]}")
                .collect(Collectors.joining(",", "{", "}"));

        refuses(policy, TOO_COMPLEX);
    }

    @Test
    void wildcardsAreLimited() {
        assertThat(PolicyShape.of(json("{'a':[{'wildcard':'*.txt'},{'wildcard':'log*'}]}"))
                        .wildcardPoints())
                .isEqualTo(4);
        assertThat(PolicyShape.of(json("{'a':[{'wildcard':'*a*'},'x',{'anything-but':{'wildcard':['*b*','c*']}}]}"))
                        .wildcardPoints())
                .isEqualTo((3 + 1 + 1) * 3);
        accepts("{'a':[" + wildcards(10) + "]}");
        refuses("{'a':[" + wildcards(11) + "]}", TOO_COMPLEX);
        accepts("{'a':[" + wildcards(7) + "],'b':[" + wildcards(7) + "]}");
        refuses("{'a':[" + wildcards(8) + "],'b':[" + wildcards(7) + "]}", TOO_COMPLEX);
        accepts("{'a':[{'wildcard':'*a*b*'}]}");
        refuses("{'a':[{'wildcard':'*a*b*c*'}]}", TOO_COMPLEX);
        refuses("{'a':[{'anything-but':{'wildcard':'*a*b*c*'}}]}", TOO_COMPLEX);
        accepts("{'a':[{'wildcard':'*a*b*\\\\*\\\\*'}]}");
    }

    @Test
    void comparedNumbersHaveARange() {
        String range = "Invalid parameter: FilterPolicy: Value must be between -1.0E9 and 1.0E9, inclusive";
        accepts("{'a':[{'numeric':['>=',-1000000000,'<=',1e9]}]}");
        refuses("{'a':[{'numeric':['=',1000000000.00001]}]}", range);
        refuses("{'a':[{'numeric':['>',-1000000001]}]}", range);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() ->
                        FilterPolicy.parse("{\"a\":[{\"numeric\":[\"<\",1e999999999]}]}", FilterScope.MESSAGE_BODY))
                .withMessageStartingWith("Invalid parameter: FilterPolicy: ");
        refuses("{'a':[{'anything-but':1e10}]}", range);
        refuses("{'a':[{'anything-but':[1,1e10]}]}", range);
        accepts("{'a':[{'numeric':['=',0.00001]}]}");
        // A larger number that is not compared but equal is an account's, say
        accepts("{'a':[123456789012]}");
    }

    @Test
    void aPolicyIsNotLongerThanItMayBe() {
        accepts("{'a':['" + "x".repeat(FilterPolicy.MAX_BYTES - 10) + "']}");
        refuses(
                "{'a':['" + "x".repeat(FilterPolicy.MAX_BYTES - 9) + "']}",
                "Invalid parameter: FilterPolicy: Filter policy is larger than 262144 bytes");
        refuses(
                "{'a':['" + "é".repeat(FilterPolicy.MAX_BYTES / 2) + "']}",
                "Invalid parameter: FilterPolicy: Filter policy is larger than 262144 bytes");
    }

    @Test
    void whatOperatorsCompareIsShortEnoughToBeCompiled() {
        accepts("{'a':[{'equals-ignore-case':'" + "x".repeat(PolicyShape.MAX_PATTERN_CHARACTERS) + "'}]}");
        refuses(
                "{'a':[{'equals-ignore-case':'" + "x".repeat(PolicyShape.MAX_PATTERN_CHARACTERS)
                        + "'},{'prefix':'y'}]}",
                "Invalid parameter: FilterPolicy: Filter policy is too complex");
    }

    @Test
    void aPolicyWeighsByItsValuesAndMoreByItsPatterns() {
        assertThat(FilterPolicy.weightOf("{\"a\":[\"xx\"]}")).isEqualTo(66);
        assertThat(FilterPolicy.weightOf("{\"a\":[{\"prefix\":\"xx\"}]}")).isEqualTo(76);
        assertThat(FilterPolicy.weightOf("{\"a\":[{\"anything-but\":{\"suffix\":[\"x\",\"y\"]}}]}"))
                .isEqualTo(76);
    }

    @Test
    void nothingTakesThePolicyAway() {
        assertThat(new String[] {"", "{}", " {\n} ", "\t"}).allMatch(FilterPolicy::removes);
        assertThat(new String[] {"{\"a\":[1]}", "[]", "null", "{}{}"}).noneMatch(FilterPolicy::removes);
    }

    @Test
    void aPolicyIsKeptAsItWasWritten() {
        String json = "{ \"a\" : [ 1 ] }";
        FilterPolicy policy = FilterPolicy.parse(json, FilterScope.MESSAGE_BODY);

        assertThat(policy.json()).isEqualTo(json);
        assertThat(policy.scope()).isEqualTo(FilterScope.MESSAGE_BODY);
        assertThat(policy)
                .isEqualTo(FilterPolicy.parse(json, FilterScope.MESSAGE_BODY))
                .hasSameHashCodeAs(FilterPolicy.parse(json, FilterScope.MESSAGE_BODY))
                .isNotEqualTo(FilterPolicy.parse(json, FilterScope.MESSAGE_ATTRIBUTES));
    }

    private static void accepts(String policy) {
        assertThatNoException()
                .isThrownBy(() -> FilterPolicy.parse(policy.replace('\'', '"'), FilterScope.MESSAGE_BODY));
    }

    private static void refuses(String policy, String text) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> FilterPolicy.parse(policy.replace('\'', '"'), FilterScope.MESSAGE_BODY))
                .withMessage(text);
    }

    private static long shape(String policy) {
        return PolicyShape.of(json(policy)).combinations();
    }

    private static JsonNode json(String policy) {
        return Json.read(policy);
    }

    private static String keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "'k" + i + "':[1]").collect(Collectors.joining(",", "{", "}"));
    }

    private static String values(int count) {
        return IntStream.range(0, count).mapToObj(i -> "'v" + i + "'").collect(Collectors.joining(",", "[", "]"));
    }

    private static String wildcards(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{'wildcard':'w" + i + "*'}")
                .collect(Collectors.joining(","));
    }
}
