/** The transactional outbox: what a transaction says to Kafka is said if and only if it commits. */
@NullMarked
package io.posthorn.platform.outbox;

import org.jspecify.annotations.NullMarked;
