package io.posthorn.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.bench.http.Body;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final String SENT = "{\"MD5OfMessageBody\":\"m\",\"MessageId\":\"i\"}";

    @Test
    void aSingleSendIsARoundAndNoTwoBodiesAreTheSame() throws RefusedException {
        Script script = script(Scenario.SINGLE);
        String first = request(script);

        assertThat(take(script, SENT)).isTrue();
        assertThat(first)
                .contains("X-Amz-Target: AmazonSQS.SendMessage\r\n", "{\"QueueUrl\":\"http://h/q\",\"MessageBody\":\"")
                .endsWith("000000000001\"}");
        assertThat(request(script)).endsWith("000000000002\"}");
        assertThat(first.substring(first.indexOf("MessageBody") + 14, first.length() - 2))
                .hasSize(256);
    }

    @Test
    void aBatchOfTenIsWrongUnlessAllTenAreSent() throws RefusedException {
        Script script = script(Scenario.BATCH);

        assertThat(request(script)).contains("{\"Id\":\"0\",\"MessageBody\":\"", "{\"Id\":\"9\",\"MessageBody\":\"");
        assertThat(take(script, list("Successful", 10, "Id", "MessageId"))).isTrue();
        assertThatThrownBy(() -> take(script, list("Successful", 9, "Id", "MessageId")))
                .hasMessage("9 of 10 messages sent");
    }

    @Test
    void aCycleSendsReceivesAndDeletes() throws RefusedException {
        Script script = script(Scenario.CYCLE);

        assertThat(request(script)).contains("AmazonSQS.SendMessage\r\n");
        assertThat(take(script, SENT)).isFalse();
        assertThat(request(script)).endsWith("{\"QueueUrl\":\"http://h/q\",\"MaxNumberOfMessages\":1}");
        assertThat(take(script, list("Messages", 1, "ReceiptHandle"))).isFalse();
        assertThat(request(script))
                .contains("AmazonSQS.DeleteMessage\r\n")
                .endsWith("{\"QueueUrl\":\"http://h/q\",\"ReceiptHandle\":\"ReceiptHandle-0\"}");
        assertThat(take(script, "")).isTrue();
        assertThat(request(script)).contains("AmazonSQS.SendMessage\r\n");
    }

    @Test
    void anEmptyReceiveIsAskedAgain() throws RefusedException {
        Script script = script(Scenario.CYCLE);
        take(script, SENT);

        assertThat(take(script, "{}")).isFalse();

        assertThat(request(script)).contains("AmazonSQS.ReceiveMessage\r\n");
    }

    @Test
    void aBatchCycleGoesOnUntilAsManyAreDeletedAsWereSent() throws RefusedException {
        Script script = script(Scenario.CYCLE_BATCH);
        take(script, list("Successful", 10, "Id", "MessageId"));
        take(script, list("Messages", 4, "ReceiptHandle"));
        assertThat(request(script)).contains("AmazonSQS.DeleteMessageBatch\r\n").doesNotContain("ReceiptHandle-4");

        assertThat(take(script, list("Successful", 4, "Id"))).isFalse();

        assertThat(request(script)).endsWith("\"MaxNumberOfMessages\":6}");
        take(script, list("Messages", 6, "ReceiptHandle"));
        assertThat(take(script, list("Successful", 6, "Id"))).isTrue();
    }

    @Test
    void aDeleteThatFailsInPartIsWrong() throws RefusedException {
        Script script = script(Scenario.CYCLE_BATCH);
        take(script, list("Successful", 10, "Id", "MessageId"));
        take(script, list("Messages", 10, "ReceiptHandle"));
        String partly = list("Successful", 9, "Id") + list("Failed", 1, "Id", "Code");

        assertThatThrownBy(() -> take(script, partly)).hasMessage("not all of 10 messages deleted");
    }

    @Test
    void anErrorIsWrongInEveryStepAndARestartSendsAgain() throws RefusedException {
        Script script = script(Scenario.CYCLE);
        assertThatThrownBy(() -> script.take(503, Body.of("{}"))).hasMessage("status 503");
        take(script, SENT);
        assertThatThrownBy(() -> script.take(403, Body.of("{}"))).hasMessage("status 403");

        script.restart();

        assertThat(request(script)).contains("AmazonSQS.SendMessage\r\n");
    }

    private static Script script(Scenario scenario) {
        MessageBodies bodies = new MessageBodies(256, new SplittableRandom(1));
        return Script.of(scenario, new QueueCalls("h", "http://h/q", bodies, null));
    }

    private static String request(Script script) {
        return UTF_8.decode(script.next()).toString();
    }

    private static boolean take(Script script, String body) throws RefusedException {
        return script.take(200, Body.of(body));
    }

    private static String list(String name, int count, String... members) {
        return IntStream.range(0, count)
                .mapToObj(i -> IntStream.range(0, members.length)
                        .mapToObj(m -> '"' + members[m] + "\":\"" + members[m] + '-' + i + '"')
                        .collect(Collectors.joining(",")))
                .collect(Collectors.joining("},{", "{\"" + name + "\":[{", "}]}"));
    }
}
