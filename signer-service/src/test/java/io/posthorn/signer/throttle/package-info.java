/** Tests of the package. */
@NullMarked
package io.posthorn.signer.throttle;

import org.jspecify.annotations.NullMarked;
