/** Messages that move between queues: how they are written down for the way and how they arrive. */
@NullMarked
package io.posthorn.queue.move;

import org.jspecify.annotations.NullMarked;
