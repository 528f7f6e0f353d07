/** Tests of the package. */
@NullMarked
package io.posthorn.topic.signing;

import org.jspecify.annotations.NullMarked;
