package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/** The tests in {@code src/test/python}: boto3 in JSON and in query, and the aws CLI. Each is reported on its own. */
@BlackBox
@Isolated
class Boto3IT {
    /** {@code true}: the tests fail, and are not skipped, where python3, boto3 or pytest is missing. */
    private static final String REQUIRED = "POSTHORN_REQUIRE_BOTO3";

    private static final long LIMIT_SECONDS = 600;
    private static final Path FOLDER = Path.of("target", "pytest");

    private final Installation installation;

    Boto3IT(Installation installation) {
        this.installation = installation;
    }

    @TestFactory
    Stream<DynamicTest> pytest() throws IOException, InterruptedException {
        requirePytest();
        Path report = Files.createDirectories(FOLDER).resolve("report.xml");
        Files.deleteIfExists(report);
        Path output = FOLDER.resolve("pytest.log");
        // Failures are in the report, one test each; what else goes wrong is in the output.
        int status = run(
                output, "-m", "pytest", "src/test/python", "--quiet", "-p", "no:cacheprovider", "--junitxml=" + report);
        assertThat(status).as(() -> "pytest\n" + read(output)).isIn(0, 1);
        List<PytestReport.Case> cases = PytestReport.read(report).cases();
        assertThat(cases).as(() -> "pytest\n" + read(output)).isNotEmpty();
        return cases.stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> tell(each)));
    }

    private static void tell(PytestReport.Case each) {
        switch (each.result()) {
            case PytestReport.Result.Passed() -> {}
            case PytestReport.Result.Skipped(String reason) -> abort(reason);
            case PytestReport.Result.Failed(String message, String detail) ->
                throw new AssertionError(each.name() + ": " + message + '\n' + detail);
        }
    }

    private void requirePytest() throws IOException, InterruptedException {
        Path output = Files.createDirectories(FOLDER).resolve("python.log");
        String missing;
        try {
            missing = run(output, "-c", "import boto3, pytest") == 0
                    ? ""
                    : read(output).strip();
        } catch (IOException e) {
            missing = String.valueOf(e.getMessage());
        }
        if (missing.isEmpty()) {
            return;
        }
        String message = "python3 with boto3 and pytest is needed ("
                + missing.lines().toList().getLast() + ')';
        if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
            throw new AssertionError(message);
        }
        abort(message + "; " + REQUIRED + "=true makes this a failure");
    }

    private int run(Path output, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        Endpoint first = installation.first();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("AWS_"));
        builder.environment()
                .putAll(Map.of(
                        "PYTHONDONTWRITEBYTECODE",
                        "1",
                        "AWS_CONFIG_FILE",
                        "/dev/null",
                        "AWS_SHARED_CREDENTIALS_FILE",
                        "/dev/null",
                        Installation.ENDPOINT,
                        first.uri().toString(),
                        Installation.REGION,
                        first.region(),
                        Installation.ACCOUNTS,
                        written(first) + ',' + written(installation.second())));
        Process python = builder.start();
        if (!python.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            python.destroyForcibly();
            throw new AssertionError("python3 did not end within " + LIMIT_SECONDS + " s\n" + read(output));
        }
        return python.exitValue();
    }

    private static String written(Endpoint endpoint) {
        return endpoint.account() + ':' + endpoint.accessKeyId() + ':' + endpoint.secret();
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "no output: " + e.getMessage();
        }
    }
}
