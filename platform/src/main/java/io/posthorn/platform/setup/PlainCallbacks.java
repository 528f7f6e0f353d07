package io.posthorn.platform.setup;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/**
 * Runs callbacks of {@code Uni} as they are. Context propagation captures the request's contexts at every step of every pipeline and
 * sets them around every callback; nothing here reads one: who calls is in the {@link io.posthorn.platform.Call}, and Hibernate
 * Reactive and the REST layer keep theirs in the Vert.x context.
 */
@Dependent
class PlainCallbacks {
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent starting) {
        Infrastructure.clearInterceptors();
    }
}
