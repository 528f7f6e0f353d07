/** Publications on their way into Kafka: one append each, and what is published is durable. */
@NullMarked
package io.posthorn.topic.publish;

import org.jspecify.annotations.NullMarked;
