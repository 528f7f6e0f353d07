/** Tests of the delivery engine. */
@NullMarked
package io.posthorn.topic.delivery;

import org.jspecify.annotations.NullMarked;
