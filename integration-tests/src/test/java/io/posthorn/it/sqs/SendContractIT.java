package io.posthorn.it.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.posthorn.it.Counts;
import io.posthorn.it.endpoint.Installation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/** Behaviours 32 to 35 of the contract: what may be sent. */
@Contract
class SendContractIT {
    private static final int MEBIBYTE = 1_048_576;

    private final Tenant tenant;

    SendContractIT(Installation installation) {
        this.tenant = new Tenant(installation.first());
    }

    @AfterAll
    void close() {
        tenant.close();
    }

    @Test
    void behaviour32SizesAreBytesOfUtf8WithAttributesAndWithoutTheTraceHeader() {
        String queue = tenant.queue(Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1024"));
        String exact = "€".repeat(341) + "a";
        MessageSystemAttributeValue trace = MessageSystemAttributeValue.builder()
                .dataType("String")
                .stringValue("Root=1-" + "0".repeat(500))
                .build();
        Refusal tooLong =
                Refusal.invalid("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.");

        tenant.sqs()
                .sendMessage(r -> r.queueUrl(queue)
                        .messageBody(exact)
                        .messageSystemAttributes(Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, trace)));

        assertThat(Refusal.of(() -> tenant.sendOne(queue, exact + "a"))).isEqualTo(tooLong);
        // Name, type and value: 3 + 6 + 1 bytes.
        Map<String, MessageAttributeValue> ten = Map.of("key", text("v"));
        assertThat(Refusal.of(() -> tenant.sqs()
                        .sendMessage(r ->
                                r.queueUrl(queue).messageBody("x".repeat(1015)).messageAttributes(ten))))
                .isEqualTo(tooLong);
        tenant.sqs()
                .sendMessage(
                        r -> r.queueUrl(queue).messageBody("x".repeat(1014)).messageAttributes(ten));
        assertThat(tenant.counts(queue)).isEqualTo(new Counts(2, 0, 0));
    }

