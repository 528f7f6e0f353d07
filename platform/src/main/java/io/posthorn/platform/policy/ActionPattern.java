package io.posthorn.platform.policy;

import java.util.Locale;

/**
 * An action as a statement names it, with the wildcards {@code *} and {@code ?}; case does not matter. Whatever the pattern,
 * matching takes no longer than the product of the lengths.
 */
public final class ActionPattern {
    private final Template template;

    /** @param text such as {@code sns:Publish} or {@code sns:*} */
    public ActionPattern(String text) {
        this.template = Template.pattern(text.toLowerCase(Locale.ROOT), false);
    }

    /** Whether {@code action} is one that it names. */
    public boolean matches(String action) {
        return template.matches(action.toLowerCase(Locale.ROOT));
    }
}
