/** A service's own schema in the PostgreSQL database that it shares with the others. */
@NullMarked
package io.posthorn.platform.store;

import org.jspecify.annotations.NullMarked;
