package io.posthorn.queue;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Where {@link EmbeddedStores} puts the door to PostgreSQL: a {@code Consumer<Boolean>} that shuts and opens it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface StoreDoor {}
