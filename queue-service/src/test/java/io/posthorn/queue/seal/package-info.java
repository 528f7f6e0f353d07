/** Tests of messages at rest. */
@NullMarked
package io.posthorn.queue.seal;

import org.jspecify.annotations.NullMarked;
