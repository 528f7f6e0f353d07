/** What the attributes, policies and tags of topics and subscriptions may be, and what they mean. */
@NullMarked
package io.posthorn.topic.attribute;

import org.jspecify.annotations.NullMarked;
