package io.posthorn.signer.edge;

import io.posthorn.platform.dialect.YandexCallers;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** How the public door behaves. */
@ConfigMapping(prefix = "posthorn.signer")
public interface EdgeConfig {
    /**
     * Whether {@code X-Forwarded-Proto} and {@code X-Forwarded-Host} say the public address, and {@code X-Forwarded-For} the
     * client's. Only behind a proxy that sets the first two itself and adds to the third: a client could otherwise choose the
     * address in its queue URLs, and the one that policies know it by.
     */
    @WithDefault("false")
    boolean trustForwardedHeaders();

    /**
     * Through how many proxies that add to {@code X-Forwarded-For} a request comes, 1 or more: the client's address is that
     * entry from the end. Counts where forwarded headers are trusted.
     */
    @WithDefault("1")
    int forwardingProxies();

    /** The longest body that is read, in bytes; 1 or more. Room for the largest batch with every byte encoded. */
    @WithDefault("4194304")
    int maxBodyBytes();

    /** How many derived signing keys are kept: one per access key, day, region and service in use. */
    @WithDefault("10000")
    int signingKeys();

    /** Who is answered as Yandex Message Queue answers: what the queue service is configured with. */
    Yandex yandex();

    /** Who is answered as Yandex Message Queue answers. */
    interface Yandex {
        /** The accounts. */
        @WithDefault("${posthorn.queue.yandex.accounts:}")
        Optional<Set<String>> accounts();

        /** The hosts of the endpoint's URL as callers write them, each with its port or for every port. */
        @WithDefault("${posthorn.queue.yandex.hosts:}")
        Optional<Set<String>> hosts();

        /** The callers that this says. */
        default YandexCallers callers() {
            return new YandexCallers(accounts().orElse(Set.of()), hosts().orElse(Set.of()));
        }
    }
}
