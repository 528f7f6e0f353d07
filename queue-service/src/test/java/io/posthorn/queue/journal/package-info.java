/** What survives, over a real PostgreSQL. */
@NullMarked
package io.posthorn.queue.journal;

import org.jspecify.annotations.NullMarked;
