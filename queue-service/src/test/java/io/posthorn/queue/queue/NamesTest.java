package io.posthorn.queue.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.queue.state.MessageId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and ARNs. */
class NamesTest {
    private static final QueueKey KEY =
            new QueueKey(new AccountId("111111111111"), "eu-west-1", new QueueName("jobs.fifo"));

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-b_9", "jobs.fifo", "-", "_"})
    void acceptsNames(String name) {
        assertThat(QueueName.parse(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".fifo", "a.b", "a.fifo.fifo", "a b", "é", "jobs.FIFO", "a\n"})
    void refusesNames(String name) {
        assertThat(QueueName.parse(name)).isEmpty();
    }

    @Test
    void countsTheSuffixInTheLength() {
        assertThat(QueueName.parse("a".repeat(80))).isPresent();
        assertThat(QueueName.parse("a".repeat(81))).isEmpty();
        assertThat(QueueName.parse("a".repeat(75) + ".fifo")).isPresent();
        assertThat(QueueName.parse("a".repeat(76) + ".fifo")).isEmpty();
    }

    @Property
    void everyBeginningOfANameIsAPrefixAndNothingElse(
            @ForAll @StringLength(max = 8) @Chars({'a', 'Z', '9', '-', '_', '.', ' ', '\0', '%'}) String text) {
        assertThat(QueueName.isPrefix(text)).isEqualTo(text.matches("[A-Za-z0-9_.-]*"));
        assertThat(QueueName.isPrefix("a".repeat(80))).isTrue();
        assertThat(QueueName.isPrefix("a".repeat(81))).isFalse();
    }

    @Property
    void takesJustTheNamesOfTheDocumentedForm(
            @ForAll @StringLength(max = 8) @Chars({'a', 'Z', '9', '-', '_', '.', 'f', 'i', 'o', ' '}) String start,
            @ForAll boolean suffix) {
        String name = suffix ? start + ".fifo" : start;

        assertThat(QueueName.parse(name).isPresent()).isEqualTo(name.matches("[A-Za-z0-9_-]+(\\.fifo)?"));
    }

    @Test
    void tellsFifoByItsName() {
        assertThat(KEY.name().isFifo()).isTrue();
        assertThat(new QueueName("fifo").isFifo()).isFalse();
    }

    @Test
    void writesArnsInTheDialect() {
        assertThat(QueueArn.of(Dialect.AWS, KEY)).isEqualTo("arn:aws:sqs:eu-west-1:111111111111:jobs.fifo");
        assertThat(QueueArn.of(Dialect.YANDEX, KEY)).isEqualTo("yrn:yc:ymq:eu-west-1:111111111111:jobs.fifo");
    }

    @Test
    void readsArnsOfBothFamilies() {
        assertThat(QueueArn.parse("arn:aws:sqs:eu-west-1:111111111111:jobs.fifo"))
                .hasValue(KEY);
        assertThat(QueueArn.parse("yrn:yc:ymq:eu-west-1:111111111111:jobs.fifo"))
                .hasValue(KEY);
        assertThat(QueueArn.parse("yrn:ya:sqs:eu-west-1:111111111111:jobs.fifo"))
                .hasValue(KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dummy",
                "arn:aws:sns:eu-west-1:111111111111:jobs",
                "arn:aws:sqs:eu-west-1:111111111111:a b",
                "arn:aws:sqs::111111111111:jobs",
                "arn:aws:sqs:eu-west-1:111111111111:jobs:x"
            })
    void findsNoQueueInOtherArns(String arn) {
        assertThat(QueueArn.parse(arn)).isEmpty();
    }

    @Test
    void writesMessageIdsInTheDialect() {
        MessageId id = new MessageId(0xcddcbbe4_b0571f5cL, 0xd7b94ce4_00173ef3L);

        assertThat(Dialect.AWS.messageId(id)).isEqualTo("cddcbbe4-b057-1f5c-d7b9-4ce400173ef3");
        assertThat(Dialect.YANDEX.messageId(id)).isEqualTo("cddcbbe4-b0571f5c-d7b94ce4-173ef3");
    }
}
