package io.posthorn.topic.attribute;

import static io.posthorn.topic.attribute.Refusals.assertInvalid;
import static io.posthorn.topic.attribute.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicTagsTest {
    private static final String TOO_MANY = "Could not complete request: tag quota of per resource exceeded";

    @Test
    void tagsAreKeptByTheirKeys() {
        assertThat(TopicTags.of(List.of(new Tag("team", "orders"), new Tag("Team", ""))))
                .isEqualTo(Map.of("team", "orders", "Team", ""));
        assertThat(TopicTags.of(List.of(new Tag("k".repeat(128), "v".repeat(256)))))
                .hasSize(1);
    }

    @Test
    void aKeyStandsOnce() {
        assertInvalid(
                () -> TopicTags.of(List.of(new Tag("a", "1"), new Tag("a", "1"))), "Duplicated keys are not allowed.");
    }

    @Test
    void keysAndValuesHaveTheirLimits() {
        String key = "Tags Reason: Tag keys must be between 1 and 128 characters in length.";
        assertInvalid(() -> TopicTags.of(List.of(new Tag("", "1"))), key);
        assertInvalid(() -> TopicTags.of(List.of(new Tag("k".repeat(129), "1"))), key);
        assertInvalid(
                () -> TopicTags.of(List.of(new Tag("k", "v".repeat(257)))),
                "Tags Reason: Tag values must be between 0 and 256 characters in length.");
        assertInvalid(
                () -> TopicTags.of(List.of(new Tag("AWS:k", "v"))),
                "Tags Reason: Tag keys must not begin with 'aws:', which is reserved.");
        for (Tag tag : List.of(new Tag("k!", "v"), new Tag("k", "v\n"))) {
            assertInvalid(
                    () -> TopicTags.of(List.of(tag)),
                    "Tags Reason: Tag keys and values can only contain letters, digits, spaces and _ . : / = + - @.");
        }
    }

    @Test
    void aTopicHasFiftyTags() {
        List<Tag> fifty = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            fifty.add(new Tag("key" + i, ""));
        }
        Map<String, String> full = TopicTags.of(fifty);
        assertThat(TopicTags.added(full, Map.of("key7", "new"))).hasSize(50).containsEntry("key7", "new");
        assertRefused(() -> TopicTags.added(full, Map.of("more", "")), "TagLimitExceeded", TOO_MANY);
        fifty.add(new Tag("more", ""));
        assertRefused(() -> TopicTags.of(fifty), "TagLimitExceeded", TOO_MANY);
    }

    @Test
    void tagsAreTakenAwayByTheirKeys() {
        assertThat(TopicTags.removed(Map.of("a", "1", "b", "2"), List.of("a", "c")))
                .isEqualTo(Map.of("b", "2"));
    }

    @Test
    void creatingAgainComparesAllTagsIfAnyAreGiven() {
        Map<String, String> current = Map.of("a", "1", "b", "2");
        assertThat(TopicTags.same(current, Map.of())).isTrue();
        assertThat(TopicTags.same(current, Map.of("b", "2", "a", "1"))).isTrue();
        assertThat(TopicTags.same(current, Map.of("a", "1"))).isFalse();
        assertThat(TopicTags.same(Map.of(), Map.of("a", "1"))).isFalse();
        assertThat(TopicTags.different())
                .hasMessage("Invalid parameter: Tags Reason: Topic already exists with different tags");
    }
}