    @Test
    void behaviour32AnEntryThatIsTooLongFailsAloneAndABatchThatIsTooLongFailsWhole() {
        String queue = tenant.queue(Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1024"));

        SendMessageBatchResponse answer = batch(queue, entry("long", "x".repeat(1025)), entry("short", "x"));

        assertThat(ids(answer)).containsExactly("short");
        assertThat(answer.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.id()).isEqualTo("long");
            assertThat(failed.code()).isEqualTo("InvalidParameterValue");
            assertThat(failed.senderFault()).isTrue();
            assertThat(failed.message())
                    .endsWith("cannot be validated. Reason: Message must be shorter than 1024 bytes.");
        });
        assertThat(Refusal.of(() -> batch(queue, entry("a", "x".repeat(MEBIBYTE)), entry("b", "x")))
                        .code())
                .isEqualTo("AWS.SimpleQueueService.BatchRequestTooLong");
        assertThat(tenant.counts(queue)).isEqualTo(new Counts(1, 0, 0));
    }

    @Test
    void behaviour33ACharacterThatXmlHasNotIsRefusedAndFailsItsEntryOnly() {
        String queue = tenant.queue();
        String bad = "a\u0001b";

        Refusal single = Refusal.of(() -> tenant.sendOne(queue, bad));
        assertThat(single.message()).startsWith("Invalid characters found. Valid unicode characters are #x9 ");
        assertThat(single.withoutMessage())
                .isEqualTo(new Refusal(InvalidMessageContentsException.class, "InvalidMessageContents", 400, ""));

        SendMessageBatchResponse answer = batch(queue, entry("bad", bad), entry("good", "ab"));
        assertThat(ids(answer)).containsExactly("good");
        assertThat(answer.failed())
                .extracting(BatchResultErrorEntry::id, BatchResultErrorEntry::code, BatchResultErrorEntry::senderFault)
                .containsExactly(tuple("bad", "InvalidMessageContents", true));

        assertThat(Refusal.of(() -> tenant.sqs()
                                .sendMessage(r ->
                                        r.queueUrl(queue).messageBody("x").messageAttributes(Map.of("a", text(bad)))))
                        .code())
                .isEqualTo("InvalidParameterValue");
        assertThat(tenant.counts(queue)).isEqualTo(new Counts(1, 0, 0));
    }

    /** The SDK compares the MD5 of what it sent and of what it received. */
    @ParameterizedTest
    @ValueSource(strings = {"\r", "a\r\nb\n\rc", "\"'<>&]]>&#xD;&amp;\\", "  ", "\t\n", "\uD83D\uDCEF\uFFFD"})
    void behaviour33BodiesAndAttributesComeBackByteByByte(String text) {
        String queue = tenant.queue();

        tenant.sqs().sendMessage(r -> r.queueUrl(queue).messageBody(text).messageAttributes(Map.of("a", text(text))));
        Message received = tenant.receiveOne(queue, r -> r.messageAttributeNames("All"));

        assertThat(received.body()).isEqualTo(text);
        assertThat(received.messageAttributes()).isEqualTo(Map.of("a", text(text)));
    }

    @Test
    void behaviour34ABatchIsCheckedForNumberThenIdsThenDuplicatesThenSizeThenEntries() {
        String queue = tenant.queue();
        String half = "x".repeat(MEBIBYTE / 2 + 1);

        assertThat(codeOf(queue)).isEqualTo("EmptyBatchRequest");
        assertThat(codeOf(queue, repeated(11, entry("a b", "x".repeat(100_000)))))
                .isEqualTo("TooManyEntriesInBatchRequest");
        assertThat(codeOf(queue, repeated(2, entry("a b", half)))).isEqualTo("InvalidBatchEntryId");
        assertThat(codeOf(queue, repeated(2, entry("a", half)))).isEqualTo("BatchEntryIdsNotDistinct");
        assertThat(codeOf(queue, entry("a", half), entry("b", half + "\u0001"))).isEqualTo("BatchRequestTooLong");
        SendMessageBatchResponse answer = batch(queue, entry("b", "\u0001"));
        assertThat(answer.hasSuccessful()).isFalse();
        assertThat(answer.failed()).extracting(BatchResultErrorEntry::id).containsExactly("b");
        assertThat(tenant.counts(queue).total()).isZero();
    }

    @Test
    void behaviour35WhatIsEmptyIsMissingOrInvalid() {
        String queue = tenant.queue();

        assertThat(Refusal.of(() -> tenant.sendOne(queue, ""))).isEqualTo(Refusal.missing("MessageBody"));
        Refusal attribute = Refusal.of(() -> tenant.sqs()
                .sendMessage(r -> r.queueUrl(queue).messageBody("x").messageAttributes(Map.of("colour", text("")))));
        assertThat(attribute.code()).isEqualTo("InvalidParameterValue");
        assertThat(attribute.message()).contains("'colour'");
    }

    private SendMessageBatchResponse batch(String queue, SendMessageBatchRequestEntry... entries) {
        return tenant.sqs().sendMessageBatch(r -> r.queueUrl(queue).entries(entries));
    }

    private String codeOf(String queue, SendMessageBatchRequestEntry... entries) {
        Refusal refusal = Refusal.of(() -> batch(queue, entries));
        assertThat(refusal.status()).isEqualTo(400);
        return refusal.code().substring("AWS.SimpleQueueService.".length());
    }

    private static SendMessageBatchRequestEntry[] repeated(int times, SendMessageBatchRequestEntry entry) {
        SendMessageBatchRequestEntry[] entries = new SendMessageBatchRequestEntry[times];
        Arrays.fill(entries, entry);
        return entries;
    }

    private static List<String> ids(SendMessageBatchResponse answer) {
        return answer.successful().stream().map(SendMessageBatchResultEntry::id).toList();
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
