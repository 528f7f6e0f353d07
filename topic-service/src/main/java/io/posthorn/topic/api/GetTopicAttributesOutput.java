package io.posthorn.topic.api;

import java.util.Map;

/** What GetTopicAttributes answers. */
public record GetTopicAttributesOutput(Map<String, String> attributes) {}
