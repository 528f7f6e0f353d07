package io.posthorn.wire;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the XML answers of the query protocol, as a client does, with the platform's own parser. A document type, and
 * with it every entity of its own, is refused. Elements that belong to no member are skipped.
 */
final class XmlReader implements AutoCloseable {
    private final XMLStreamReader reader;
    private final RequestLimits limits;
    private int members;
    private int depth;

    XmlReader(byte[] body, RequestLimits limits) {
        this.limits = limits;
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        // The platform counts &lt; and its like as entities; with document types refused those are all there are.
        factory.setProperty("jdk.xml.totalEntitySizeLimit", 0);
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", 0);
        factory.setProperty("jdk.xml.entityExpansionLimit", 0);
        try {
            reader = factory.createXMLStreamReader(new ByteArrayInputStream(body), "UTF-8");
        } catch (XMLStreamException e) {
            throw broken();
        }
    }

    /** Goes to the next start of an element; answers its name, or null at the end of the element around it. */
    @Nullable
    String enter() {
        try {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        entered();
                        return reader.getLocalName();
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        depth--;
                        return null;
                    }
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new MalformedInput("The XML has a document type.");
                    default -> {}
                }
            }
            return null;
        } catch (XMLStreamException e) {
            throw broken();
        }
    }

    private void entered() {
        if (++depth > limits.depth() * 2 + 2 || ++members > limits.members() * 4) {
            throw new MalformedInput("The XML is nested too deeply or has too many elements.");
        }
    }

    /** Requires that nothing comes after the document's element but what XML allows there. */
    void end() {
        if (enter() != null) {
            throw broken();
        }
    }

    /** The text of the element that was entered; leaves it. */
    String text() {
        try {
            depth--;
            return reader.getElementText();
        } catch (XMLStreamException e) {
            throw broken();
        }
    }

    /** Leaves the element that was entered and all in it. */
    void skip() {
        for (int open = 1; open > 0; ) {
            open += enter() == null ? -1 : 1;
        }
    }

    /** The record in the element that was entered; leaves it. */
    Record structure(Structure shape) {
        @Nullable Object[] values = new @Nullable Object[shape.members().length];
        String name;
        while ((name = enter()) != null) {
            Structure.Queried queried = shape.queried(name);
            if (queried == null) {
                skip();
            } else {
                int position = queried.member().position();
                values[position] = value(queried.member().shape(), values[position]);
            }
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof List<?> list) {
                values[i] = List.copyOf(list);
            } else if (values[i] instanceof Map<?, ?> map) {
                values[i] = Collections.unmodifiableMap(map);
            }
        }
        return shape.create(values);
    }

    private Object value(ValueShape shape, @Nullable Object before) {
        return switch (shape) {
            case Scalar scalar -> scalar.parse(text(), limits.numberChars());
            case Structure structure -> structure(structure);
            case ValueShape.Sequence(ValueShape element, boolean flattened) -> {
                List<Object> elements = new ArrayList<>();
                if (before instanceof List<?> known) {
                    elements = castList(known);
                }
                if (flattened) {
                    elements.add(value(element, null));
                } else {
                    while (enter() != null) {
                        elements.add(value(element, null));
                    }
                }
                yield elements;
            }
            case ValueShape.Mapping mapping -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                if (before instanceof Map<?, ?> known) {
                    entries = castMap(known);
                }
                if (mapping.flattened()) {
                    entry(mapping, entries);
                } else {
                    while (enter() != null) {
                        entry(mapping, entries);
                    }
                }
                yield entries;
            }
        };
    }

    private void entry(ValueShape.Mapping mapping, Map<String, Object> entries) {
        String key = null;
        Object value = null;
        String name;
        while ((name = enter()) != null) {
            if (name.equals(mapping.key().text())) {
                key = text();
            } else if (name.equals(mapping.valueName().text())) {
                value = value(mapping.value(), null);
            } else {
                skip();
            }
        }
        if (key == null || value == null || entries.put(key, value) != null) {
            throw new MalformedInput("A map's entry lacks its name or its value, or stands more than once.");
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> castList(List<?> list) {
        return (List<Object>) list;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> castMap(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static MalformedInput broken() {
        return new MalformedInput("The XML is broken.");
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (XMLStreamException e) {
            throw broken();
        }
    }
}
