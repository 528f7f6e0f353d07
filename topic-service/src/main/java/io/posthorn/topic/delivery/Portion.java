package io.posthorn.topic.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deliveries that were accepted together: done when each of them is durable. For one thread. */
final class Portion {
    private final Promise<Void> promise = Promise.promise();
    private int open;
    private final List<UUID> accepted = new ArrayList<>();
    private @Nullable Throwable failure;

    /** @param size how many deliveries there are */
    Portion(int size) {
        this.open = size;
        if (size == 0) {
            promise.complete();
        }
    }

    Future<Void> durable() {
        return promise.future();
    }

    /** One of them has arrived, and nothing of it is on record. */
    void arrived(UUID id) {
        accepted.add(id);
        done();
    }

    /** Those that have arrived without anything on record. */
    List<UUID> accepted() {
        return accepted;
    }

    /** One of them is durable. */
    void done() {
        if (--open == 0) {
            Throwable cause = failure;
            if (cause == null) {
                promise.complete();
            } else {
                promise.fail(cause);
            }
        }
    }

    /** One of them is not. */
    void failed(Throwable cause) {
        failure = cause;
        done();
    }
}
