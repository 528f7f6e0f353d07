package io.posthorn.queue.state;

/** skeleton */
public final class MessageMd5 {
    private MessageMd5() {}
}
