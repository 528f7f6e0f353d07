/** The topic service: Amazon SNS over the frame that all services share. */
@NullMarked
package io.posthorn.topic;

import org.jspecify.annotations.NullMarked;
