package io.posthorn.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The wire name of a member where it is not the component's own name with its first letter in upper case:
 * {@code @WireName("tags") Map<String, String> tags}. It holds in every protocol; {@link QueryName} and
 * {@link Flattened} override it in query and XML.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface WireName {
    /** The name, as written in JSON and, unless overridden, in query and XML. */
    String value();
}
