package io.posthorn.topic.api;

import java.util.List;

/** What PublishBatch answers. */
public record PublishBatchOutput(List<PublishBatchResultEntry> successful, List<BatchResultErrorEntry> failed) {}
