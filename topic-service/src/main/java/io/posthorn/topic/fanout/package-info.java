/** Publications on their way out of Kafka: who is subscribed, whose filter lets them pass, and a delivery for each. */
@NullMarked
package io.posthorn.topic.fanout;

import org.jspecify.annotations.NullMarked;
