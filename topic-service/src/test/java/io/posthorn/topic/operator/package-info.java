/** Tests of the operator's interface. */
@NullMarked
package io.posthorn.topic.operator;

import org.jspecify.annotations.NullMarked;
