/** The servers that are measured, as child processes, and a trivial one that measures the generator. */
@NullMarked
package io.posthorn.bench.server;

import org.jspecify.annotations.NullMarked;
