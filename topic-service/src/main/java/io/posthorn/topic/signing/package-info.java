/** Signatures of notifications. */
@NullMarked
package io.posthorn.topic.signing;

import org.jspecify.annotations.NullMarked;
