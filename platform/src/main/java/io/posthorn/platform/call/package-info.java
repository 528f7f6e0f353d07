/** Who asks, carried over HTTP from the edge to a service as a signed, short-lived header. */
@NullMarked
package io.posthorn.platform.call;

import org.jspecify.annotations.NullMarked;
