/** Tests of the package. */
@NullMarked
package io.posthorn.signer.identity;

import org.jspecify.annotations.NullMarked;
