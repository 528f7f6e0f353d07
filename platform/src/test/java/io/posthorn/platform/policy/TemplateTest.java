package io.posthorn.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TemplateTest {
    @Property(tries = 3000)
    void wildcardsMatchAsARegularExpressionWould(
            @ForAll @Chars({'a', 'b', '*', '?'}) @StringLength(max = 8) String pattern,
            @ForAll @Chars({'a', 'b'}) @StringLength(max = 8) String text) {
        String expression = pattern.chars()
                .mapToObj(each -> each == '*' ? ".*" : each == '?' ? "." : Character.toString(each))
                .collect(Collectors.joining());

        assertThat(Template.pattern(pattern, false).matches(text)).isEqualTo(Pattern.matches(expression, text));
    }

    @Property
    void aLiteralMatchesItselfOnly(
            @ForAll @Chars({'a', '*', '?', '$', '{', '}'}) @StringLength(max = 8) String text,
            @ForAll @Chars({'a', '*', '?', '$', '{', '}'}) @StringLength(max = 8) String other) {
        assertThat(Template.literal(text, false).matches(text)).isTrue();
        assertThat(Template.literal(text, false).matches(other)).isEqualTo(text.equals(other));
    }

    @Test
    void hostilePatternsAreDoneInTime() {
        Template hostile = Template.pattern("*a".repeat(1000) + "b", false);

        assertThat(hostile.matches("a".repeat(30_000))).isFalse();
    }

    @Test
    void aDollarAloneIsNoVariable() {
        assertThatCode(() -> Template.pattern("a$b", true)).doesNotThrowAnyException();
        assertThat(Template.pattern("${$}{x}", true).matches("${x}")).isTrue();
    }
}
