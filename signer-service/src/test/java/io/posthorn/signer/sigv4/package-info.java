/** Tests of the signature core. */
@NullMarked
package io.posthorn.signer.sigv4;

import org.jspecify.annotations.NullMarked;
