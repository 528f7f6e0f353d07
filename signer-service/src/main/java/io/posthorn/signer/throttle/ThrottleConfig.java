package io.posthorn.signer.throttle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** How many requests an account may make at each edge. Off unless a rate is set. */
@ConfigMapping(prefix = "posthorn.signer.throttle")
public interface ThrottleConfig {
    /** Requests that look: {@code Get…}, {@code List…}, {@code Describe…} and receiving. */
    ClassConfig read();

    /** Requests that move messages: sends, deletes, visibility changes, publishing. */
    ClassConfig write();

    /** Requests that change what exists: all other actions. */
    ClassConfig admin();

    /** Calls on each queue by callers who are answered as Yandex Message Queue answers. */
    YandexConfig yandex();

    /** Calls on each queue: sending, receiving, deleting and changing visibility each by themselves. */
    interface YandexConfig {
        /** Calls a second on a standard queue; 0 for no limit. Yandex Cloud allows 300. */
        @WithDefault("0")
        double standard();

        /** Calls a second on a FIFO queue; 0 for no limit. Yandex Cloud allows 30. */
        @WithDefault("0")
        double fifo();

        /** The quota that this says, a second's calls at once. */
        default QueueQuota toQuota() {
            return new QueueQuota(Rate.each(standard()), Rate.each(fifo()));
        }
    }

    /** One class of actions. */
    interface ClassConfig {
        /** Requests a second in the long run; 0 for no limit. */
        @WithDefault("0")
        double rate();

        /** Requests at once after a rest. */
        @WithDefault("1000")
        int burst();

        /** The rate that this says; fails on a negative rate or a burst below 1. */
        default Rate toRate() {
            return new Rate(rate(), burst());
        }
    }

    /** The throttle that this says. */
    default Throttle toThrottle() {
        return new Throttle(Map.of(
                ActionClass.READ, read().toRate(),
                ActionClass.WRITE, write().toRate(),
                ActionClass.ADMIN, admin().toRate()));
    }
}
