/** The queue service as a whole, over a real PostgreSQL and a real Kafka. */
@NullMarked
package io.posthorn.queue;

import org.jspecify.annotations.NullMarked;
