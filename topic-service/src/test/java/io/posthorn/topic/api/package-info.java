/** Tests of the operations of Amazon SNS. */
@NullMarked
package io.posthorn.topic.api;

import org.jspecify.annotations.NullMarked;
