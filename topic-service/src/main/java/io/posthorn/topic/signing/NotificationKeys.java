package io.posthorn.topic.signing;

import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.log.Occasionally;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.topic.message.Signature;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The key that notifications are signed with, as {@link Topics#SIGNER_NOTIFICATION_KEYS} tells it: read from the
 * beginning and then followed on a thread of its own, so that every replica signs by itself, with the newest key, and goes
 * on while Kafka is away. Safe for use by many threads.
 */
public final class NotificationKeys implements NotificationSigner, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(NotificationKeys.class);

    /** How long the topic may keep silent before it is asked again; a record comes at once. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration FAILURE_LINES = Duration.ofMinutes(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    /** Records are a few KiB and there are one or two. */
    private static final int MAX_FETCH_BYTES = 1024 * 1024;

    private final SecretSealer sealer;
    private final CertificateUrls urls;
    private final Occasionally failures = new Occasionally(FAILURE_LINES, System.nanoTime());
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable SigningKey current;
    private volatile @Nullable Reader reader;

    /** Keeps what {@link #take} is given. */
    NotificationKeys(MasterKeys masterKeys, CertificateUrls urls) {
        this.sealer = new SecretSealer(masterKeys.forPurpose(NotificationKeyEvent.PURPOSE), new SecureRandom());
        this.urls = urls;
    }

    /**
     * Starts to read; does not wait for a key or for Kafka.
     *
     * @param kafka how the cluster is reached
     * @param masterKeys open the keys
     * @param urls where their certificates are found
     */
    public static NotificationKeys listen(Map<String, Object> kafka, MasterKeys masterKeys, CertificateUrls urls) {
        NotificationKeys keys = new NotificationKeys(masterKeys, urls);
        keys.start(kafka);
        return keys;
    }

    /** Whether there is a key to sign with. */
    public boolean ready() {
        return current != null;
    }

    /**
     * Signs with PKCS#1 v1.5.
     *
     * @throws IllegalArgumentException when {@code version} is neither 1 nor 2
     */
    @Override
    public Signature sign(String version, String region, String text) {
        SigningKey key = current;
        if (key == null) {
            throw new IllegalStateException("there is no key to sign with yet");
        }
        return key.sign(version, region, text);
    }

    /** Stops reading; what was read still signs. */
    @Override
    public void close() {
        closing.countDown();
        Reader started = reader;
        if (started != null) {
            started.end();
        }
    }

    /** Takes a record's value; called by one thread. What is older than the current key changes nothing. */
    void take(byte[] value) {
        try {
            NotificationKeyEvent event = NotificationKeyEvent.CODEC.decode(value);
            SigningKey before = current;
            if (before == null || before.number() < event.number()) {
                current = SigningKey.open(event, sealer, urls);
                LOG.infof(
                        "Notification key taken number=%d fingerprint=%s provider=%s",
                        event.number(), event.fingerprint(), RsaProvider.BEST);
            }
        } catch (EventException | SecretException | IllegalArgumentException e) {
            LOG.errorf("Notification key cannot be used reason=%s", e.getMessage());
        }
    }

    private void start(Map<String, Object> kafka) {
        Reader started = new Reader(consumer(kafka));
        reader = started;
        started.thread.start();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) SILENCE.toMillis());
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MAX_FETCH_BYTES);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Which key it is. */
    @Override
    public String toString() {
        return "NotificationKeys[" + current + "]";
    }

    /** Reads every partition, once there are any, until the end. */
    private final class Reader {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Thread thread =
                Thread.ofPlatform().name("notification-keys").daemon().unstarted(this::read);

        Reader(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        void end() {
            consumer.wakeup();
            try {
                thread.join(CLOSING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void read() {
            try {
                while (closing.getCount() > 0) {
                    step();
                }
            } catch (WakeupException | InterruptException _) {
                // closing
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                // it has nothing to hand over, and the broker answers nothing until the fetch that waits there is over
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        }

        private void step() throws InterruptedException {
            try {
                if (consumer.assignment().isEmpty() && !assign()) {
                    pause();
                    return;
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(SILENCE)) {
                    if (record.value() != null) {
                        take(record.value());
                    }
                }
            } catch (WakeupException | InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                failed(e);
                pause();
            }
        }

        /** Whether the topic is there. */
        private boolean assign() {
            String topic = Topics.SIGNER_NOTIFICATION_KEYS.name();
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            return !partitions.isEmpty();
        }

        private void failed(KafkaException failure) {
            long times = failures.happened(System.nanoTime());
            if (times != Occasionally.SILENT) {
                LOG.warnf("Notification keys not read reason=%s times=%d", failure.getMessage(), times);
            }
        }

        private void pause() throws InterruptedException {
            if (closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new WakeupException();
            }
        }
    }
}
