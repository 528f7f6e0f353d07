package io.posthorn.it.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Counts;
import io.posthorn.it.Names;
import io.posthorn.it.endpoint.Installation;
import io.posthorn.it.endpoint.SignedRequests;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;

/** Behaviours 36 to 40 of the contract: creating, deleting, purging, counting and naming queues; tags and permissions. */
@Contract
class QueueContractIT {
    private final Tenant tenant;
    private final Tenant other;

    QueueContractIT(Installation installation) {
        this.tenant = new Tenant(installation.first());
        this.other = new Tenant(installation.second());
    }

    @AfterAll
    void close() {
        tenant.close();
        other.close();
    }

    @Test
    void behaviour36CreatingAQueueAgainComparesTheAttributesGivenAndNoTags() {
        String name = Names.unique("once");
        Map<QueueAttributeName, String> given =
                Map.of(QueueAttributeName.DELAY_SECONDS, "1", QueueAttributeName.VISIBILITY_TIMEOUT, "7");
        String url = tenant.sqs()
                .createQueue(r -> r.queueName(name).attributes(given).tags(Map.of("a", "1")))
                .queueUrl();

        assertThat(Stream.of(
                                given,
                                Map.of(QueueAttributeName.DELAY_SECONDS, "1"),
                                Map.<QueueAttributeName, String>of(),
                                Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1048576"))
                        .map(same -> tenant.sqs()
                                .createQueue(
                                        r -> r.queueName(name).attributes(same).tags(Map.of("a", "2")))
                                .queueUrl()))
                .containsOnly(url);
        assertThat(tenant.sqs().listQueueTags(r -> r.queueUrl(url)).tags()).isEqualTo(Map.of("a", "1"));

        tenant.set(url, QueueAttributeName.DELAY_SECONDS, "2");
        assertThat(tenant.create(name, Map.of(QueueAttributeName.DELAY_SECONDS, "2")))
                .isEqualTo(url);
        assertThat(Refusal.of(() -> tenant.create(name, given)))
                .isEqualTo(new Refusal(
                        QueueNameExistsException.class,
                        "QueueAlreadyExists",
                        400,
                        "A queue already exists with the same name and a different value for attribute DelaySeconds"));
    }

    @Test
    void behaviour37TheNameOfADeletedQueueRestsAndOtherCallsDoNotKnowIt() {
        String url = tenant.queue();
        String name = Tenant.nameOf(url);

        tenant.sqs().deleteQueue(r -> r.queueUrl(url));

        assertThat(Refusal.of(() -> tenant.create(name, Map.of())).code())
                .isEqualTo("AWS.SimpleQueueService.QueueDeletedRecently");
        Refusal gone = new Refusal(
                QueueDoesNotExistException.class,
                "AWS.SimpleQueueService.NonExistentQueue",
                400,
                "The specified queue does not exist.");
        assertThat(Refusal.of(() -> tenant.sqs().getQueueUrl(r -> r.queueName(name))))
                .isEqualTo(gone);
        assertThat(Refusal.of(() -> tenant.receive(url))).isEqualTo(gone);
        assertThat(Refusal.of(() -> tenant.sendOne(url, "x"))).isEqualTo(gone);
        assertThat(Refusal.of(() -> tenant.sqs().deleteQueue(r -> r.queueUrl(url))))
                .isEqualTo(gone);
        assertThat(other.create(name, Map.of())).as("another account's name").endsWith(name);
    }

    @Test
    void behaviour37APurgeTakesWhatIsVisibleInFlightAndDelayedAndNothingSentAfterIt() {
        String url = tenant.queue();
        tenant.send(url, "visible", "in flight");
        Message inFlight = tenant.receiveOne(url);
        tenant.sqs().sendMessage(r -> r.queueUrl(url).messageBody("delayed").delaySeconds(900));
        assertThat(tenant.counts(url)).isEqualTo(new Counts(1, 1, 1));

        tenant.sqs().purgeQueue(r -> r.queueUrl(url));
        assertThat(tenant.counts(url).total()).isZero();
        tenant.delete(url, inFlight);
        tenant.send(url, "after");

        assertThat(Tenant.bodies(tenant.receive(url, 10, 5))).containsExactly("after");
    }

    @Test
    void behaviour38NamesOfAttributesAreCheckedAndAllMayHaveCompany() {
        String url = tenant.queue();

        assertThat(Refusal.of(() -> tenant.sqs()
                                .getQueueAttributes(r -> r.queueUrl(url).attributeNamesWithStrings("Foo")))
                        .message())
                .isEqualTo("Unknown Attribute Foo.");
        assertThat(Refusal.of(() -> tenant.sqs()
                                .setQueueAttributes(r -> r.queueUrl(url).attributesWithStrings(Map.of("Foo", "1"))))
                        .message())
                .isEqualTo("Unknown Attribute Foo.");
        assertThat(tenant.sqs().getQueueAttributes(r -> r.queueUrl(url)).hasAttributes())
                .isFalse();
        assertThat(tenant.attributes(url, QueueAttributeName.ALL, QueueAttributeName.DELAY_SECONDS))
                .isEqualTo(tenant.attributes(url, QueueAttributeName.ALL));
    }

    @Test
    void behaviour39AFifoQueueCountsAsHiddenOnlyWhatWasReceived() {
        String fifo = tenant.fifo();
        tenant.sendInGroups(fifo, Tenant.names("a-", 6));

        assertThat(tenant.receive(fifo, 2, 5)).hasSize(2);

        assertThat(tenant.counts(fifo)).isEqualTo(new Counts(4, 2, 0));
    }

    @Test
    void behaviour39AStandardQueueCountsVisibleHiddenAndDelayedApart() {
        String url = tenant.queue();
        tenant.sqs().sendMessage(r -> r.queueUrl(url).messageBody("delayed").delaySeconds(900));
        tenant.send(url, "1", "2", "3");

        tenant.receiveOne(url);

        assertThat(tenant.counts(url)).isEqualTo(new Counts(2, 1, 1));
    }

    @Test
    void behaviour40AQueueIsKnownByAnyHostByItsPathAndByItsName() {
        String url = tenant.queue();
        String path = URI.create(url).getPath();
        String name = Tenant.nameOf(url);

        List<String> forms = List.of(
                "http://another.example:9999" + path,
                "https://sqs.eu-west-1.amazonaws.com" + path,
                url + "/",
                path,
                path.substring(1),
                name);
        forms.forEach(form -> tenant.sendOne(form, "x"));

        assertThat(tenant.counts(url)).isEqualTo(new Counts(forms.size(), 0, 0));
        assertThat(Refusal.of(() -> tenant.sendOne(url.replace(name, name.toUpperCase(Locale.ROOT)), "x"))
                        .type())
                .isEqualTo(QueueDoesNotExistException.class);
    }

    @Test
    void behaviour40TheAccountInTheUrlOwnsTheQueue() {
        String mine = tenant.queue();
        String name = Tenant.nameOf(mine);
        String theirs = other.create(name, Map.of());

        other.send(theirs, "theirs");

        assertThat(tenant.counts(mine).total()).isZero();
        assertThat(Refusal.of(() -> other.sendOne(mine, "x")).code()).isEqualTo("AccessDenied");
        assertThat(tenant.arn(mine)).endsWith(':' + tenant.account() + ':' + name);
        assertThat(tenant.sqs()
                        .getQueueUrl(r -> r.queueName(name).queueOwnerAWSAccountId(tenant.account()))
                        .queueUrl())
                .isEqualTo(mine);
    }

    @Test
    void aPresignedQueueUrlSendsAndReceivesForAnybodyWhoHasIt() {
        String url = tenant.queue();
        String path = URI.create(url).getPath();
        try (SignedRequests requests = new SignedRequests(tenant.endpoint())) {
            URI sending = requests.presigned(
                    path, "SendMessage", Map.of("MessageBody", "by link"), Instant.now(), Duration.ofMinutes(5));
            URI receiving = requests.presigned(
                    path, "ReceiveMessage", Map.of("WaitTimeSeconds", "5"), Instant.now(), Duration.ofMinutes(5));

            HttpResponse<String> sent = requests.get(sending);
            HttpResponse<String> received = requests.get(receiving);
            HttpResponse<String> tampered =
                    requests.get(URI.create(sending.toString().replace("by%20link", "by%20me")));

            assertThat(sent.statusCode()).as(sent::body).isEqualTo(200);
            assertThat(received.body()).contains("<Body>by link</Body>");
            assertThat(tampered.statusCode()).isEqualTo(403);
            assertThat(tampered.body()).contains("<Code>SignatureDoesNotMatch</Code>");
        }
        assertThat(tenant.counts(url)).isEqualTo(new Counts(0, 1, 0));
    }

    @Test
    void tagsAreAddedReplacedAndTakenAway() {
        String url = tenant.queue();

        tenant.sqs().tagQueue(r -> r.queueUrl(url).tags(Map.of("a", "1", "b", "2", "c", "")));
        tenant.sqs().tagQueue(r -> r.queueUrl(url).tags(Map.of("a", "3")));
        tenant.sqs().untagQueue(r -> r.queueUrl(url).tagKeys("b", "none"));

        assertThat(tenant.sqs().listQueueTags(r -> r.queueUrl(url)).tags()).isEqualTo(Map.of("a", "3", "c", ""));
    }

    @Test
    void permissionsBecomeThePolicyAndLetTheOtherAccountIn() {
        String url = tenant.queue();
        tenant.send(url, "x");

        tenant.sqs()
                .addPermission(r -> r.queueUrl(url)
                        .label("L")
                        .awsAccountIds(other.account())
                        .actions("ReceiveMessage"));

        String arn = tenant.arn(url);
        assertThat(tenant.attribute(url, QueueAttributeName.POLICY))
                .isEqualTo(("{\"Version\":\"2008-10-17\",\"Id\":\"%s/SQSDefaultPolicy\",\"Statement\":[{\"Sid\":\"L\","
                                + "\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::%s:root\"},"
                                + "\"Action\":\"SQS:ReceiveMessage\",\"Resource\":\"%s\"}]}")
                        .formatted(arn, other.account(), arn));
        assertThat(other.receiveOne(url).body()).isEqualTo("x");
        assertThat(Refusal.of(() -> other.sendOne(url, "y")).code()).isEqualTo("AccessDenied");

        tenant.sqs().removePermission(r -> r.queueUrl(url).label("L"));

        assertThat(tenant.attributes(url, QueueAttributeName.ALL)).doesNotContainKey(QueueAttributeName.POLICY);
        assertThat(Refusal.of(() -> other.receive(url)).code()).isEqualTo("AccessDenied");
    }

    @Test
    void theSourcesOfDeadLettersAreListed() {
        String dead = tenant.queue();
        List<String> sources = List.of(tenant.source(dead), tenant.source(dead), tenant.source(dead));

        assertThat(tenant.sqs()
                        .listDeadLetterSourceQueuesPaginator(
                                r -> r.queueUrl(dead).maxResults(2))
                        .queueUrls())
                .containsExactlyInAnyOrderElementsOf(sources);
    }
}
