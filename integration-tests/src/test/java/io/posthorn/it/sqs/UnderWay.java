package io.posthorn.it.sqs;

import static io.posthorn.it.sqs.Tenant.bodies;
import static io.posthorn.it.sqs.Tenant.eventually;
import static io.posthorn.it.sqs.Tenant.names;
import static io.posthorn.it.sqs.Tenant.system;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.it.Counts;
import io.posthorn.it.endpoint.Clients;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** All that may be under way in queues. Each thing is begun on queues of its own, and says later whether it went on. */
final class UnderWay {
    private static final int FOR_LONG = 600;
    /** Longer than it takes to begin everything, shorter than a test waits. */
    private static final int OVER_A_RESTART = 6;

    private final Tenant tenant;
    private final Tenant other;

    UnderWay(Tenant tenant, Tenant other) {
        this.tenant = tenant;
        this.other = other;
    }

    /** Begins everything; answers how to see, after a restart, that each went on. */
    Map<String, Runnable> begin() {
        Map<String, Runnable> checks = new LinkedHashMap<>();
        SlowMove move = slowMove();
        checks.put("a rate-limited move task runs on", move::checkRunning);
        checks.put("a message that was hidden for a while comes again", hiddenForAWhile());
        checks.put("a message that was delayed for a while comes", delayedForAWhile());
        checks.put("a long poll ends and takes nothing along", longPoll());
        checks.put("a group in flight stays locked until its messages are deleted", groupInFlight());
        checks.put("a duplicate is one, of a message deleted too", duplicates());
        checks.put("sequence numbers grow", sequenceNumbers());
        checks.put("handles delete what they were given for", handles());
        checks.put("receive counts and first receipts stay", receiveCounts());
        checks.put("a message dies at the receive that is one too many", deadLetterCounts());
        checks.put("a dead letter knows its source", deadLetter());
        checks.put("visible, hidden and delayed messages are counted", counters());
        checks.put("attributes, tags, policy and permissions stay", descriptions());
        checks.put("a purge and a deletion are not done again or undone", purgeAndDeletion());
        checks.put("a rate-limited move task loses and doubles nothing", move::checkCompleted);
        return checks;
    }

    private Runnable hiddenForAWhile() {
        String url = tenant.queue();
        tenant.send(url, "x");
        tenant.receiveOne(url, r -> r.visibilityTimeout(OVER_A_RESTART));
        return () -> {
            Message again = tenant.receiveOne(url);
            assertThat(system(again, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                    .isEqualTo("2");
        };
    }

    private Runnable delayedForAWhile() {
        String url = tenant.queue();
        tenant.sqs().sendMessage(r -> r.queueUrl(url).messageBody("x").delaySeconds(OVER_A_RESTART));
        return () -> assertThat(tenant.receiveOne(url).body()).isEqualTo("x");
    }

    private SlowMove slowMove() {
        String dead = tenant.queue();
        tenant.source(dead);
        String target = tenant.queue();
        tenant.send(dead, names("body-", SlowMove.MESSAGES));
        String handle = tenant.sqs()
                .startMessageMoveTask(r -> r.sourceArn(tenant.arn(dead))
                        .destinationArn(tenant.arn(target))
                        .maxNumberOfMessagesPerSecond(SlowMove.RATE))
                .taskHandle();
        eventually(() -> assertThat(tenant.counts(target).total()).isPositive());
        return new SlowMove(tenant, dead, target, handle);
    }

    /** A move task that lasts longer than it takes to begin everything. */
    private record SlowMove(Tenant tenant, String dead, String target, String handle) {
        static final int MESSAGES = 200;
        static final int RATE = 10;

        void checkRunning() {
            var task = tenant.moveTask(tenant.arn(dead));
            assertThat(task.status()).isEqualTo("RUNNING");
            assertThat(task.taskHandle()).isEqualTo(handle);
            assertThat(task.approximateNumberOfMessagesMoved()).isBetween(1L, MESSAGES - 1L);
        }

        void checkCompleted() {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(2L * MESSAGES / RATE))
                    .until(() -> tenant.counts(target).total() == MESSAGES);
            eventually(
                    () -> assertThat(tenant.moveTask(tenant.arn(dead)).status()).isEqualTo("COMPLETED"));
            assertThat(tenant.moveTask(tenant.arn(dead)).approximateNumberOfMessagesMoved())
                    .isEqualTo(MESSAGES);
            assertThat(tenant.counts(dead).total()).isZero();
            assertThat(bodies(tenant.receiveAll(target, MESSAGES))).containsExactlyInAnyOrder(names("body-", MESSAGES));
        }
    }

    private Runnable longPoll() {
        String url = tenant.queue();
        SqsAsyncClient polling = Clients.sqsOnce(tenant.endpoint(), 1);
        CompletableFuture<ReceiveMessageResponse> poll =
                polling.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20));
        tenant.counts(url);
        assertThat(poll).isNotDone();
        return () -> {
            try (polling) {
                tenant.send(url, "x");
                CompletableFuture<Boolean> gotNothing =
                        poll.handle((answer, failure) -> failure != null || !answer.hasMessages());
                assertThat(gotNothing).succeedsWithin(Tenant.SOON).isEqualTo(true);
                assertThat(system(tenant.receiveOne(url), MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                        .isEqualTo("1");
            }
        };
    }

    private Runnable groupInFlight() {
        String fifo = tenant.fifo(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(FOR_LONG)));
        tenant.sendInGroups(fifo, "a-1", "a-2", "a-3", "b-1");
        List<Message> taken = tenant.receive(fifo, 2, 5);
        assertThat(bodies(taken)).containsExactly("a-1", "a-2");
        return () -> {
            assertThat(tenant.counts(fifo)).isEqualTo(new Counts(2, 2, 0));
            assertThat(bodies(tenant.receive(fifo))).containsExactly("b-1");
            tenant.delete(fifo, taken.get(0));
            assertThat(tenant.receive(fifo)).isEmpty();
            tenant.delete(fifo, taken.get(1));
            assertThat(bodies(tenant.receive(fifo))).containsExactly("a-3");
        };
    }

