/** All services in one process, with a PostgreSQL and a Kafka of their own: what {@code ./posthorn up} runs. */
@NullMarked
package io.posthorn.standalone;

import org.jspecify.annotations.NullMarked;
