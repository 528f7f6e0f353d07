package io.posthorn.it.sqs;

import static io.posthorn.it.sqs.Tenant.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Counts;
import io.posthorn.it.endpoint.Endpoint;
import io.posthorn.it.endpoint.SignedRequests;
import io.posthorn.it.process.StandaloneProcess;
import io.posthorn.it.process.StartsProcesses;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.PurgeQueueInProgressException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * The dialect of Yandex Message Queue: for one account whatever its host, and for one host whatever the account. The rest
 * is answered as Amazon SQS answers.
 */
@StartsProcesses
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class YandexDialectIT {
    private static final String RESOURCE = "dj6[0-9a-v]{17}";

    private StandaloneProcess posthorn;
    /** By its account. */
    private Tenant folder;
    /** By the host that it calls. */
    private Tenant byHost;
    /** The same account by another name of the same host. */
    private Tenant aws;

    @BeforeAll
    void start() {
        posthorn = StandaloneProcess.start(
                "yandex",
                Map.of("posthorn.queue.yandex.accounts", "222222222222", "posthorn.queue.yandex.hosts", "localhost"));
        folder = new Tenant(posthorn.installation().second());
        aws = new Tenant(posthorn.installation().first());
        byHost = new Tenant(posthorn.installation().first().withHost("localhost"));
    }

    @AfterAll
    void close() {
        folder.close();
        byHost.close();
        aws.close();
        posthorn.close();
    }

    @Test
    void urlsHaveThreeSegmentsAndArnsAreYandexs() {
        for (Tenant yandex : List.of(folder, byHost)) {
            String url = yandex.queue();

            assertThat(url)
                    .matches(yandex.endpoint().uri() + "/" + yandex.account() + "/" + RESOURCE + "/"
                            + Tenant.nameOf(url));
            assertThat(yandex.arn(url))
                    .isEqualTo("yrn:yc:ymq:" + yandex.endpoint().region() + ':' + yandex.account() + ':'
                            + Tenant.nameOf(url));
            yandex.send(url, "x");
            assertThat(yandex.receiveOne(url).body()).isEqualTo("x");
        }
    }

    @Test
    void anAccountThatCallsByBothHostsIsAnsweredInTheDialectOfEach() {
        String url = byHost.queue();
        String name = Tenant.nameOf(url);

        String other = aws.sqs().getQueueUrl(r -> r.queueName(name)).queueUrl();

        assertThat(other).isEqualTo(aws.endpoint().uri() + "/" + aws.account() + "/" + name);
        assertThat(aws.arn(other)).startsWith("arn:aws:sqs:");
        aws.send(other, "x");
        assertThat(byHost.receiveOne(url).body()).isEqualTo("x");
        assertThat(aws.sqs().listQueues(r -> r.queueNamePrefix(name)).queueUrls())
                .containsExactly(other);
        assertThat(byHost.sqs().listQueues(r -> r.queueNamePrefix(name)).queueUrls())
                .containsExactly(url);
    }

    @Test
    void aUrlOfAnotherResourceNamesNoQueue() {
        String url = folder.queue();
        String another = url.replaceFirst("dj6.{17}", "dj6" + "v".repeat(17));

        assertThat(Refusal.of(() -> folder.sendOne(another, "x")).code())
                .isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
    }

    @Test
    void idsAreNoUuids() {
        String url = folder.queue();

        String sent = folder.sendOne(url, "x").messageId();

        assertThat(sent).matches("[0-9a-f]{1,8}(-[0-9a-f]{1,8}){3}");
        assertThat(folder.receiveOne(url).messageId()).isEqualTo(sent);
    }

    @Test
    void anXmlAnswerHasNoNamespace() {
        for (Tenant tenant : List.of(folder, byHost, aws)) {
            try (SignedRequests requests = new SignedRequests(tenant.endpoint())) {
                HttpResponse<String> answer =
                        requests.get(requests.presigned("/", "ListQueues", Instant.now(), Duration.ofMinutes(1)));

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body().contains("xmlns=")).isEqualTo(tenant == aws);
            }
        }
    }

    @Test
    void aForwardedHostThatNobodyVouchesForChoosesNeitherAddressNorDialect() {
        String url = aws.queue();
        try (SignedRequests requests = new SignedRequests(aws.endpoint())) {
            HttpResponse<String> answer = requests.json(
                    "GetQueueUrl",
                    "{\"QueueName\":\"" + Tenant.nameOf(url) + "\"}",
                    Instant.now(),
                    Map.of("X-Forwarded-Host", "localhost", "X-Forwarded-Proto", "https"));

            assertThat(answer.body()).isEqualTo("{\"QueueUrl\":\"" + url + "\"}");
        }
    }

    @Test
    void anInvalidHandleIsA400() {
        for (Tenant yandex : List.of(folder, byHost)) {
            String url = yandex.queue();

            assertThat(Refusal.of(() -> yandex.sqs()
                                    .deleteMessage(r -> r.queueUrl(url).receiptHandle("garbage")))
                            .withoutMessage())
                    .isEqualTo(new Refusal(ReceiptHandleIsInvalidException.class, "ReceiptHandleIsInvalid", 400, ""));
        }
    }

    @Test
    void anotherFoldersQueueIsDeniedWithA400() {
        String url = byHost.queue();

        assertThat(Refusal.of(() -> folder.sendOne(url, "x")).withoutMessage())
                .isEqualTo(new Refusal(SqsException.class, "AccessDeniedException", 400, ""));
    }

    @Test
    void aDeletedMessageIsNotInFlight() {
        String url = folder.queue();
        folder.send(url, "x");
        Message message = folder.receiveOne(url);
        folder.delete(url, message);

        assertThat(Refusal.of(() -> folder.change(url, message, 60)).withoutMessage())
                .isEqualTo(new Refusal(
                        MessageNotInflightException.class, "AWS.SimpleQueueService.MessageNotInflight", 400, ""));
    }

    @Test
    void aReceiveOnAFifoQueueBringsOneMessageOfEachGroup() {
        String fifo = folder.fifo();
        folder.sendInGroups(fifo, "a-1", "a-2", "b-1", "b-2", "c-1");

        List<Message> received = folder.receive(fifo, 10, 5);
        assertThat(bodies(received)).containsExactly("a-1", "b-1", "c-1");
        assertThat(folder.receive(fifo)).isEmpty();
        folder.delete(fifo, received.getFirst());

        assertThat(bodies(folder.receive(fifo))).containsExactly("a-2");
    }

    @Test
    void messagesAndBatchesHaveAQuarterOfAMebibyte() {
        String url = folder.queue();

        assertThat(folder.attribute(url, QueueAttributeName.MAXIMUM_MESSAGE_SIZE))
                .isEqualTo("262144");
        folder.sendOne(url, "x".repeat(262_144));
        assertThat(Refusal.of(() -> folder.sendOne(url, "x".repeat(262_145))).withoutMessage())
                .isEqualTo(Refusal.invalid(""));
        assertThat(Refusal.of(() -> folder.send(url, "x".repeat(200_000), "x".repeat(62_145)))
                        .code())
                .isEqualTo("AWS.SimpleQueueService.BatchRequestTooLong");
        assertThat(folder.counts(url)).isEqualTo(new Counts(1, 0, 0));
    }

    @Test
    void whatYandexHasNotIsRefused() {
        String url = folder.queue();
        String arn = folder.arn(url);

        assertThat(Stream.<ThrowingCallable>of(
                        () -> folder.sqs().startMessageMoveTask(r -> r.sourceArn(arn)),
                        () -> folder.sqs().listMessageMoveTasks(r -> r.sourceArn(arn)),
                        () -> folder.sqs()
                                .addPermission(r -> r.queueUrl(url)
                                        .label("L")
                                        .awsAccountIds("111111111111")
                                        .actions("SendMessage"))))
                .allSatisfy(call -> assertThat(Refusal.of(call).withoutMessage())
                        .isEqualTo(new Refusal(SqsException.class, "InvalidAction", 400, "")));
        assertThat(Stream.of(
                        QueueAttributeName.POLICY,
                        QueueAttributeName.REDRIVE_ALLOW_POLICY,
                        QueueAttributeName.KMS_MASTER_KEY_ID,
                        QueueAttributeName.SQS_MANAGED_SSE_ENABLED))
                .allSatisfy(name -> assertThat(
                                Refusal.of(() -> folder.set(url, name, "x")).message())
                        .isEqualTo("Unknown Attribute " + name + "."));
        assertThat(folder.attributes(url, QueueAttributeName.ALL))
                .doesNotContainKeys(
                        QueueAttributeName.SQS_MANAGED_SSE_ENABLED, QueueAttributeName.LAST_MODIFIED_TIMESTAMP);
    }

    @Test
    void aDeadLetterQueueIsNamedByEitherKindOfArn() {
        String dead = folder.queue();
        String yrn = folder.redrive(dead);
        assertThat(yrn).contains("yrn:yc:ymq:");
        for (String policy : List.of(yrn, yrn.replace("yrn:yc:ymq:", "arn:aws:sqs:"))) {
            String live = folder.queue(Map.of(QueueAttributeName.REDRIVE_POLICY, policy));
            assertThat(folder.attribute(live, QueueAttributeName.REDRIVE_POLICY))
                    .isEqualTo(yrn);
            folder.send(live, "x");
            folder.receiveAndShow(live);
            assertThat(folder.receive(live)).isEmpty();
        }
        folder.awaitCounts(dead, 2, 0, 0);
    }

    @Test
    void aSecondPurgeAndAnUnknownCallerAreAnsweredAsByAws() {
        String url = folder.queue();
        folder.sqs().purgeQueue(r -> r.queueUrl(url));

        assertThat(Refusal.of(() -> folder.sqs().purgeQueue(r -> r.queueUrl(url)))
                        .withoutMessage())
                .isEqualTo(new Refusal(
                        PurgeQueueInProgressException.class, "AWS.SimpleQueueService.PurgeQueueInProgress", 403, ""));
        Endpoint stranger = folder.endpoint().withAccessKeyId("AKIDNOBODY");
        try (Tenant nobody = new Tenant(stranger)) {
            assertThat(Refusal.of(() -> nobody.sqs().listQueues()).code()).isEqualTo("InvalidClientTokenId");
        }
        assertThat(URI.create(url).getPath()).startsWith("/222222222222/");
    }
}
