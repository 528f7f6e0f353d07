package io.posthorn.signer.notification;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Tells of keys from when the service is up until it goes down. */
@ApplicationScoped
class NotificationKeyLifecycle {
    private final NotificationKeyStart keys;
    private final NotificationKeysTopic topic;

    NotificationKeyLifecycle(NotificationKeyStart keys, NotificationKeysTopic topic) {
        this.keys = keys;
        this.topic = topic;
    }

    void follow(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) StartupEvent event) {
        keys.follow(topic);
    }

    void stop(@Observes ShutdownEvent event) {
        keys.stop();
    }
}
