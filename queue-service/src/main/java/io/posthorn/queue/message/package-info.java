/** What a message carries: its body, attributes and their digests, the rules they keep, and how they are stored. */
@NullMarked
package io.posthorn.queue.message;

import org.jspecify.annotations.NullMarked;
