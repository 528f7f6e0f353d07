/** What topics and subscriptions are: names, ARNs, errors. */
@NullMarked
package io.posthorn.topic.topic;

import org.jspecify.annotations.NullMarked;
