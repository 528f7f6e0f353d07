/** Decides whether a request may do what it asks: IAM policy documents, read and evaluated as AWS does. Pure. */
@NullMarked
package io.posthorn.platform.policy;

import org.jspecify.annotations.NullMarked;
