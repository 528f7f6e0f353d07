package io.posthorn.it.sns;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.embedded.EmbeddedPostgres;
import io.posthorn.it.Names;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.process.SeparateServices;
import io.posthorn.it.process.StartsProcesses;
import io.posthorn.it.process.Stores;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.sns.SnsClient;

/** The operator asks the signer about deliveries of a topic service that is another process. */
@StartsProcesses
class SeparateOperatorIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whatTheOperatorAsksAndDoesReachesATopicServiceInAnotherProcess() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
                EmbeddedKafka kafka = EmbeddedKafka.temporary();
                SeparateServices services = SeparateServices.start(
                        "operator",
                        new Stores(
                                postgres.jdbcUrl(),
                                postgres.reactiveUri(),
                                postgres.username(),
                                postgres.password(),
                                kafka.bootstrapServers()),
                        1,
                        1);
                HttpReceiver receiver = new HttpReceiver();
                SnsClient sns = Clients.sns(services.installation().first())) {
            URI edge = services.installation().first().uri();
            String topic =
                    sns.createTopic(r -> r.name(Names.unique("operated"))).topicArn();
            String arn = sns.subscribe(r -> r.topicArn(topic)
                            .protocol("http")
                            .endpoint(receiver.url("/hook"))
                            .returnSubscriptionArn(true))
                    .subscriptionArn();
            String token = text(json(receiver.await("/hook", 1).getFirst().text()), "Token");
            sns.confirmSubscription(r -> r.topicArn(topic).token(token));
            receiver.answers(_ -> HttpReceiver.answer(410, "", "no longer here"));
            String id = sns.publish(r -> r.topicArn(topic).message("m")).messageId();

            JsonNode attempt = Awaitility.await()
                    .atMost(SOON)
                    .until(() -> attempts(edge, arn), attempts -> attempts.size() == 1)
                    .getFirst();
            assertThat(text(attempt, "result")).isEqualTo("buried");
            assertThat(text(attempt, "excerpt")).isEqualTo("no longer here");
            String before = text(attempt, "at").replace(":", "%3A");
            assertThat(operator(edge, "GET", arn + "/attempts?limit=5&until=" + before, "")
                            .body())
                    .isEqualTo("{\"attempts\":[],\"before\":null}");

            receiver.answers(_ -> HttpReceiver.answer(200, "", ""));
            assertThat(operator(edge, "POST", arn + "/resend", "{\"failedSince\":\"" + text(attempt, "at") + "\"}")
                            .body())
                    .isEqualTo("{\"resent\":1}");
            assertThat(receiver.await("/hook", 3).get(2).header("x-amz-sns-message-id"))
                    .hasValue(id);

            String secret = text(
                    json(operator(edge, "PUT", arn + "/standard-webhooks", "").body()), "secret");
            assertThat(secret).startsWith("whsec_");
            assertThat(operator(edge, "DELETE", arn + "/standard-webhooks", "").body())
                    .isEqualTo("{\"wasSigned\":true}");
            assertThat(operator(edge, "POST", arn + "/enable", "").statusCode()).isEqualTo(200);
            assertThat(operator(edge, "POST", arn + "/resend", "{\"nothing\":1}")
                            .statusCode())
                    .isEqualTo(400);

            // Past the signer, the operator's token is worth nothing.
            assertThat(operator(services.topics(0).uri(), "GET", arn + "/attempts", "")
                            .statusCode())
                    .isEqualTo(401);
        } finally {
            http.close();
        }
    }

    private List<JsonNode> attempts(URI edge, String arn) throws Exception {
        HttpResponse<String> answer = operator(edge, "GET", arn + "/attempts", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Objects.requireNonNull(json(answer.body()).asObject().get("attempts"))
                .asArray();
    }

    private HttpResponse<String> operator(URI at, String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(at.resolve("/_posthorn/deliveries/" + path))
                        .header("Authorization", "Bearer " + SeparateServices.OPERATOR_TOKEN)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(String text) {
        return JsonNode.parser().parse(text);
    }

    private static String text(JsonNode node, String name) {
        return Objects.requireNonNull(node.asObject().get(name), name).asString();
    }
}
