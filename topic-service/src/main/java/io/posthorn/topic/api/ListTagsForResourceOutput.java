package io.posthorn.topic.api;

import java.util.List;

/** What ListTagsForResource answers. */
public record ListTagsForResourceOutput(List<Tag> tags) {}
