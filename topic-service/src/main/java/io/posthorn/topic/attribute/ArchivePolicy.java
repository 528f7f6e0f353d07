package io.posthorn.topic.attribute;

import java.util.Optional;
import java.util.Set;

/**
 * That a FIFO topic keeps what is published, and for how long.
 *
 * @param messageRetentionPeriod how long, in days, 1 to 365
 */
public record ArchivePolicy(int messageRetentionPeriod) {
    private static final String FIELD = "MessageRetentionPeriod";
    private static final int MAX_DAYS = 365;

    public ArchivePolicy {
        if (messageRetentionPeriod < 1 || messageRetentionPeriod > MAX_DAYS) {
            throw new IllegalArgumentException("an archive keeps messages for 1 to 365 days");
        }
    }

    /** Reads the attribute's JSON; fails with InvalidParameter. */
    static ArchivePolicy parse(AttributeCall call, String json) {
        PolicyFields fields = PolicyFields.of(call, "ArchivePolicy", json);
        fields.requireOnly(Set.of(FIELD));
        Optional<String> days = fields.textOrInteger(FIELD);
        if (days.isEmpty() || !days.get().matches("[0-9]{1,3}")) {
            throw fields.refused(FIELD + " must be a number of days");
        }
        int number = Integer.parseInt(days.get());
        if (number < 1 || number > MAX_DAYS) {
            throw fields.refused(FIELD + " must be between 1 and " + MAX_DAYS);
        }
        return new ArchivePolicy(number);
    }
}
