package io.posthorn.platform.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes the topics that are missing and sees to it that the others can do what we need: what a topic may drop and how
 * long a record may be is put right; retention and replication of topics that are there stay the operator's. May run in
 * any number of processes at once.
 */
public final class TopicProvisioner {
    private final Admin admin;
    private final short replication;

    /**
     * @param admin the cluster; stays the caller's to close
     * @param replication how many brokers hold each record of new topics; from 3 on, two must have it before it counts
     */
    public TopicProvisioner(Admin admin, int replication) {
        if (replication < 1 || replication > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a record is held by at least 1 broker");
        }
        this.admin = admin;
        this.replication = (short) replication;
    }

    /**
     * Makes or checks {@code topics} and their dead ones. Blocks, no longer than {@code within}.
     *
     * @throws TopicException when Kafka refuses or does not answer in time, or a topic with explicit partitions has
     *     another number of them
     */
    public void provision(Collection<Topic> topics, Duration within) {
        Deadline deadline = new Deadline(System.nanoTime() + within.toNanos());
        List<Topic> all = new ArrayList<>(topics);
        topics.forEach(topic -> all.add(topic.dead()));
        // Brokers learn of a topic some time after it was made: it counts when it can be seen.
        while (!settled(all, deadline)) {
            deadline.pause();
        }
    }

    private boolean settled(List<Topic> topics, Deadline deadline) {
        Map<String, TopicDescription> existing = describe(topics, deadline);
        List<Topic> missing = new ArrayList<>();
        for (Topic topic : topics) {
            TopicDescription description = existing.get(topic.name());
            if (description == null) {
                missing.add(topic);
            } else {
                requirePartitions(topic, description);
            }
        }
        if (!missing.isEmpty()) {
            create(missing, deadline);
            return false;
        }
        return correct(topics, deadline);
    }

    private Map<String, TopicDescription> describe(List<Topic> topics, Deadline deadline) {
        Map<String, TopicDescription> found = new HashMap<>();
        admin.describeTopics(topics.stream().map(Topic::name).toList())
                .topicNameValues()
                .forEach((name, future) -> {
                    try {
                        found.put(name, deadline.await(future));
                    } catch (ExecutionException e) {
                        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                            throw failed(name, e);
                        }
                    }
                });
        return found;
    }

    private void create(List<Topic> missing, Deadline deadline) {
        List<NewTopic> made = missing.stream()
                .map(topic -> new NewTopic(topic.name(), topic.partitions(), replication).configs(configs(topic)))
                .toList();
        admin.createTopics(made).values().forEach((name, future) -> {
            try {
                deadline.await(future);
            } catch (ExecutionException e) {
                // Another process was faster: it made the same one.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw failed(name, e);
                }
            }
        });
    }

    private Map<String, String> configs(Topic topic) {
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup(topic));
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(topic.maxRecordBytes()));
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replication >= 3 ? "2" : "1");
        if (topic.cleanup() == Topic.Cleanup.DELETE) {
            configs.put(
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(topic.retention().toMillis()));
        }
        return configs;
    }

    private static void requirePartitions(Topic topic, TopicDescription found) {
        int count = found.partitions().size();
        if (topic.partitioning() == Topic.Partitioning.EXPLICIT && count != topic.partitions()) {
            throw new TopicException("topic " + topic.name() + " has " + count + " partitions and must have "
                    + topic.partitions() + ": the number of shards is fixed when a system is installed");
        }
    }

    /** Whether every broker that was asked knew the topics. */
    private boolean correct(List<Topic> topics, Deadline deadline) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        Map<ConfigResource, KafkaFuture<Config>> found = admin.describeConfigs(
                        topics.stream().map(TopicProvisioner::resource).toList())
                .values();
        for (Topic topic : topics) {
            KafkaFuture<Config> future = found.get(resource(topic));
            if (future == null) {
                throw new TopicException("Kafka does not say how topic " + topic.name() + " is configured");
            }
            try {
                List<AlterConfigOp> needed = corrections(topic, deadline.await(future));
                if (!needed.isEmpty()) {
                    changes.put(resource(topic), needed);
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    return false;
                }
                throw failed(topic.name(), e);
            }
        }
        admin.incrementalAlterConfigs(changes)
                .values()
                .forEach((resource, future) -> await(resource.name(), future, deadline));
        return true;
    }

    private static List<AlterConfigOp> corrections(Topic topic, Config config) {
        List<AlterConfigOp> needed = new ArrayList<>(2);
        ConfigEntry cleanup = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
        if (cleanup == null || !cleanup(topic).equals(cleanup.value())) {
            needed.add(set(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup(topic)));
        }
        ConfigEntry size = config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (size == null || Long.parseLong(size.value()) < topic.maxRecordBytes()) {
            needed.add(set(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(topic.maxRecordBytes())));
        }
        return needed;
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    private static String cleanup(Topic topic) {
        return topic.cleanup().name().toLowerCase(Locale.ROOT);
    }

    private static <T> T await(String topic, KafkaFuture<T> future, Deadline deadline) {
        try {
            return deadline.await(future);
        } catch (ExecutionException e) {
            throw failed(topic, e);
        }
    }

    private static TopicException failed(String topic, ExecutionException e) {
        return new TopicException("Kafka refused to make or check topic " + topic, e);
    }

    /** When all must be done, by {@link System#nanoTime}. */
    private record Deadline(long nanos) {
        private static final Duration PAUSE = Duration.ofMillis(50);

        void pause() {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            if (System.nanoTime() - nanos >= 0) {
                throw new TopicException("Kafka did not show new topics in time");
            }
        }

        <T> T await(KafkaFuture<T> future) throws ExecutionException {
            try {
                return future.get(Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new TopicException("Kafka did not answer in time", e);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }

        private static TopicException interrupted(InterruptedException e) {
            Thread.currentThread().interrupt();
            return new TopicException("interrupted while topics were made", e);
        }
    }
}
