package io.posthorn.topic.catalog;

/** What came of creating a topic. */
public sealed interface CreateResult {
    /** It was made. */
    record Created(TopicDescription topic) implements CreateResult {}

    /** There is one of that name. */
    record Existing(TopicDescription topic) implements CreateResult {}

    /** The account has as many as it may. */
    record TooMany() implements CreateResult {}
}
