/** Topics and subscriptions on record, through Hibernate Reactive. */
@NullMarked
package io.posthorn.topic.catalog;

import org.jspecify.annotations.NullMarked;
