package io.posthorn.topic.api;

/** What TagResource answers: an empty result, which clients look for. */
public record TagResourceOutput() {}