    private Runnable duplicates() {
        String fifo = tenant.fifo();
        List<SendMessageBatchResultEntry> sent = tenant.sendInGroups(fifo, "a-kept", "b-deleted");
        tenant.receive(fifo, 2, 5).stream()
                .filter(message -> message.body().equals("b-deleted"))
                .forEach(message -> tenant.delete(fifo, message));
        assertThat(tenant.counts(fifo).total()).isEqualTo(1);
        return () -> {
            List<SendMessageBatchResultEntry> again = tenant.sendInGroups(fifo, "a-kept", "b-deleted");
            assertThat(again)
                    .extracting(SendMessageBatchResultEntry::messageId)
                    .isEqualTo(sent.stream()
                            .map(SendMessageBatchResultEntry::messageId)
                            .toList());
            assertThat(Tenant.sequenceNumbers(again)).isEqualTo(Tenant.sequenceNumbers(sent));
            assertThat(tenant.counts(fifo).total()).isEqualTo(1);
        };
    }

    private Runnable sequenceNumbers() {
        String fifo = tenant.fifo();
        String before = tenant.sendInGroups(fifo, names("a-", 10)).getLast().sequenceNumber();
        return () -> {
            assertThat(tenant.sendInGroups(fifo, "a-later").getFirst().sequenceNumber())
                    .matches("\\d{20}")
                    .isGreaterThan(before);
            assertThat(bodies(tenant.receive(fifo))).containsExactly(names("a-", 10));
        };
    }

    private Runnable handles() {
        String url = tenant.queue();
        tenant.send(url, "delete", "show");
        List<Message> taken = tenant.receive(
                url, r -> r.maxNumberOfMessages(10).waitTimeSeconds(5).visibilityTimeout(FOR_LONG));
        assertThat(taken).hasSize(2);
        return () -> {
            assertThat(tenant.counts(url)).isEqualTo(new Counts(0, 2, 0));
            taken.forEach(message -> {
                if (message.body().equals("delete")) {
                    tenant.delete(url, message);
                } else {
                    tenant.change(url, message, 0);
                }
            });
            assertThat(bodies(tenant.receive(url))).containsExactly("show");
            assertThat(tenant.counts(url)).isEqualTo(new Counts(0, 1, 0));
        };
    }

