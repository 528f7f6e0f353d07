/** A real PostgreSQL and a real Kafka broker on one machine, whose data survive restarts and crashes. */
@NullMarked
package io.posthorn.embedded;

import org.jspecify.annotations.NullMarked;
