package io.posthorn.topic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How topics are served. */
@ConfigMapping(prefix = "posthorn.topic")
public interface TopicServiceConfig {
    /**
     * Where subscribers reach the SNS API: the base of SubscribeURL, UnsubscribeURL and, unless it says otherwise, of
     * SigningCertURL. Default: the installation's public URL.
     */
    @WithDefault("${posthorn.public-url:http://localhost:4566}")
    URI publicUrl();

    /** How long an endpoint has to confirm its subscription; then the subscription is deleted. */
    @WithDefault("48h")
    Duration confirmationTime();

    Signing signing();

    Limits limits();

    Memory memory();

    Metrics metrics();

    /** How signatures name their certificate. */
    interface Signing {
        /** Where certificates are served. Default: the public URL. */
        Optional<URI> certificateUrl();

        /**
         * Whether SigningCertURL names the real service's host for the topic's region, {@code sns.<region>.amazonaws.com},
         * because some validators take no other. Receivers must reach this endpoint under that name then.
         */
        @WithDefault("false")
        boolean awsHosts();
    }

    /** How much there may be. The defaults are the real service's where it has any that fit one installation. */
    interface Limits {
        /** Standard topics of an account in a region. */
        @WithDefault("100000")
        int topics();

        /** FIFO topics of an account in a region. */
        @WithDefault("1000")
        int fifoTopics();

        /** Subscriptions of a standard topic. All of a topic that is published to are in memory. */
        @WithDefault("100000")
        int subscriptions();

        /** Subscriptions of a FIFO topic. */
        @WithDefault("100")
        int fifoSubscriptions();

        /** Pending subscriptions of an account's topics. */
        @WithDefault("5000")
        int pendingSubscriptions();

        /** Filter policies of a topic. */
        @WithDefault("200")
        int filterPolicies();

        /** Filter policies of an account's topics. */
        @WithDefault("10000")
        int accountFilterPolicies();
    }

    /** What is kept in memory. */
    interface Memory {
        /** Topics that publishing need not look up. */
        @WithDefault("10000")
        int topics();

        /** Subscribers of topics that the fan-out need not look up, 500 bytes each without their filters. */
        @WithDefault("200000")
        int subscribers();

        /** Bytes of publications that may be on their way into Kafka; more are refused. */
        @WithDefault("33554432")
        long publishingBytes();
    }

    /** What is measured. */
    interface Metrics {
        /** Topics with figures of their own; the others share one. */
        @WithDefault("100")
        int topics();
    }
}
