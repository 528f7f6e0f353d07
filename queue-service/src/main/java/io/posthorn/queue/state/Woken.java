package io.posthorn.queue.state;

/** A long poll that is over: it got messages, or its time is up and it got none. */
public record Woken(WaiterId waiter, Received.Messages received) {}
