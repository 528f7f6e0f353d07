/** What a queue is: its name, URL, ARN, attributes, policies and tags, and what the operations ask of the queues. */
@NullMarked
package io.posthorn.queue.queue;

import org.jspecify.annotations.NullMarked;
