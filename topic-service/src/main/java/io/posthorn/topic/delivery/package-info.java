/** The delivery engine: what is sent to targets outside, tried again until it arrives or is given up. */
@NullMarked
package io.posthorn.topic.delivery;

import org.jspecify.annotations.NullMarked;