    private Runnable receiveCounts() {
        String url = tenant.queue();
        tenant.send(url, "x");
        Message first = tenant.receiveAndShow(url);
        tenant.receiveAndShow(url);
        return () -> {
            Message third = tenant.receiveOne(url);
            assertThat(system(third, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                    .isEqualTo("3");
            for (MessageSystemAttributeName same : List.of(
                    MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP,
                    MessageSystemAttributeName.SENT_TIMESTAMP,
                    MessageSystemAttributeName.SENDER_ID)) {
                assertThat(system(third, same)).isEqualTo(system(first, same));
            }
        };
    }

    private Runnable deadLetterCounts() {
        String dead = tenant.queue();
        String live = tenant.queue(Map.of(QueueAttributeName.REDRIVE_POLICY, tenant.redrive(dead, 2)));
        tenant.send(live, "x");
        tenant.receiveAndShow(live);
        return () -> {
            tenant.receiveAndShow(live);
            assertThat(tenant.receive(live)).isEmpty();
            Message died = tenant.receiveOne(dead);
            assertThat(system(died, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                    .isEqualTo("3");
        };
    }

    private Runnable deadLetter() {
        String dead = tenant.queue();
        String live = tenant.source(dead);
        tenant.send(live, "x");
        tenant.receiveAndShow(live);
        assertThat(tenant.receive(live)).isEmpty();
        return () -> {
            assertThat(system(tenant.receiveAndShow(dead), MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN))
                    .isEqualTo(tenant.arn(live));
            tenant.sqs().startMessageMoveTask(r -> r.sourceArn(tenant.arn(dead)));
            assertThat(tenant.receiveOne(live).body()).isEqualTo("x");
            assertThat(tenant.counts(dead).total()).isZero();
        };
    }

    private Runnable counters() {
        String url = tenant.queue();
        tenant.send(url, "1", "2", "3");
        tenant.receiveOne(url, r -> r.visibilityTimeout(FOR_LONG));
        tenant.sqs().sendMessage(r -> r.queueUrl(url).messageBody("delayed").delaySeconds(900));
        String fifo = tenant.fifo();
        tenant.sendInGroups(fifo, names("a-", 6));
        assertThat(tenant.receive(
                        fifo, r -> r.maxNumberOfMessages(2).waitTimeSeconds(5).visibilityTimeout(FOR_LONG)))
                .hasSize(2);
        return () -> {
            assertThat(tenant.counts(url)).isEqualTo(new Counts(2, 1, 1));
            assertThat(tenant.counts(fifo)).isEqualTo(new Counts(4, 2, 0));
        };
    }

    private Runnable descriptions() {
        String url = tenant.queue(Map.of(QueueAttributeName.DELAY_SECONDS, "7"));
        tenant.sqs().tagQueue(r -> r.queueUrl(url).tags(Map.of("team", "red", "stage", "prod")));
        tenant.sqs().untagQueue(r -> r.queueUrl(url).tagKeys("stage"));
        tenant.set(url, QueueAttributeName.REDRIVE_POLICY, tenant.redrive(tenant.queue(), 5));
        tenant.sqs()
                .addPermission(r -> r.queueUrl(url)
                        .label("L")
                        .awsAccountIds(other.account())
                        .actions("SendMessage"));
        tenant.set(url, QueueAttributeName.VISIBILITY_TIMEOUT, "11");
        Map<QueueAttributeName, String> before = tenant.attributes(url, QueueAttributeName.ALL);
        return () -> {
            assertThat(tenant.attributes(url, QueueAttributeName.ALL)).isEqualTo(before);
            assertThat(tenant.sqs().listQueueTags(r -> r.queueUrl(url)).tags()).isEqualTo(Map.of("team", "red"));
            SendMessageResponse sent = other.sendOne(url, "from the other account");
            assertThat(sent.messageId()).isNotBlank();
            assertThat(Refusal.of(() -> other.receive(url)).code()).isEqualTo("AccessDenied");
            assertThat(tenant.counts(url)).isEqualTo(new Counts(0, 0, 1));
        };
    }

    private Runnable purgeAndDeletion() {
        String purged = tenant.queue();
        tenant.send(purged, "before");
        tenant.sqs().purgeQueue(r -> r.queueUrl(purged));
        tenant.send(purged, "after");
        String deleted = tenant.queue();
        tenant.send(deleted, "gone");
        tenant.sqs().deleteQueue(r -> r.queueUrl(deleted));
        return () -> {
            assertThat(bodies(tenant.receive(purged, 10, 5))).containsExactly("after");
            assertThat(Refusal.of(() -> tenant.sqs().purgeQueue(r -> r.queueUrl(purged)))
                            .code())
                    .isEqualTo("AWS.SimpleQueueService.PurgeQueueInProgress");
            assertThat(Refusal.of(() -> tenant.create(Tenant.nameOf(deleted), Map.of()))
                            .code())
                    .isEqualTo("AWS.SimpleQueueService.QueueDeletedRecently");
            assertThat(Refusal.of(() -> tenant.receive(deleted)).code())
                    .isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        };
    }
}
