package io.posthorn.queue.message;

import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Blob;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What message attributes must keep. They are checked in the order of their names, so that of several faults always the
 * same is answered; every fault is the whole message's.
 */
public final class AttributeRules {
    /** The only system attribute that a sender may give. */
    public static final String TRACE_HEADER = "AWSTraceHeader";

    private static final Pattern NAME = Pattern.compile("[\\p{IsLatin}0-9_.-]+");
    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..*)?", Pattern.DOTALL);

    private AttributeRules() {}

    /** Checks MessageAttributes; fails with InvalidParameterValue or UnsupportedOperation. */
    public static MessageAttributes check(Map<String, AttributeInput> sent) {
        if (sent.isEmpty()) {
            return MessageAttributes.NONE;
        }
        if (sent.size() > MessageLimits.MAX_ATTRIBUTES) {
            throw invalid("Number of message attributes [" + sent.size() + "] exceeds the allowed maximum ["
                    + MessageLimits.MAX_ATTRIBUTES + "].");
        }
        SortedMap<String, AttributeValue> values = new TreeMap<>();
        new TreeMap<>(sent).forEach((name, input) -> {
            checkName(name);
            values.put(name, value("user", name, input));
        });
        return new MessageAttributes(values);
    }

    /** Checks MessageSystemAttributes: AWSTraceHeader alone, a String. */
    public static MessageAttributes checkSystem(Map<String, AttributeInput> sent) {
        if (sent.isEmpty()) {
            return MessageAttributes.NONE;
        }
        SortedMap<String, AttributeValue> values = new TreeMap<>();
        new TreeMap<>(sent).forEach((name, input) -> {
            if (!name.equals(TRACE_HEADER)) {
                throw invalid("Message system attribute name '" + name
                        + "' is invalid. The only supported message system" + " attribute is AWSTraceHeader.");
            }
            AttributeValue value = value("system", name, input);
            if (!value.dataType().equals("String")) {
                throw invalid("The type of message (system) attribute 'AWSTraceHeader' must be String.");
            }
            values.put(name, value);
        });
        return new MessageAttributes(values);
    }

    /** The trace header of checked system attributes. */
    public static Optional<String> traceHeader(MessageAttributes system) {
        return system.values().get(TRACE_HEADER) instanceof AttributeValue.Text text
                ? Optional.of(text.value())
                : Optional.empty();
    }

    private static void checkName(String name) {
        if (name.isEmpty() || name.length() > MessageLimits.MAX_ATTRIBUTE_NAME_LENGTH) {
            throw invalid("Message (user) attribute names must be 1 to 256 characters long.");
        }
        if (!NAME.matcher(name).matches()) {
            throw invalid("Message (user) attributes name can only contain upper and lower score characters, digits,"
                    + " periods, hyphens and underscores. ");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("aws.")
                || lower.startsWith("amazon.")
                || name.startsWith(".")
                || name.endsWith(".")
                || name.contains("..")) {
            throw invalid("You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are"
                    + " reserved for internal use. Additionally, they cannot start or end with '.' or contain '..'.");
        }
    }

    private static AttributeValue value(String whose, String name, AttributeInput input) {
        String type = input.dataType();
        if (type == null || type.isEmpty()) {
            throw invalid("Message (" + whose + ") attribute '" + name + "' must contain a non-empty attribute type.");
        }
        if (type.length() > MessageLimits.MAX_ATTRIBUTE_NAME_LENGTH) {
            throw invalid("Message (" + whose + ") attribute types must be 1 to 256 characters long.");
        }
        if (!TYPE.matcher(type).matches() || !Characters.areValid(type)) {
            throw invalid("The type of message (" + whose + ") attribute '" + name
                    + "' is invalid. You must use only the following supported type prefixes: Binary, Number, String.");
        }
        if (input.hasLists()) {
            throw SqsErrors.UNSUPPORTED_OPERATION.because(
                    "Message attribute list values in SendMessage operation are not supported.");
        }
        if (type.startsWith("Binary")) {
            return binary(whose, name, type, input);
        }
        return type.startsWith("Number") ? number(whose, name, type, input) : text(whose, name, type, input);
    }

    private static AttributeValue text(String whose, String name, String type, AttributeInput input) {
        String text = textOf(whose, name, "String", input);
        if (!Characters.areValid(text)) {
            throw invalid(Characters.INVALID);
        }
        return new AttributeValue.Text(type, text);
    }

    private static AttributeValue number(String whose, String name, String type, AttributeInput input) {
        String text = textOf(whose, name, "Number", input);
        if (!Numbers.isNumber(text)) {
            throw invalid("Can't cast the value of message (" + whose + ") attribute '" + name + "' to a number.");
        }
        return new AttributeValue.Text(type, text);
    }

    private static String textOf(String whose, String name, String kind, AttributeInput input) {
        String text = input.text();
        if (input.binary() != null) {
            throw invalid("The message attribute '" + name + "' with type '" + kind + "' must use field 'String'.");
        }
        if (text == null || text.isEmpty()) {
            throw empty(whose, name, kind);
        }
        return text;
    }

    private static AttributeValue binary(String whose, String name, String type, AttributeInput input) {
        Blob bytes = input.binary();
        if (input.text() != null) {
            throw invalid("The message attribute '" + name + "' with type 'Binary' must use field 'Binary'.");
        }
        if (bytes == null || bytes.size() == 0) {
            throw empty(whose, name, "Binary");
        }
        return new AttributeValue.Binary(type, bytes);
    }

    private static ApiException empty(String whose, String name, String kind) {
        return invalid("Message (" + whose + ") attribute '" + name + "' must contain a non-empty value of type '"
                + kind + "'.");
    }

    private static ApiException invalid(String text) {
        return SqsErrors.INVALID_PARAMETER_VALUE.because(text);
    }
}
