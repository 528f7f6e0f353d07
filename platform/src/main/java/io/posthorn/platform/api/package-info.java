/** The front of a service: decode, authorize, execute, encode, and count what came of it. */
@NullMarked
package io.posthorn.platform.api;

import org.jspecify.annotations.NullMarked;
