package io.posthorn.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.bench.server.NullResponder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"single", "batch", "cycle", "cycle-batch"})
    void everyScenarioRunsWithoutAnErrorAgainstAnAnswerWithoutWork(String scenario) {
        int status = run(
                "--target null --warm-up 0 --duration 1 --connections 5 --threads 2 --queues 2 --scenario " + scenario);

        assertThat(status).isZero();
        assertThat(text(out)).startsWith(scenario).contains("messages/s").doesNotContain("ERRORS");
    }

    @Test
    void aBatchMayBeLargerThanAnyBufferIsAtFirst() {
        assertThat(run("--target null --warm-up 0 --duration 1 --connections 3 --scenario batch --body 65536"))
                .isZero();
        assertThat(text(out)).doesNotContain("ERRORS");
    }

    @Test
    void wrongAnswersAreCountedAndFailTheRun() {
        try (NullResponder single = NullResponder.start(1)) {
            int status = run("--target http://127.0.0.1:" + single.address().getPort()
                    + " --warm-up 0 --duration 1 --connections 2 --scenario batch");

            assertThat(status).isEqualTo(1);
            assertThat(text(out)).contains("ERRORS: ", "the first: 1 of 10 messages sent: {\"Successful\"");
        }
    }

    @Test
    void aTargetThatDoesNotListenIsOneLine() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(run("--target http://127.0.0.1:" + port + " --duration 1")).isEqualTo(1);
        assertThat(text(err)).startsWith("posthorn: ").hasLineCount(1);
    }

    @Test
    void aWrongCommandLineIsOneLineAndStatusTwo() {
        assertThat(run("--pairs none")).isEqualTo(2);
        assertThat(text(err)).isEqualTo("posthorn: --pairs is a number, not none; see ./posthorn bench --help\n");
    }

    @Test
    void helpNamesEveryScenario() {
        assertThat(run("--help")).isZero();
        assertThat(text(out)).contains("single, batch, cycle, cycle-batch");
    }

    private int run(String line) {
        return Benchmark.run(
                List.of(line.split(" ")),
                Map.of(),
                Clock.systemUTC(),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(UTF_8);
    }
}
