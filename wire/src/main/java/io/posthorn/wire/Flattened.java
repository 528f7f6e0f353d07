package io.posthorn.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A list or map without a wrapper in query and XML; JSON is unaffected.
 *
 * <ul>
 *   <li>{@code @Flattened("AttributeName") List<String>}: {@code AttributeName.1=…}, in XML one {@code <AttributeName>}
 *       per element. A bare {@code AttributeName=…} is read as the first element, as old clients write it.
 *   <li>{@code @Flattened("Attribute") @QueryMap(key = "Name", value = "Value") Map<String, String>}:
 *       {@code Attribute.1.Name=…&Attribute.1.Value=…}, in XML {@code <Attribute><Name/><Value/></Attribute>}.
 *   <li>Several names are all read, one after the other, and the first is written.
 * </ul>
 *
 * Without this annotation a list is {@code Tags.member.1} and a map {@code Attributes.entry.1.key}, in XML
 * {@code <Tags><member/></Tags>} and {@code <Attributes><entry><key/><value/></entry></Attributes>}.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Flattened {
    /** The names in query and XML; none means the member's wire name. */
    String[] value() default {};
}
