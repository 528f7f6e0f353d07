/** Tests of the package. */
@NullMarked
package io.posthorn.signer.notification;

import org.jspecify.annotations.NullMarked;
