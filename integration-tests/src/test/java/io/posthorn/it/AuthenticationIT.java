package io.posthorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posthorn.it.endpoint.BlackBox;
import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.Installation;
import io.posthorn.it.endpoint.SignedRequests;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.StsException;

/** Who may ask, and that accounts do not see one another. */
@BlackBox
class AuthenticationIT {
    private final Endpoint first;
    private final Endpoint second;
    private final SignedRequests requests;

    AuthenticationIT(Installation installation) {
        this.first = installation.first();
        this.second = installation.second();
        this.requests = new SignedRequests(first);
    }

    @AfterEach
    void closeTheClient() {
        requests.close();
    }

    @Test
    void aWrongSecretIsRefused() {
        assertRefused(first.withSecret("not the secret"), "SignatureDoesNotMatch");
    }

    @Test
    void anotherAccountsSecretIsRefused() {
        assertRefused(first.withSecret(second.secret()), "SignatureDoesNotMatch");
    }

    @Test
    void anUnknownKeyIsRefused() {
        assertRefused(first.withAccessKeyId("AKIDNOBODY"), "InvalidClientTokenId");
    }

    @Test
    void aRequestWithoutASignatureIsRefused() {
        HttpResponse<String> answer = requests.unsigned("ListQueues", "{}");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("AccessDenied");
    }

    @Test
    void aSignatureOfThisMinuteIsGood() {
        assertThat(requests.json("ListQueues", "{}", Instant.now()).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT20M", "PT20M"})
    void aClockThatIsWrongByMoreThanFifteenMinutesIsRefused(Duration skew) {
        HttpResponse<String> answer =
                requests.json("ListQueues", "{}", Instant.now().plus(skew));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("x-amzn-query-error"))
                .hasValueSatisfying(error -> assertThat(error).startsWith("SignatureDoesNotMatch"));
    }

    @Test
    void aPresignedUrlIsGoodForAnybodyWhoHasIt() {
        String name = Names.unique("presigned");
        String url;
        try (SqsClient sqs = Clients.sqs(first)) {
            url = sqs.createQueue(r -> r.queueName(name)).queueUrl();
        }

        HttpResponse<String> answer = requests.get(requests.presigned(
                URI.create(url).getPath(), "GetQueueAttributes", Instant.now(), Duration.ofMinutes(5)));

        assertThat(answer.statusCode()).as(answer::body).isEqualTo(200);
        assertThat(answer.body()).contains("<GetQueueAttributesResponse");
    }

    @Test
    void aPresignedUrlCannotBeUsedForAnotherAction() {
        URI listing = requests.presigned("/", "ListQueues", Instant.now(), Duration.ofMinutes(5));

        HttpResponse<String> answer =
                requests.get(URI.create(listing.toString().replace("Action=ListQueues", "Action=CreateQueue")));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("<Code>SignatureDoesNotMatch</Code>");
    }

    @Test
    void aPresignedUrlThatExpiredIsRefused() {
        URI listing = requests.presigned(
                "/", "ListQueues", Instant.now().minus(Duration.ofMinutes(3)), Duration.ofMinutes(2));

        HttpResponse<String> answer = requests.get(listing);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("<Code>SignatureDoesNotMatch</Code>");
    }

    @Test
    void anAccountSeesItsOwnQueuesOnly() {
        String name = Names.unique("mine");
        try (SqsClient mine = Clients.sqs(first);
                SqsClient others = Clients.sqs(second)) {
            String url = mine.createQueue(r -> r.queueName(name)).queueUrl();
            mine.sendMessage(r -> r.queueUrl(url).messageBody("secret"));

            assertThat(others.listQueues(r -> r.queueNamePrefix(name)).queueUrls())
                    .isEmpty();
            assertThatExceptionOfType(QueueDoesNotExistException.class)
                    .isThrownBy(() -> others.getQueueUrl(r -> r.queueName(name)));
            assertThatExceptionOfType(SqsException.class)
                    .isThrownBy(() -> others.receiveMessage(r -> r.queueUrl(url)))
                    .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));

            String sameName = others.createQueue(r -> r.queueName(name)).queueUrl();
            assertThat(sameName).isNotEqualTo(url);
            assertThat(others.receiveMessage(r -> r.queueUrl(sameName)).messages())
                    .isEmpty();
            assertThat(mine.listQueues(r -> r.queueNamePrefix(name)).queueUrls())
                    .containsExactly(url);
        }
    }

    @Test
    void eachKeyIsToldWhoItIs() {
        for (Endpoint endpoint : List.of(first, second)) {
            try (StsClient sts = Clients.sts(endpoint)) {
                GetCallerIdentityResponse identity = sts.getCallerIdentity();

                assertThat(identity.account()).isEqualTo(endpoint.account());
                assertThat(identity.arn()).startsWith("arn:aws:iam::" + endpoint.account() + ':');
                assertThat(identity.userId()).isNotBlank();
            }
        }
    }

    private static void assertRefused(Endpoint wrong, String code) {
        try (SqsClient sqs = Clients.sqs(wrong)) {
            assertThatExceptionOfType(SqsException.class)
                    .isThrownBy(sqs::listQueues)
                    .satisfies(e -> {
                        assertThat(e.statusCode()).isEqualTo(403);
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                    });
        }
        try (StsClient sts = Clients.sts(wrong)) {
            assertThatExceptionOfType(StsException.class)
                    .isThrownBy(sts::getCallerIdentity)
                    .satisfies(e -> {
                        assertThat(e.statusCode()).isEqualTo(403);
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                    });
        }
    }
}
