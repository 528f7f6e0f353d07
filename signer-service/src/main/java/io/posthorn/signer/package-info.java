/** The edge: verifies signatures, keeps accounts apart, throttles and routes. */
@NullMarked
package io.posthorn.signer;

import org.jspecify.annotations.NullMarked;
