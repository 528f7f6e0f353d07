package io.posthorn.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionPatternTest {
    @ParameterizedTest
    @CsvSource({
        "sns:Publish,SNS:publish,true",
        "sns:*,sns:Publish,true",
        "sns:Get?opicAttributes,sns:GetTopicAttributes,true",
        "sns:Get*,sns:Publish,false",
        "sqs:*,sns:Publish,false"
    })
    void namesActionsByWildcards(String pattern, String action, boolean named) {
        assertThat(new ActionPattern(pattern).matches(action)).isEqualTo(named);
    }

    /** A backtracking matcher would not come back in a lifetime. */
    @Test
    @Timeout(60)
    void aPatternOfManyWildcardsIsMatchedAtOnce() {
        assertThat(new ActionPattern("sns:" + "*a".repeat(10_000) + "b").matches("sns:getsubscriptionattributes"))
                .isFalse();
    }
}
