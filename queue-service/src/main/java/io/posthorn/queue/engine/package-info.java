/** Queues that live on this replica: the pure core on its event loop, its journal, its timers and its long polls. */
@NullMarked
package io.posthorn.queue.engine;

import org.jspecify.annotations.NullMarked;
