/** What of a queue survives a crash: entries written to PostgreSQL in groups, and how they are read back. */
@NullMarked
package io.posthorn.queue.journal;

import org.jspecify.annotations.NullMarked;
