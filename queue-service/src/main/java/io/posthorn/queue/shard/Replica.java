package io.posthorn.queue.shard;

import java.util.Objects;

/**
 * One running queue-service.
 *
 * @param id unique to this start of the process: a restarted replica is another one
 * @param url where edges reach it, such as {@code http://queue-0.queue:8080}
 */
public record Replica(String id, String url) {
    public Replica {
        Objects.requireNonNull(id);
        Objects.requireNonNull(url);
    }
}
