package io.posthorn.topic.api;

/** What UntagResource answers: an empty result, which clients look for. */
public record UntagResourceOutput() {}
