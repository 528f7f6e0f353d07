package io.posthorn.topic.api;

import java.util.Map;

/** What GetSubscriptionAttributes answers. */
public record GetSubscriptionAttributesOutput(Map<String, String> attributes) {}
