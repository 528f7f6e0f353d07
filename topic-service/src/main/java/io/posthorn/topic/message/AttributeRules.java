package io.posthorn.topic.message;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Blob;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What message attributes must keep; every fault is the whole request's. The value of a String.Array is not looked at:
 * one that is no JSON array is published and then fits no filter policy.
 */
final class AttributeRules {
    /** The longest name and the longest type, in characters. */
    static final int MAX_NAME_LENGTH = 256;

    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?", Pattern.DOTALL);

    private AttributeRules() {}

    static MessageAttributes check(Map<String, AttributeInput> sent) {
        if (sent.isEmpty()) {
            return MessageAttributes.NONE;
        }
        SortedMap<String, MessageAttribute> values = new TreeMap<>();
        new TreeMap<>(sent).forEach((name, input) -> {
            checkName(name);
            values.put(name, value(name, input));
        });
        return new MessageAttributes(values);
    }

    private static void checkName(String name) {
        if (name.isEmpty()) {
            throw invalid("Message attribute name can not be empty.");
        }
        if (name.length() > MAX_NAME_LENGTH) {
            throw invalid("Length of message attribute name must be less than 256 bytes.");
        }
        if (name.startsWith(".")) {
            throw invalid("Invalid message attribute name starting with character '.' was found.");
        }
        if (name.endsWith(".")) {
            throw invalid("Invalid message attribute name ending with character '.' was found.");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isNameCharacter(c)) {
                throw invalid("Invalid non-alphanumeric character '#x"
                        + Integer.toHexString(name.codePointAt(i)).toUpperCase(Locale.ROOT)
                        + "' was found in the message attribute name. Can only include alphanumeric characters, hyphens,"
                        + " underscores, or dots.");
            }
            if (c == '.' && name.charAt(i + 1) == '.') {
                throw invalid("Message attribute name can not have successive '.' character.");
            }
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("aws.") || lower.startsWith("amazon.")) {
            throw invalid("Message attribute name '" + name
                    + "' is invalid: names beginning with 'AWS.' or 'Amazon.' are reserved for internal use.");
        }
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '.';
    }

    private static MessageAttribute value(String name, AttributeInput input) {
        String type = input.dataType();
        if (type == null) {
            throw SnsErrors.missing("messageAttributes." + name + ".member.dataType");
        }
        if (type.length() > MAX_NAME_LENGTH || !TYPE.matcher(type).matches()) {
            throw invalid("The message attribute '" + name + "' has an invalid message attribute type, the set of"
                    + " supported type prefixes is Binary, Number, and String.");
        }
        String text = input.text();
        Blob binary = input.binary();
        if (text == null && binary == null) {
            throw empty(name, type);
        }
        if (type.startsWith("Binary")) {
            if (binary == null || text != null) {
                throw wrongField(name, type, "Binary");
            }
            if (binary.size() == 0) {
                throw empty(name, type);
            }
            return new MessageAttribute.Binary(type, binary);
        }
        if (text == null || binary != null) {
            throw wrongField(name, type, "String");
        }
        if (text.isEmpty()) {
            throw empty(name, type);
        }
        if (type.startsWith("Number") && !Numbers.isNumber(text)) {
            throw invalid("Could not cast message attribute '" + name + "' value to number.");
        }
        return new MessageAttribute.Text(type, text);
    }

    private static ApiException wrongField(String name, String type, String field) {
        return invalid("The message attribute '" + name + "' with type '" + type + "' must use field '" + field + "'.");
    }

    private static ApiException empty(String name, String type) {
        return invalid("The message attribute '" + name
                + "' must contain non-empty message attribute value for message attribute type '" + type + "'.");
    }

    private static ApiException invalid(String text) {
        return SnsErrors.PARAMETER_VALUE_INVALID.because(text);
    }
}
