package io.posthorn.topic;

import io.posthorn.topic.delivery.AttemptLogSettings;
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

    Http http();

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

    /** Delivery to subscribers by HTTP. */
    interface Http {
        /**
         * Whether endpoints by HTTP may subscribe to FIFO topics, which the real service refuses. They get the messages of a
         * group in order: while one is tried again, those after it wait.
         */
        @WithDefault("false")
        boolean fifo();

        /** Deliveries that may be under way to one subscriber from one replica. */
        @WithDefault("30")
        int concurrency();

        /** Subscribers that a replica keeps in memory for a second while it delivers. */
        @WithDefault("20000")
        int subscribers();

        /** Attempts that may be under way from one replica; what is more waits on record. */
        @WithDefault("1000")
        int attempts();

        /** Bytes of messages that may be in memory for attempts under way. */
        @WithDefault("67108864")
        long attemptBytes();

        /** Deliveries that may wait for one subscriber; more go to its dead-letter queue at once. */
        @WithDefault("100000")
        int waiting();

        /**
         * After failing for so long without a single success a subscriber gets no more attempts, and its messages go to its
         * dead-letter queue at once. Default: never.
         */
        Optional<Duration> disableAfter();

        AttemptLog attemptLog();

        /** What is recorded of attempts, for operators. */
        interface AttemptLog {
            /** Which attempts: {@code off}, {@code failures} or {@code all}. */
            @WithDefault("failures")
            AttemptLogSettings.Recorded recorded();

            /** How long they are kept, and the messages with them. */
            @WithDefault("24h")
            Duration retention();

            /** How many are kept of one subscriber, the newest ones. */
            @WithDefault("1000")
            int perSubscriber();
        }
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
