package io.posthorn.queue.state;

/** Names one waiting long poll within the process. */
public record WaiterId(long value) {}
