/** Messages at rest: sealed under data keys of their queue, which are sealed under the master key. */
@NullMarked
package io.posthorn.queue.seal;

import org.jspecify.annotations.NullMarked;
