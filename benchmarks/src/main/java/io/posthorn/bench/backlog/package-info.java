/** A backlog far larger than the server's memory, sent and then received. */
@NullMarked
package io.posthorn.bench.backlog;

import org.jspecify.annotations.NullMarked;
