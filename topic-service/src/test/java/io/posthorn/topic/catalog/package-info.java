/** Tests of topics and subscriptions on record. */
@NullMarked
package io.posthorn.topic.catalog;

import org.jspecify.annotations.NullMarked;
