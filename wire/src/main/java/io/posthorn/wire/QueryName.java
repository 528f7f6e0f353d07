package io.posthorn.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The names of a member in the query protocol and its XML, where they differ from JSON. Every one is read; the first is
 * written. A flattened list or map names itself with {@link Flattened} instead.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface QueryName {
    /** The names, at least one; no other member of the record may have one of them. */
    String[] value();
}
