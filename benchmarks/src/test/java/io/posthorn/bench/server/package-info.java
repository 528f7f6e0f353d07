/** Tests of the null responder. */
@NullMarked
package io.posthorn.bench.server;

import org.jspecify.annotations.NullMarked;
