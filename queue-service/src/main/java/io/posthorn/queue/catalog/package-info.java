/** The queues on record: their names, attributes and tags in PostgreSQL through Hibernate Reactive. */
@NullMarked
package io.posthorn.queue.catalog;

import org.jspecify.annotations.NullMarked;
