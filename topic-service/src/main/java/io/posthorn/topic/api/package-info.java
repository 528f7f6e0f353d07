/** The SNS API: one class for each action, its input and output records, and the API's shape. */
@NullMarked
package io.posthorn.topic.api;

import org.jspecify.annotations.NullMarked;
