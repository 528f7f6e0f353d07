package io.posthorn.wire;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One component of a record: its names, its shape and how to read it. */
final class Member {
    private final int position;
    private final String name;
    private final byte[] jsonName;
    private final List<XmlName> queryNames;
    private final String queryJsonName;
    private final ValueShape shape;
    private final boolean nullable;
    private final MethodHandle accessor;

    /**
     * @param position where the component stands in its record, from 0
     * @param name the wire name
     * @param queryNames the names in query and XML, the one to write first
     * @param queryJsonName the name in the JSON form of query answers
     * @param nullable whether the record takes null for an absent member
     * @param accessor reads the component: {@code (Record)Object}
     */
    Member(
            int position,
            String name,
            List<XmlName> queryNames,
            String queryJsonName,
            ValueShape shape,
            boolean nullable,
            MethodHandle accessor) {
        this.position = position;
        this.name = name;
        this.queryNames = List.copyOf(queryNames);
        this.queryJsonName = queryJsonName;
        this.shape = shape;
        this.nullable = nullable;
        this.accessor = accessor;
        ByteSink quoted = new ByteSink(name.length() + 3);
        JsonWriter.string(quoted, name);
        quoted.ascii(':');
        this.jsonName = quoted.toByteArray();
    }

    int position() {
        return position;
    }

    String name() {
        return name;
    }

    /** The name, quoted and with its colon. */
    byte[] jsonName() {
        return jsonName;
    }

    List<XmlName> queryNames() {
        return queryNames;
    }

    /** The name that is written. */
    XmlName queryName() {
        return queryNames.getFirst();
    }

    /** The name in the JSON form of query answers. */
    String queryJsonName() {
        return queryJsonName;
    }

    ValueShape shape() {
        return shape;
    }

    boolean nullable() {
        return nullable;
    }

    /** The component's value in {@code of}. */
    @Nullable
    Object in(Record of) {
        try {
            return (Object) accessor.invokeExact(of);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("an accessor threw a checked exception", e);
        }
    }

    /** What the record gets when the wire does not carry this member. */
    @Nullable
    Object absent() {
        if (nullable) {
            return null;
        }
        return switch (shape) {
            case ValueShape.Sequence _ -> List.of();
            case ValueShape.Mapping _ -> Map.of();
            case Scalar _, Structure _ -> throw new MalformedInput("The member " + name + " is missing.");
        };
    }
}
