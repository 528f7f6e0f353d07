/** The benchmark program: options, runs against one endpoint, and comparison in pairs. */
@NullMarked
package io.posthorn.bench;

import org.jspecify.annotations.NullMarked;
