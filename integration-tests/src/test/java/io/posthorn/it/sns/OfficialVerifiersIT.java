package io.posthorn.it.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.posthorn.it.Names;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.process.ProcessLogs;
import io.posthorn.it.process.StandaloneProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.messagemanager.sns.SnsMessageManager;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * What subscribers by HTTP get, as the verifiers that receivers use see it. They insist on the real service's host for the certificate;
 * only the fetch of it is led here, which in an installation the receivers' resolver does.
 */
@ExtendWith(ProcessLogs.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfficialVerifiersIT {
    private static final int NPM_SECONDS = 120;

    /** The validator asks {@code https}; what it asks for is had from here. */
    private static final String VALIDATE = """
            const http = require('http'), https = require('https'), fs = require('fs');
            https.get = (url, done) => http.get(process.argv[2] + new URL(url.href || url).pathname, done);
            const Validator = require('sns-validator');
            const validator = new Validator();
            const files = process.argv.slice(3);
            files.forEach(file => validator.validate(JSON.parse(fs.readFileSync(file)), failure => {
              console.log(file.replace(/.*[\\\\/]/, '') + ' ' + (failure ? failure.message : 'ok'));
            }));
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private StandaloneProcess standalone;
    private Endpoint endpoint;

    /** Three documents of each signature version, as they arrived. */
    private final List<HttpReceiver.Request> received = new ArrayList<>();

    @BeforeAll
    void receive() throws Exception {
        standalone = StandaloneProcess.start("verifiers", Map.of("posthorn.topic.signing.aws-hosts", "true"));
        endpoint = standalone.installation().first();
        try (HttpReceiver receiver = new HttpReceiver();
                SnsClient sns = Clients.sns(endpoint)) {
            for (String version : List.of("1", "2")) {
                String path = "/v" + version;
                String topic = sns.createTopic(
                                r -> r.name(Names.unique("verified")).attributes(Map.of("SignatureVersion", version)))
                        .topicArn();
                sns.subscribe(r -> r.topicArn(topic).protocol("http").endpoint(receiver.url(path)));
                get(member(receiver.await(path, 1).getFirst(), "SubscribeURL"));
                sns.publish(r -> r.topicArn(topic).subject("Grüße").message("a \"message\"\n世界"));
                get(member(receiver.await(path, 2).get(1), "UnsubscribeURL"));
                received.addAll(receiver.await(path, 3));
            }
        }
    }

    @AfterAll
    void stop() {
        standalone.close();
        http.close();
    }

    @Test
    void theSdkForJavaAcceptsAllThreeDocumentsAndNoneThatWasChanged() {
        try (SnsMessageManager manager = SnsMessageManager.builder()
                .region(Region.of(endpoint.region()))
                .httpClient(new CertificatesOfHere())
                .build()) {
            assertThat(received)
                    .extracting(each -> manager.parseMessage(each.text()).type().toString())
                    .containsExactly(
                            "SubscriptionConfirmation",
                            "Notification",
                            "UnsubscribeConfirmation",
                            "SubscriptionConfirmation",
                            "Notification",
                            "UnsubscribeConfirmation");
            assertThat(received)
                    .allSatisfy(each -> assertThatThrownBy(() -> manager.parseMessage(
                                    each.text().replaceFirst("\"Message\" : \"", "\"Message\" : \"x")))
                            .hasMessageContaining("ignature"));
        }
    }

    /** It leaves the token out of what it checks of an UnsubscribeConfirmation, so it takes the real service's neither. */
    @Test
    void theValidatorForNodeAcceptsConfirmationsAndNotifications(@TempDir Path folder) throws Exception {
        int installed = run(folder, "npm", "install", "--no-audit", "--no-fund", "sns-validator@0.3.5");
        assumeTrue(installed == 0, "sns-validator is not to be had from npm here");
        Files.writeString(folder.resolve("validate.js"), VALIDATE);
        List<String> command =
                new ArrayList<>(List.of("node", "validate.js", endpoint.uri().toString()));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < received.size(); i++) {
            HttpReceiver.Request each = received.get(i);
            if (!each.type().equals("UnsubscribeConfirmation")) {
                command.add(
                        Files.writeString(folder.resolve("m" + i), each.text()).toString());
                expected.add("m" + i + " ok");
            }
        }

        assertThat(run(folder, command.toArray(String[]::new))).isZero();
        assertThat(Files.readAllLines(folder.resolve("output.txt"))).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static int run(Path folder, String... command) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output.txt").toFile())
                    .start();
        } catch (IOException missing) {
            return abort(command[0] + " is not installed here");
        }
        try {
            return process.waitFor(NPM_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }

    private void get(String url) throws Exception {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static String member(HttpReceiver.Request request, String name) {
        return Objects.requireNonNull(
                        JsonNode.parser().parse(request.text()).asObject().get(name), name)
                .asString();
    }

    /** Has from here what the verifier asks the real service's host for. */
    private final class CertificatesOfHere implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    HttpResponse<byte[]> answer;
                    try {
                        answer = http.send(
                                HttpRequest.newBuilder(endpoint.uri()
                                                .resolve(request.httpRequest().encodedPath()))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IOException(e);
                    }
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(answer.statusCode())
                                    .build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
                            .build();
                }

                @Override
                public void abort() {
                    // the answer is there when the call returns
                }
            };
        }

        @Override
        public void close() {
            // the client is the test's
        }
    }
}
