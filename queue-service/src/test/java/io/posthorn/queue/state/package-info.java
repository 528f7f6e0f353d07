/** Tests of the queue's pure core: every behaviour by name, and random histories with crashes against a naive model. */
@NullMarked
package io.posthorn.queue.state;

import org.jspecify.annotations.NullMarked;
