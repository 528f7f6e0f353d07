/** What services tell each other over Kafka: topics, versioned records and how they are read. */
@NullMarked
package io.posthorn.platform.event;

import org.jspecify.annotations.NullMarked;
