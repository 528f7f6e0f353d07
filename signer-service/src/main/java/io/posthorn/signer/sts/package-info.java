/** The part of AWS STS that clients use to ask who they are. */
@NullMarked
package io.posthorn.signer.sts;

import org.jspecify.annotations.NullMarked;
