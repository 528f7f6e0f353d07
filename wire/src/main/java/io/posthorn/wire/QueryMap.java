package io.posthorn.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a map calls its keys and values in query and XML; without it they are {@code key} and {@code value}. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface QueryMap {
    /** The name of an entry's key, such as {@code Name}. */
    String key();

    /** The name of an entry's value, such as {@code Value}. */
    String value();
}
