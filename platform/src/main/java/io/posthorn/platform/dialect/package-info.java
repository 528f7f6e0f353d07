/** Which callers are answered as another cloud answers, as the edge and the services must agree. */
@NullMarked
package io.posthorn.platform.dialect;

import org.jspecify.annotations.NullMarked;
