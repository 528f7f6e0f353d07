/** What keeps logs short when the same thing happens often. */
@NullMarked
package io.posthorn.platform.log;

import org.jspecify.annotations.NullMarked;
