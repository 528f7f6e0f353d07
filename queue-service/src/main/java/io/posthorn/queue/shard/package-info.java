/** Which replica serves which shard: leases with epochs in PostgreSQL, announced over Kafka. */
@NullMarked
package io.posthorn.queue.shard;

import org.jspecify.annotations.NullMarked;
