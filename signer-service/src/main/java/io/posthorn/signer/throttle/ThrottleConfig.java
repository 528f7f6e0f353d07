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
