package io.posthorn.it.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.endpoint.SignedRequests;
import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.RequestThrottledException;

/** What an operator configures of the edge: the address in queue URLs, proxies that are trusted, throttling. */
@StartsProcesses
class ConfiguredEdgeIT {
    private static final int BURST = 20;

    @Test
    void queueUrlsCarryTheAddressThatATrustedProxyWasReachedAt() {
        try (StandaloneProcess posthorn =
                        StandaloneProcess.start("trusting", Map.of("posthorn.signer.trust-forwarded-headers", "true"));
                Tenant tenant = new Tenant(posthorn.installation().first());
                SignedRequests requests = new SignedRequests(tenant.endpoint())) {
            String url = tenant.queue();
            String path = URI.create(url).getPath();

            assertThat(urlFor(requests, url, Map.of())).isEqualTo(url);
            assertThat(urlFor(requests, url, Map.of("X-Forwarded-Host", "mq.example", "X-Forwarded-Proto", "https")))
                    .isEqualTo("https://mq.example" + path);
            assertThat(urlFor(requests, url, Map.of("X-Forwarded-Host", "mq.example:8443, inner:80")))
                    .isEqualTo("http://mq.example:8443" + path);
            assertThat(urlFor(requests, url, Map.of("X-Forwarded-Proto", "https")))
                    .isEqualTo("https://" + tenant.endpoint().uri().getAuthority() + path);
            assertThat(urlFor(requests, url, Map.of("X-Forwarded-Proto", "gopher")))
                    .isEqualTo(url);
        }
    }

    @Test
    void theConfiguredAddressBeatsHostAndProxyAndAnAccountIsThrottledAlone() {
        try (StandaloneProcess posthorn = StandaloneProcess.start(
                        "configured",
                        Map.of(
                                "posthorn.public-url",
                                "https://queues.example:8443",
                                "posthorn.signer.trust-forwarded-headers",
                                "true",
                                "posthorn.signer.throttle.write.rate",
                                "2",
                                "posthorn.signer.throttle.write.burst",
                                Integer.toString(BURST)));
                Tenant tenant = new Tenant(posthorn.installation().first());
                Tenant other = new Tenant(posthorn.installation().second());
                SignedRequests requests = new SignedRequests(tenant.endpoint())) {
            String url = tenant.queue();
            assertThat(url).isEqualTo("https://queues.example:8443/" + tenant.account() + '/' + Tenant.nameOf(url));
            assertThat(urlFor(requests, url, Map.of("X-Forwarded-Host", "mq.example")))
                    .isEqualTo(url);
            assertThat(tenant.sqs().listQueues().queueUrls()).containsExactly(url);

            HttpResponse<String> throttled = throttle(requests, url);

            assertThat(throttled.statusCode()).isEqualTo(403);
            assertThat(throttled.headers().firstValue("x-amzn-query-error")).hasValue("RequestThrottled;Sender");
            assertThat(throttled.body()).contains("\"__type\":\"com.amazonaws.sqs#RequestThrottled\"");
            try (Tenant impatient = Tenant.whoNeverRepeats(tenant.endpoint())) {
                Refusal refusal = refusalWhenThrottled(impatient, url);
                assertThat(refusal.withoutMessage())
                        .isEqualTo(new Refusal(RequestThrottledException.class, "RequestThrottled", 403, ""));
            }
            assertThat(tenant.counts(url).visible())
                    .as("looking is not throttled")
                    .isPositive();
            String theirs = other.queue();
            assertThat(other.sendOne(theirs, "x").messageId())
                    .as("nor is another account")
                    .isNotBlank();
            assertThat(tenant.sendOne(url, "x").messageId())
                    .as("a client that repeats its call gets through")
                    .isNotBlank();
            assertThat(figure(posthorn, "posthorn_signer_throttled_total{service=\"sqs\"}"))
                    .isPositive();
        }
    }

    private static Refusal refusalWhenThrottled(Tenant impatient, String url) {
        return Refusal.of(() -> {
            for (int i = 0; i <= BURST; i++) {
                impatient.sendOne(url, "x");
            }
        });
    }

    /** The first answer to a send that is refused. */
    private static HttpResponse<String> throttle(SignedRequests requests, String url) {
        String body = "{\"QueueUrl\":\"%s\",\"MessageBody\":\"x\"}".formatted(url);
        HttpResponse<String> answer = requests.json("SendMessage", body, Instant.now());
        assertThat(answer.statusCode()).as(answer::body).isEqualTo(200);
        for (int i = 0; i < 20 * BURST && answer.statusCode() == 200; i++) {
            answer = requests.json("SendMessage", body, Instant.now());
        }
        return answer;
    }

    private static String urlFor(SignedRequests requests, String url, Map<String, String> headers) {
        HttpResponse<String> answer =
                requests.json("GetQueueUrl", "{\"QueueName\":\"" + Tenant.nameOf(url) + "\"}", Instant.now(), headers);
        assertThat(answer.statusCode()).as(answer::body).isEqualTo(200);
        return answer.body().replaceAll(".*\"QueueUrl\":\"([^\"]*)\".*", "$1");
    }

    private static double figure(StandaloneProcess posthorn, String series) {
        return Figures.of(posthorn).get(series);
    }
}
