package io.posthorn.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** How queues are shared out, journaled and held in memory. */
@ConfigMapping(prefix = "posthorn.queue")
public interface QueueServiceConfig {
    /** Into how many shards queues are divided: 1 to 1024. Fixed when the installation is made. */
    @WithDefault("64")
    int shards();

    /**
     * On how many event loops shards run, and so how many journal transactions are under way at the same time. 0: as many
     * as there are processors, at most 8.
     */
    @WithDefault("0")
    int loops();

    /**
     * Whether topics and rules of a queue's own account send to it only when its policy allows their service, as those of
     * other accounts do always. By default their own account needs no policy; one that denies holds either way.
     */
    @WithDefault("false")
    boolean servicesNeedPolicy();

    Replica replica();

    Journal journal();

    Memory memory();

    Metrics metrics();

    Yandex yandex();

    /**
     * Which callers are answered as Yandex Message Queue answers, in its URLs, names, limits and errors; the others are
     * answered as Amazon SQS does. Either is enough.
     */
    interface Yandex {
        /** The accounts, which are folders then. */
        Optional<Set<String>> accounts();

        /** The hosts of the endpoint's URL as callers write them, each with its port or for every port. */
        Optional<Set<String>> hosts();
    }

    /** This process among those that share the shards. */
    interface Replica {
        /**
         * The replica's name. One that keeps its name over a restart has its shards back at once; two that run at the same
         * time must not share one. Default: the host's name and a random part.
         */
        Optional<String> id();

        /** Where edges reach this replica. */
        @WithDefault("http://localhost:${quarkus.http.port:8080}")
        String url();

        /** How often the replica proves that it lives. */
        @WithDefault("1s")
        Duration heartbeat();

        /** After how long without a proof others take its shards; at least three heartbeats. */
        @WithDefault("6s")
        Duration ttl();
    }

    /** What is written together, and how much may wait. */
    interface Journal {
        /** How many entries one transaction writes at the most. */
        @WithDefault("2000")
        int batchEntries();

        /** How many bytes of messages one transaction writes at the most, unless one append alone is larger. */
        @WithDefault("8388608")
        int batchBytes();

        /** How long leases and receive counts may stay in memory before they are written. */
        @WithDefault("400ms")
        Duration leaseDelay();

        /** After how long without an answer a transaction is given up on its connection and repeated on a new one. */
        @WithDefault("30s")
        Duration timeout();
    }

    /** What is shown of queues. */
    interface Metrics {
        /** How many queues have figures of their own; the others are shown together. */
        @WithDefault("200")
        int queues();
    }

    /** How much of the queues is held in memory, in all event loops together. What is not set is a share of the heap. */
    interface Memory {
        /**
         * How many bytes of message bodies and attributes are kept for receives; others are read when they are needed.
         * Default: an eighth of the heap.
         */
        OptionalLong bodyBytes();

        /**
         * How many bytes of messages may wait for their transactions before sends are answered ServiceUnavailable. Default: an
         * eighth of the heap.
         */
        OptionalLong waitingBytes();

        /**
         * Of how many messages is held what a receive needs, about 280 bytes each at the most; the ends of deeper backlogs stay
         * in the store and are read ahead. Each queue may hold a thousand all the same. Default: a quarter of the heap.
         */
        OptionalLong messages();
    }
}
