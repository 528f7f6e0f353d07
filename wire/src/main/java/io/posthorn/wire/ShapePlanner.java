package io.posthorn.wire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Plans records: reads their components and annotations once and gathers everything wrong with them. */
final class ShapePlanner {
    /** What is a name in a query parameter and an XML element alike. */
    private static final Pattern QUERY_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    private static final XmlName KEY = new XmlName("key");
    private static final XmlName VALUE = new XmlName("value");
    private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Record.class);
    private static final MethodType CONSTRUCTOR = MethodType.methodType(Record.class, Object[].class);

    private final MemberNames names;
    private final boolean inputs;
    private final Problems problems;
    private final Map<Class<?>, Structure> planned = new HashMap<>();

    /**
     * A planner.
     *
     * @param inputs whether callers write these records: they may leave anything out
     */
    ShapePlanner(MemberNames names, boolean inputs, Problems problems) {
        this.names = names;
        this.inputs = inputs;
        this.problems = problems;
    }

    Structure structure(Class<? extends Record> type) {
        Structure known = planned.get(type);
        if (known != null) {
            return known;
        }
        Structure structure = new Structure(type);
        planned.put(type, structure);
        RecordComponent[] components = type.getRecordComponents();
        if (type.getTypeParameters().length > 0) {
            problems.add(type.getName() + " has type parameters");
            return structure;
        }
        if (components.length > Structure.MAX_MEMBERS) {
            problems.add(type.getName() + " has more than " + Structure.MAX_MEMBERS + " components");
            return structure;
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            List<Member> members = new ArrayList<>();
            for (RecordComponent component : components) {
                Member member = member(lookup, component, members.size());
                if (member != null) {
                    members.add(member);
                }
            }
            requireDistinctNames(type, members);
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(CONSTRUCTOR);
            structure.complete(members, constructor);
        } catch (ReflectiveOperationException e) {
            problems.add(type.getName() + " cannot be reached: " + e.getMessage());
        }
        return structure;
    }

    private @Nullable Member member(MethodHandles.Lookup lookup, RecordComponent component, int position)
            throws IllegalAccessException {
        WireName wireName = component.getAnnotation(WireName.class);
        String name = wireName != null ? wireName.value() : names.of(component.getName());
        if (name.isEmpty()) {
            problems.add(where(component) + " has an empty name");
        }
        List<XmlName> queryNames = queryNames(component, name);
        ValueShape shape = memberShape(component);
        if (shape == null) {
            return null;
        }
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (inputs && !nullable && (shape instanceof Scalar || shape instanceof Structure)) {
            problems.add(where(component) + " is not @Nullable, but a caller may leave it out");
        }
        MethodHandle accessor = lookup.unreflect(component.getAccessor()).asType(ACCESSOR);
        QueryJsonName queryJsonName = component.getAnnotation(QueryJsonName.class);
        return new Member(
                position,
                name,
                queryNames,
                queryJsonName == null ? name : queryJsonName.value(),
                shape,
                nullable,
                accessor);
    }

    private List<XmlName> queryNames(RecordComponent component, String name) {
        QueryName queryName = component.getAnnotation(QueryName.class);
        Flattened flattened = component.getAnnotation(Flattened.class);
        String[] given = {name};
        if (queryName != null) {
            given = queryName.value();
            if (given.length == 0) {
                problems.add(where(component) + " has a @QueryName without a name");
                given = new String[] {name};
            }
        }
        if (flattened != null && flattened.value().length > 0) {
            given = flattened.value();
            if (queryName != null) {
                problems.add(where(component) + " is named by both @QueryName and @Flattened");
            }
        }
        List<XmlName> queryNames = new ArrayList<>();
        for (String each : given) {
            requireQueryName(component, each);
            queryNames.add(new XmlName(each));
        }
        return queryNames;
    }

    private @Nullable ValueShape memberShape(RecordComponent component) {
        Flattened flattened = component.getAnnotation(Flattened.class);
        QueryMap queryMap = component.getAnnotation(QueryMap.class);
        ValueShape shape = shape(component, component.getGenericType());
        if (shape == null) {
            return null;
        }
        if (queryMap != null && !(shape instanceof ValueShape.Mapping)) {
            problems.add(where(component) + " has @QueryMap but is no Map");
        }
        return switch (shape) {
            case ValueShape.Sequence sequence -> new ValueShape.Sequence(sequence.element(), flattened != null);
            case ValueShape.Mapping mapping -> {
                XmlName key = KEY;
                XmlName value = VALUE;
                if (queryMap != null) {
                    requireQueryName(component, queryMap.key());
                    requireQueryName(component, queryMap.value());
                    if (queryMap.key().equals(queryMap.value())) {
                        problems.add(where(component) + " calls keys and values alike");
                    }
                    key = new XmlName(queryMap.key());
                    value = new XmlName(queryMap.value());
                }
                yield new ValueShape.Mapping(mapping.value(), key, value, flattened != null);
            }
            case Scalar _, Structure _ -> {
                if (flattened != null) {
                    problems.add(where(component) + " has @Flattened but is no List or Map");
                }
                yield shape;
            }
        };
    }

    private @Nullable ValueShape shape(RecordComponent component, Type type) {
        if (type instanceof Class<?> plain) {
            Scalar scalar = Scalar.of(plain);
            if (scalar != null) {
                return scalar;
            }
            if (plain.isRecord()) {
                return structure(plain.asSubclass(Record.class));
            }
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                ValueShape element = shape(component, arguments[0]);
                return element == null ? null : new ValueShape.Sequence(element, false);
            }
            if (generic.getRawType() == Map.class && arguments[0] == String.class) {
                ValueShape value = shape(component, arguments[1]);
                return value == null ? null : new ValueShape.Mapping(value, KEY, VALUE, false);
            }
        }
        problems.add(where(component) + " has a type that is no shape: " + type.getTypeName());
        return null;
    }

    private void requireQueryName(RecordComponent component, String name) {
        if (!QUERY_NAME.matcher(name).matches()) {
            problems.add(where(component) + " has a name that query and XML cannot write: '" + name + "'");
        }
    }

    private void requireDistinctNames(Class<?> type, List<Member> members) {
        Set<String> json = new HashSet<>();
        Set<String> query = new HashSet<>();
        for (Member member : members) {
            if (!json.add(member.name())) {
                problems.add(type.getName() + " has two members named " + member.name());
            }
            for (XmlName name : member.queryNames()) {
                if (!query.add(name.text())) {
                    problems.add(type.getName() + " has two members that query and XML call " + name.text());
                }
            }
        }
    }

    private static String where(RecordComponent component) {
        return component.getDeclaringRecord().getName() + "." + component.getName();
    }
}
