package io.posthorn.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers hear while PostgreSQL is away, and afterwards. */
@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
class StoreOutageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    @Inject
    QueueApi api;

    @StoreDoor
    @SuppressWarnings("NullAway.Init")
    Consumer<Boolean> store;

    private final Queue<LogRecord> traces = new ConcurrentLinkedQueue<>();
    private final Handler traceCollector = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getThrown() != null && entry.getLevel().intValue() >= Level.INFO.intValue()) {
                traces.add(entry);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @AfterEach
    void openTheDoor() {
        Logger.getLogger("io.posthorn").removeHandler(traceCollector);
        store.accept(true);
        await().atMost(PATIENCE).until(() -> json("ListQueues", "{}").status() == 200);
    }

    @Test
    void whileTheStoreIsAwayCallersAreToldToComeAgainInTheirProtocol() {
        String url = "http://localhost:4566/123456789012/outage";
        assertThat(json("CreateQueue", "{\"QueueName\":\"outage\"}").status()).isEqualTo(200);
        Logger.getLogger("io.posthorn").addHandler(traceCollector);

        store.accept(false);

        for (String[] call : new String[][] {
            {"ListQueues", "{}"},
            {"CreateQueue", "{\"QueueName\":\"another\"}"},
            {"GetQueueUrl", "{\"QueueName\":\"unheard-of\"}"},
            {"SetQueueAttributes", "{\"QueueUrl\":\"" + url + "\",\"Attributes\":{\"DelaySeconds\":\"1\"}}"},
            {"TagQueue", "{\"QueueUrl\":\"" + url + "\",\"Tags\":{\"a\":\"b\"}}"},
            {"ListDeadLetterSourceQueues", "{\"QueueUrl\":\"" + url + "\"}"},
            {"ListMessageMoveTasks", "{\"SourceArn\":\"arn:aws:sqs:eu-west-1:123456789012:outage\"}"},
            {"PurgeQueue", "{\"QueueUrl\":\"" + url + "\"}"},
            {"DeleteQueue", "{\"QueueUrl\":\"" + url + "\"}"}
        }) {
            WireResponse answer = json(call[0], call[1]);
            assertThat(answer.status()).as(call[0]).isEqualTo(503);
            assertThat(new String(answer.body(), UTF_8))
                    .as(call[0])
                    .isEqualTo("{\"__type\":\"com.amazon.coral.service#ServiceUnavailableException\","
                            + "\"message\":\"Service is busy. Please try again.\"}");
        }
        WireResponse query = query("Action=ListQueues&Version=2012-11-05");
        assertThat(query.status()).isEqualTo(503);
        assertThat(new String(query.body(), UTF_8)).contains("<Type>Receiver</Type><Code>ServiceUnavailable</Code>");
        assertThat(traces).as("traces").isEmpty();
    }

    private WireResponse json(String action, String body) {
        return ask(new WireRequest(
                "POST",
                "/",
                "",
                Headers.of("Content-Type", "application/x-amz-json-1.0", "X-Amz-Target", "AmazonSQS." + action),
                body.getBytes(UTF_8)));
    }

    private WireResponse query(String form) {
        return ask(new WireRequest(
                "POST",
                "/",
                "",
                Headers.of("Content-Type", "application/x-www-form-urlencoded"),
                form.getBytes(UTF_8)));
    }

    private WireResponse ask(WireRequest request) {
        AccountId account = new AccountId("123456789012");
        Call call = new Call(
                account,
                Principal.rootOf(account),
                "AKIDTEST",
                "eu-west-1",
                "sqs",
                "request",
                "http://localhost:4566",
                Source.UNKNOWN,
                Instant.now());
        return api.handle(call, request).await().atMost(PATIENCE);
    }
}
