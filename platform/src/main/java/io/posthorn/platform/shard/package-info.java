/** Which shard a queue belongs to. */
@NullMarked
package io.posthorn.platform.shard;

import org.jspecify.annotations.NullMarked;
