package io.posthorn.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name of a member in the JSON form of query answers ({@link Protocol#AWS_QUERY_JSON}), where JSON has another. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface QueryJsonName {
    /** The name. */
    String value();
}
