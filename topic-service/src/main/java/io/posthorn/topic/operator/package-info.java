/** What the operator of the installation asks and does: the attempts to deliver by HTTP on record, and sending again. */
@NullMarked
package io.posthorn.topic.operator;

import org.jspecify.annotations.NullMarked;
