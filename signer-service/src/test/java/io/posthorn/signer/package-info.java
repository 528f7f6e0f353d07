/** Tests of the whole service. */
@NullMarked
package io.posthorn.signer;

import org.jspecify.annotations.NullMarked;
