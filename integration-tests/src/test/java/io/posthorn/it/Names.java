package io.posthorn.it;

import java.util.UUID;

/** Names that no other test, now or earlier, has used. */
public final class Names {
    private Names() {}

    public static String unique(String stem) {
        return stem + '-' + UUID.randomUUID().toString().substring(0, 12);
    }
}
