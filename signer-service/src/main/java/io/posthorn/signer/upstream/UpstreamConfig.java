package io.posthorn.signer.upstream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where services are, and how long they are waited for. */
@ConfigMapping(prefix = "posthorn.signer")
public interface UpstreamConfig {
    /**
     * The replicas of each service by signing name, such as {@code posthorn.signer.upstreams.sqs=http://queue-0:8080,…}.
     * A service of this very process needs none.
     */
    Map<String, List<String>> upstreams();

    /** How services over HTTP are asked. */
    Upstream upstream();

    /** How services over HTTP are asked. */
    interface Upstream {
        /** How long a connection may take; then another replica is tried. */
        @WithDefault("2s")
        Duration connectTimeout();

        /** How long an answer may take in all: longer than the longest long poll, 20 seconds. */
        @WithDefault("35s")
        Duration deadline();

        /** Connections to each replica at most; a parked long poll holds one. */
        @WithDefault("512")
        int connections();

        /** Requests that may wait for a connection to each replica, or for an owner, before others are refused. */
        @WithDefault("1024")
        int waiting();

        /**
         * How long a request waits while nobody serves its shard, as when a replica has died: longer than the time to live
         * of a replica and two heartbeats, and with the longest long poll less than clients wait for an answer. Zero: not
         * at all.
         */
        @WithDefault("8500ms")
        Duration patience();

        /** Into how many shards queues are divided: what the queue service is configured with. */
        @WithDefault("${posthorn.queue.shards:64}")
        int shards();

        /** The longest answer that is taken, in bytes. */
        @WithDefault("67108864")
        int maxAnswerBytes();
    }
}
