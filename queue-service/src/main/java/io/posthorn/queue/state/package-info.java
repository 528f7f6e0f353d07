/** The pure core of one queue: commands and time in, answers and journal entries out; no I/O, no clock, one thread. */
@NullMarked
package io.posthorn.queue.state;

import org.jspecify.annotations.NullMarked;
