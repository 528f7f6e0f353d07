package io.posthorn.topic.attribute;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which stretch of its topic's archive a subscription is to be given again.
 *
 * @param startingPoint from when on
 * @param endingPoint until when, after {@code startingPoint}; empty for everything up to now and then what comes
 */
public record ReplayPolicy(Instant startingPoint, Optional<Instant> endingPoint) {
    private static final Set<String> FIELDS = Set.of("PointType", "StartingPoint", "EndingPoint");

    public ReplayPolicy {
        Objects.requireNonNull(endingPoint);
        if (endingPoint.isPresent() && !endingPoint.get().isAfter(startingPoint)) {
            throw new IllegalArgumentException("a replay ends after it starts");
        }
    }

    /** Reads the attribute's JSON; fails with InvalidParameter. */
    static ReplayPolicy parse(AttributeCall call, String json) {
        PolicyFields fields = PolicyFields.of(call, "ReplayPolicy", json);
        fields.requireOnly(FIELDS);
        if (!fields.text("PointType").filter("Timestamp"::equals).isPresent()) {
            throw fields.refused("PointType must be Timestamp");
        }
        Instant start =
                point(fields, "StartingPoint").orElseThrow(() -> fields.refused("StartingPoint must be specified"));
        Optional<Instant> end = point(fields, "EndingPoint");
        if (end.isPresent() && !end.get().isAfter(start)) {
            throw fields.refused("EndingPoint must be after StartingPoint");
        }
        return new ReplayPolicy(start, end);
    }

    private static Optional<Instant> point(PolicyFields fields, String name) {
        return fields.text(name).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeException _) {
                throw fields.refused(name + " must be a timestamp such as 2024-01-31T00:00:00.000Z");
            }
        });
    }
}
