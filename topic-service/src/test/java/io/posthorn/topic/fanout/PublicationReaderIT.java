package io.posthorn.topic.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.embedded.EmbeddedKafka;
import io.posthorn.platform.event.TopicProvisioner;
import io.posthorn.platform.event.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublicationReaderIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String GROUP = "readers";
    private static final String TOPIC = Topics.TOPIC_PUBLICATIONS.name();

    private EmbeddedKafka kafka;
    private Admin admin;
    private KafkaProducer<String, byte[]> producer;
    private final List<PublicationReader> readers = new ArrayList<>();

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.temporary();
        admin = Admin.create(config());
        new TopicProvisioner(admin, 1).provision(List.of(Topics.TOPIC_PUBLICATIONS), PATIENCE);
        Map<String, Object> config = config();
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        readers.forEach(PublicationReader::close);
        producer.close();
        admin.close();
        kafka.close();
    }

    /** What a test makes of a portion before it counts as done. */
    @FunctionalInterface
    private interface Before {
        void portionOf(int partition) throws Exception;
    }

    /** Work that writes down what it is given. */
    private static final class Recorded implements PublicationReader.Work {
        final Map<Integer, List<Long>> done = new ConcurrentHashMap<>();
        final ConcurrentLinkedQueue<Integer> besides = new ConcurrentLinkedQueue<>();
        volatile boolean wantsBeside;

        private final Before before;

        Recorded(Before before) {
            this.before = before;
        }

        @Override
        public void on(List<ConsumerRecord<String, byte[]>> portion) throws Exception {
            int partition = portion.getFirst().partition();
            before.portionOf(partition);
            List<Long> offsets = done.computeIfAbsent(partition, _ -> new ArrayList<>());
            synchronized (offsets) {
                portion.forEach(each -> offsets.add(each.offset()));
            }
        }

        @Override
        public boolean wantsBeside(int partition) {
            return wantsBeside;
        }

        @Override
        public boolean beside(int partition, long position, OptionalLong end) {
            besides.add(partition);
            return false;
        }

        int count() {
            return done.values().stream()
                    .mapToInt(each -> {
                        synchronized (each) {
                            return each.size();
                        }
                    })
                    .sum();
        }
    }

    @Test
    void aPortionThatFailsIsRepeatedAndHoldsUpItsPartitionOnly() {
        AtomicInteger failures = new AtomicInteger();
        Recorded work = new Recorded(partition -> {
            if (partition == 3 && failures.incrementAndGet() <= 3) {
                throw new IllegalStateException("not yet");
            }
        });
        IntStream.range(0, 8).forEach(partition -> send(partition, 5));
        read(work);

        await().atMost(PATIENCE).until(() -> work.count() == 35 && !work.done.containsKey(3));
        await().atMost(PATIENCE).until(() -> work.count() == 40);

        assertThat(failures).hasValueGreaterThan(3);
        assertThat(work.done).allSatisfy((_, offsets) -> assertThat(offsets).containsExactly(0L, 1L, 2L, 3L, 4L));
        await().atMost(PATIENCE).until(() -> committed(3) == 5);
    }

    @Test
    void anOffsetIsCommittedWhenTheWorkIsDoneAndNotBefore() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Recorded work = new Recorded(partition -> {
            if (partition == 0) {
                begun.countDown();
                go.await();
            }
        });
        send(0, 3);
        send(1, 3);
        read(work);

        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).until(() -> committed(1) == 3);
        assertThat(committed(0)).isZero();
        go.countDown();

        await().atMost(PATIENCE).until(() -> committed(0) == 3);
    }

    @Test
    void readersThatComeAndGoLoseNothingAndKeepTheOrderOfPartitions() {
        Recorded first = new Recorded(_ -> {});
        Recorded second = new Recorded(_ -> {});
        PublicationReader leaving = read(first);
        for (int partition = 0; partition < 32; partition++) {
            send(partition, 20);
        }
        await().atMost(PATIENCE).until(() -> first.count() > 0);
        PublicationReader staying = read(second);
        for (int round = 0; round < 10; round++) {
            for (int partition = 0; partition < 32; partition++) {
                send(partition, 4);
            }
        }
        await("both read")
                .atMost(PATIENCE)
                .until(() -> leaving.lags().size() == 16 && staying.lags().size() == 16);
        for (int partition = 0; partition < 32; partition++) {
            send(partition, 20);
        }

        leaving.close();
        for (int partition = 0; partition < 32; partition++) {
            send(partition, 20);
        }

        await().atMost(PATIENCE).until(() -> IntStream.range(0, 32).allMatch(partition -> committed(partition) == 100));
        for (int partition = 0; partition < 32; partition++) {
            List<Long> firsts = first.done.getOrDefault(partition, List.of());
            List<Long> seconds = second.done.getOrDefault(partition, List.of());
            Set<Long> all = new HashSet<>(firsts);
            all.addAll(seconds);
            assertThat(all).hasSize(100);
            assertThat(firsts).isSorted().doesNotHaveDuplicates();
            assertThat(seconds).isSorted().doesNotHaveDuplicates();
        }
        // A stop in order commits what is done, so that hardly anything is done twice.
        assertThat(first.count() + second.count()).isLessThanOrEqualTo(32 * 100 + 32 * 20);
    }

    @Test
    void aPartitionThatAlwaysHasRecordsComesToItsOtherWorkToo() {
        Recorded work = new Recorded(_ -> {});
        work.wantsBeside = true;
        read(work);
        await().atMost(PATIENCE).until(() -> {
            send(0, 50);
            return work.besides.stream().filter(partition -> partition == 0).count() >= 5;
        });

        assertThat(work.done).containsKey(0);
        assertThat(Set.copyOf(work.besides)).hasSize(32);
    }

    @Test
    void aPartitionWhosePortionTakesLongFallsBehindByWhatIsPublishedMeanwhile() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Recorded work = new Recorded(partition -> {
            begun.countDown();
            go.await();
        });
        send(0, 3);
        PublicationReader reader = read(work);
        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        send(0, 30);

        await().atMost(PATIENCE).until(() -> reader.lags().getOrDefault(0, 0L) == 33);
        go.countDown();

        await().atMost(PATIENCE).until(() -> reader.lags().getOrDefault(0, 33L) == 0);
    }

    private PublicationReader read(Recorded work) {
        Map<String, Object> config = config();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10);
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        PublicationReader reader = new PublicationReader(
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer()), work);
        readers.add(reader);
        reader.start();
        return reader;
    }

    private void send(int partition, int count) {
        List<Future<?>> sent = IntStream.range(0, count)
                .<Future<?>>mapToObj(i -> producer.send(new ProducerRecord<>(TOPIC, partition, null, new byte[] {1})))
                .collect(Collectors.toList());
        try {
            for (Future<?> each : sent) {
                each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private long committed(int partition) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return Optional.ofNullable(offsets.get(new TopicPartition(TOPIC, partition)))
                    .map(OffsetAndMetadata::offset)
                    .orElse(0L);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>();
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        return config;
    }
}
