package io.posthorn.platform.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text of a policy: characters, the wildcards {@code *} and {@code ?}, and policy variables. What a variable brings in
 * is taken literally, whatever characters it holds.
 */
final class Template {
    /** The variables that a policy may name; in documents of version 2012-10-17 only. */
    static final Set<String> VARIABLES = Set.of(
            "aws:username",
            "aws:userid",
            "aws:principalarn",
            "aws:principalaccount",
            "aws:principaltype",
            "aws:sourceip",
            "aws:sourcearn",
            "aws:sourceaccount",
            "aws:currenttime");

    private static final int ANY = -1;
    private static final int ONE = -2;
    private static final int FIRST_VARIABLE = -3;

    /** Characters, {@link #ANY}, {@link #ONE}, or {@link #FIRST_VARIABLE} minus an index of {@link #variables}. */
    private final int[] tokens;

    private final List<String> variables;

    private Template(int[] tokens, List<String> variables) {
        this.tokens = tokens;
        this.variables = variables;
    }

    /** A text with wildcards. */
    static Template pattern(String text, boolean withVariables) {
        return read(text, true, withVariables);
    }

    /** A text without wildcards: {@code *} stands for itself. */
    static Template literal(String text, boolean withVariables) {
        return read(text, false, withVariables);
    }

    private static Template read(String text, boolean wildcards, boolean withVariables) {
        int[] tokens = new int[text.length()];
        int size = 0;
        List<String> variables = new ArrayList<>(0);
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (withVariables && text.startsWith("${", i)) {
                int end = text.indexOf('}', i);
                if (end < 0) {
                    throw new PolicySyntaxException("a policy variable is not closed");
                }
                String name = text.substring(i + 2, end);
                tokens[size++] = isEscape(name) ? name.charAt(0) : variable(name, variables);
                i = end;
            } else if (wildcards && each == '*') {
                tokens[size++] = ANY;
            } else {
                tokens[size++] = wildcards && each == '?' ? ONE : each;
            }
        }
        return new Template(Arrays.copyOf(tokens, size), List.copyOf(variables));
    }

    private static boolean isEscape(String name) {
        return name.equals("*") || name.equals("?") || name.equals("$");
    }

    private static int variable(String name, List<String> variables) {
        String key = PolicyRequest.lower(name);
        if (!VARIABLES.contains(key)) {
            throw new PolicySyntaxException("policy variable ${" + name + "} is not supported");
        }
        variables.add(key);
        return FIRST_VARIABLE - (variables.size() - 1);
    }

    /** Whether this is the one token {@code *}. */
    boolean isAny() {
        return tokens.length == 1 && tokens[0] == ANY;
    }

    /** Parts between the first {@code limit - 1} colons; what variables bring in is not split. */
    List<Template> split(int limit) {
        List<Template> parts = new ArrayList<>(limit);
        int from = 0;
        for (int i = 0; i < tokens.length && parts.size() < limit - 1; i++) {
            if (tokens[i] == ':') {
                parts.add(new Template(Arrays.copyOfRange(tokens, from, i), variables));
                from = i + 1;
            }
        }
        parts.add(new Template(Arrays.copyOfRange(tokens, from, tokens.length), variables));
        return parts;
    }

    /** With its variables filled in; null when the request lacks one, or has several values of it. */
    @Nullable
    Template resolve(PolicyRequest request) {
        if (variables.isEmpty()) {
            return this;
        }
        int[] resolved = new int[0];
        int size = 0;
        for (int token : tokens) {
            if (token > FIRST_VARIABLE) {
                resolved = room(resolved, size, 1);
                resolved[size++] = token;
                continue;
            }
            List<String> values = request.values(variables.get(FIRST_VARIABLE - token));
            if (values.size() != 1) {
                return null;
            }
            String value = values.getFirst();
            resolved = room(resolved, size, value.length());
            for (int i = 0; i < value.length(); i++) {
                resolved[size++] = value.charAt(i);
            }
        }
        return new Template(Arrays.copyOf(resolved, size), List.of());
    }

    private static int[] room(int[] tokens, int size, int more) {
        return size + more <= tokens.length ? tokens : Arrays.copyOf(tokens, 2 * (size + more));
    }

    /** Whether {@code text} matches this, filled in from {@code request}; false when that is impossible. */
    boolean matches(String text, PolicyRequest request) {
        Template resolved = resolve(request);
        return resolved != null && resolved.matches(text);
    }

    /**
     * Whether {@code text} matches. Time is at most the product of the lengths: on a mismatch only the last {@code *}
     * is tried further on, which is enough because every earlier one has matched as early as it can.
     */
    boolean matches(String text) {
        int token = 0;
        int at = 0;
        int lastAny = -1;
        int afterAny = 0;
        while (at < text.length()) {
            if (token < tokens.length && tokens[token] == ANY) {
                lastAny = token++;
                afterAny = at;
            } else if (token < tokens.length && (tokens[token] == ONE || tokens[token] == text.charAt(at))) {
                token++;
                at++;
            } else if (lastAny >= 0) {
                token = lastAny + 1;
                at = ++afterAny;
            } else {
                return false;
            }
        }
        while (token < tokens.length && tokens[token] == ANY) {
            token++;
        }
        return token == tokens.length;
    }

    /** The text that this stands for; only without wildcards and variables, or once they are resolved. */
    String text() {
        StringBuilder text = new StringBuilder(tokens.length);
        for (int token : tokens) {
            text.append((char) token);
        }
        return text.toString();
    }
}
