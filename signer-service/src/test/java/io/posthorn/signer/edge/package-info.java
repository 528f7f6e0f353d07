/** Tests of the package. */
@NullMarked
package io.posthorn.signer.edge;

import org.jspecify.annotations.NullMarked;
