/** Tests of what connections ask and make of answers. */
@NullMarked
package io.posthorn.bench.load;

import org.jspecify.annotations.NullMarked;
