/** Tests of the fan-out: what is pure by itself, the rest with a real database and a real Kafka. */
@NullMarked
package io.posthorn.topic.webhook;

import org.jspecify.annotations.NullMarked;
