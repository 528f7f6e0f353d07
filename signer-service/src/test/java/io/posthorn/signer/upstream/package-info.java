/** Tests of the package. */
@NullMarked
package io.posthorn.signer.upstream;

import org.jspecify.annotations.NullMarked;
