/** Who serves which shard, over a real PostgreSQL. */
@NullMarked
package io.posthorn.queue.shard;

import org.jspecify.annotations.NullMarked;
