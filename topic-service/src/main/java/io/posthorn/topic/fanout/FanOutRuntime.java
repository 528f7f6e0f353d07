package io.posthorn.topic.fanout;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.shard.Shards;
import io.posthorn.topic.api.Confirmations;
import io.posthorn.topic.delivery.Deliveries;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.publish.PublicationSeal;
import io.posthorn.topic.signing.NotificationSigner;
import io.posthorn.topic.topic.TopicLabels;
import io.posthorn.topic.webhook.Webhooks;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/** The fan-out of this replica, from start to stop: one reader, its deliveries, replays, and what is forgotten in time. */
public final class FanOutRuntime {
    /** The consumer group that the replicas make up. */
    public static final String GROUP = "posthorn-topic-fanout";

    private static final Logger LOG = Logger.getLogger(FanOutRuntime.class);
    private static final Metric LAG = Metric.of(
            "fanout_lag_records",
            "Publications in a partition of this replica that are not worked off: its end, known every 2 s, less what is done",
            "partition");

    private static final Metric PARTITIONS =
            Metric.of("fanout_partitions", "Partitions of publications that this replica reads");

    /** After a replica died, the others take its partitions over after this. */
    private static final int SESSION_TIMEOUT_MS = 6_000;

    private static final int HEARTBEAT_MS = 1_500;
    private static final int MAX_POLL_RECORDS = 200;

    /**
     * A partition that goes on after its portion is in the next fetch only: publications wait as long for the one under way,
     * and so does whatever else is asked on the connection.
     */
    private static final int FETCH_MAX_WAIT_MS = 20;

    private static final int FETCH_MAX_BYTES = 16 * 1024 * 1024;
    /** One append a partition at a time: what comes meanwhile gathers, for a broker makes them durable one by one. */
    private static final int PRODUCER_BATCH_BYTES = 128 * 1024;

    private static final int PRODUCER_BUFFER_BYTES = 32 * 1024 * 1024;
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration CONFIRMATION = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final MeterRegistry registry;
    private final PublicationReader reader;
    private final Producer<String, byte[]> producer;
    private final Replays replays;
    private final TopicViewLoader loader;
    private final Housekeeping housekeeping;
    private final ExecutorService confirming = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("posthorn-topic-confirmations").daemon().factory());
    private final Confirmations confirmations;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final List<Long> timers = new ArrayList<>();

    /**
     * @param kafka how Kafka is reached
     * @param httpDeliveries where what goes to {@code webhooks} is handed over
     * @param maxSubscribers how many subscribers of topics are kept in memory
     */
    public FanOutRuntime(
            Vertx vertx,
            Pool pool,
            Map<String, Object> kafka,
            Shards shards,
            SubscriptionUrls urls,
            NotificationSigner signer,
            PublicationSeal publications,
            DeliverySeal deliveries,
            Webhooks webhooks,
            Deliveries httpDeliveries,
            int maxSubscribers,
            FanOutMeters meters,
            TopicLabels labels,
            MeterRegistry registry,
            Supplier<UUID> ids,
            Clock clock) {
        this.vertx = vertx;
        this.registry = registry;
        this.producer = producer(kafka);
        this.loader = new TopicViewLoader(pool, webhooks.subscribers());
        this.replays = new Replays(pool, publications, Topics.TOPIC_PUBLICATIONS.partitions(), clock);
        FifoLedger ledger = new FifoLedger(pool, publications);
        this.housekeeping = new Housekeeping(pool, ledger, labels, clock);
        FanOut fanOut = new FanOut(
                new TopicViews(pool, loader, maxSubscribers),
                ledger,
                replays,
                new QueueDeliveries(shards, urls),
                webhooks,
                httpDeliveries,
                signer,
                producer,
                deliveries,
                publications,
                meters,
                clock);
        this.reader = new PublicationReader(consumer(kafka), fanOut);
        this.confirmations = new QueueConfirmations(
                producer, deliveries, shards, urls, signer, ids, clock, confirming, CONFIRMATION);
    }

    /** Asks queues whether they want to be subscribed. */
    public Confirmations confirmations() {
        return confirmations;
    }

    /** Begins to read. */
    public void start() {
        for (int i = 0; i < Topics.TOPIC_PUBLICATIONS.partitions(); i++) {
            int partition = i;
            Gauge.builder(LAG.in("topic"), reader, from -> from.lags().getOrDefault(partition, 0L))
                    .description(LAG.description())
                    .tag("partition", Integer.toString(partition))
                    .register(registry);
        }
        Gauge.builder(PARTITIONS.in("topic"), reader, from -> from.lags().size())
                .description(PARTITIONS.description())
                .register(registry);
        reader.start();
        timers.add(vertx.setPeriodic(LOOK.toMillis(), _ -> look()));
        timers.add(vertx.setPeriodic(
                HOUSEKEEPING.toMillis(),
                _ -> housekeeping.run().onFailure(failure -> LOG.debug("nothing was forgotten", failure))));
    }

    private void look() {
        if (looking.compareAndSet(false, true)) {
            replays.look(loader).onComplete(looked -> {
                looking.set(false);
                if (looked.failed()) {
                    LOG.debug("replays are not known", looked.cause());
                }
            });
        }
    }

    /** Lets what is under way end, and goes. Blocks for some seconds at most. */
    public void stop() {
        timers.forEach(vertx::cancelTimer);
        reader.close();
        confirming.shutdown();
        producer.close(CLOSE);
    }

    private static Consumer<String, byte[]> consumer(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MAX_WAIT_MS);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_MAX_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.MAX_BATCH_BYTES);
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * One that never gives a delivery up while the process lives: one that gave up and went on with the next would change
     * the order of a group.
     */
    private static Producer<String, byte[]> producer(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_BATCH_BYTES);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) PRODUCER_BUFFER_BYTES);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, PRODUCER_BATCH_BYTES);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }
}
