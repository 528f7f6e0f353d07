/** Tests of publishing. */
@NullMarked
package io.posthorn.topic.publish;

import org.jspecify.annotations.NullMarked;
