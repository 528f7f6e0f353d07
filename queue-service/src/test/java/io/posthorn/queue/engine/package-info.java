@NullMarked
package io.posthorn.queue.engine;

import org.jspecify.annotations.NullMarked;
