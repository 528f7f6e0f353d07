package io.posthorn.platform.arn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.posthorn.platform.AccountId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArnTest {
    @Test
    void amazonNamesHaveSixParts() {
        Arn arn = Arn.parse("arn:aws:sqs:eu-west-1:123456789012:orders.fifo");

        assertThat(arn).isEqualTo(Arn.sqs("eu-west-1", new AccountId("123456789012"), "orders.fifo"));
        assertThat(arn.owner()).isEqualTo(new AccountId("123456789012"));
        assertThat(arn).hasToString("arn:aws:sqs:eu-west-1:123456789012:orders.fifo");
    }

    @Test
    void yandexNamesBelongToAFolder() {
        Arn arn = Arn.parse("yrn:yc:ymq:ru-central1:b1gfolder:orders");

        assertThat(arn).isEqualTo(Arn.ymq("ru-central1", new AccountId("b1gfolder"), "orders"));
        assertThat(arn).hasToString("yrn:yc:ymq:ru-central1:b1gfolder:orders");
    }

    @Test
    void theResourceIsKeptVerbatim() {
        Arn arn = Arn.parse("arn:aws:sns:us-east-1:123456789012:alerts:6b0e71bd-7e97-4d97-80ce-4a0994e55286");

        assertThat(arn.resource()).isEqualTo("alerts:6b0e71bd-7e97-4d97-80ce-4a0994e55286");
    }

    @Test
    void regionAndAccountMayBeEmpty() {
        assertThat(Arn.parse("arn:aws:iam::123456789012:user/alice").region()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arn.parse("arn:aws:s3:::bucket").owner());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                "arn:aws:sqs:eu-west-1:123456789012",
                "arn:aws:sqs:eu-west-1:123456789012:",
                "urn:aws:sqs:eu-west-1:123456789012:orders",
                "ARN:aws:sqs:eu-west-1:123456789012:orders",
                "arn::sqs:eu-west-1:123456789012:orders",
                "arn:aws::eu-west-1:123456789012:orders",
                "arn:aws:sqs:eu west:123456789012:orders",
                "arn:aws:sqs:eu-west-1:12345/6789012:orders",
                "arn:aws:sqs:eu-west-1:123456789012:or\nders"
            })
    void whatIsNotAnArnIsRefusedWithoutRepeatingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arn.parse(text))
                .withMessageStartingWith("an ARN")
                .withMessageNotContaining("orders");
    }

    @Test
    void namesPastTheLimitAreRefused() {
        String prefix = "arn:aws:sqs:eu-west-1:123456789012:";

        assertThat(Arn.parse(prefix + "x".repeat(Arn.MAX_LENGTH - prefix.length())))
                .isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arn.parse(prefix + "x".repeat(Arn.MAX_LENGTH - prefix.length() + 1)));
    }

    @Property
    void whatIsPrintedParsesToTheSame(
            @ForAll @AlphaChars @NumericChars @StringLength(max = 20) String region,
            @ForAll @NumericChars @StringLength(max = 16) String account,
            @ForAll @AlphaChars @Chars({':', '/', '*', '.', 'é'}) @StringLength(min = 1, max = 40) String resource) {
        Arn arn = new Arn("arn", "aws", "sns", region, account, resource);

        assertThat(Arn.parse(arn.toString())).isEqualTo(arn);
    }
}
