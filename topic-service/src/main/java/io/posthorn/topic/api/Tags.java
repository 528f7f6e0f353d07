package io.posthorn.topic.api;

import io.posthorn.topic.topic.SnsErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tags between the wire and the rules. */
final class Tags {
    private Tags() {}

    /** Keys and values as they were given, in their order. */
    static List<io.posthorn.topic.attribute.Tag> given(List<Tag> tags) {
        List<io.posthorn.topic.attribute.Tag> given = new ArrayList<>(tags.size());
        for (int i = 0; i < tags.size(); i++) {
            String key = tags.get(i).key();
            String value = tags.get(i).value();
            if (key == null) {
                throw SnsErrors.missing("tags." + (i + 1) + ".member.key");
            }
            if (value == null) {
                throw SnsErrors.missing("tags." + (i + 1) + ".member.value");
            }
            given.add(new io.posthorn.topic.attribute.Tag(key, value));
        }
        return given;
    }

    static List<Tag> shown(Map<String, String> tags) {
        return tags.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Tag(entry.getKey(), entry.getValue()))
                .toList();
    }
}
