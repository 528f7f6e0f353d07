package io.posthorn.wire;

/** The shape of a value: what a codec must know to read and write it, planned from a component's Java type. */
sealed interface ValueShape permits Scalar, ValueShape.Sequence, ValueShape.Mapping, Structure {
    /**
     * A list.
     *
     * @param element the shape of its elements
     * @param flattened whether query and XML leave the wrapper out
     */
    record Sequence(ValueShape element, boolean flattened) implements ValueShape {}

    /**
     * A map with text keys.
     *
     * @param value the shape of its values
     * @param key what query and XML call a key
     * @param valueName what query and XML call a value
     * @param flattened whether query and XML leave the wrapper out
     */
    record Mapping(ValueShape value, XmlName key, XmlName valueName, boolean flattened) implements ValueShape {}
}
