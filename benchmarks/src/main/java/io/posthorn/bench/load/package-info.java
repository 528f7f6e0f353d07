/** The load generator: connections with one request in flight each, what they ask, and what came of it. */
@NullMarked
package io.posthorn.bench.load;

import org.jspecify.annotations.NullMarked;
