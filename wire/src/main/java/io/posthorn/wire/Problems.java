package io.posthorn.wire;

import java.util.LinkedHashSet;
import java.util.Set;

/** What is wrong with shapes, gathered so that a start-up names all of it at once. */
final class Problems {
    private final Set<String> texts = new LinkedHashSet<>();

    void add(String text) {
        texts.add(text);
    }

    void refuse(String what) {
        if (!texts.isEmpty()) {
            throw new IllegalArgumentException(what + ":\n  - " + String.join("\n  - ", texts));
        }
    }
}
