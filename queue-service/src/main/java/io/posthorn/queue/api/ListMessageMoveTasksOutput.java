package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;

/** What ListMessageMoveTasks answers. */
public record ListMessageMoveTasksOutput(
        @Flattened("ListMessageMoveTasksResultEntry") List<ListMessageMoveTasksResultEntry> results) {}
