/** The queue service: Amazon SQS and Yandex Message Queue. */
@NullMarked
package io.posthorn.queue;

import org.jspecify.annotations.NullMarked;
