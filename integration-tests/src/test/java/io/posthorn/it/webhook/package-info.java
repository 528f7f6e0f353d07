/** Deliveries of topics by HTTP, seen by real receivers. */
@NullMarked
package io.posthorn.it.webhook;

import org.jspecify.annotations.NullMarked;
