package io.posthorn.topic.delivery;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;

/**
 * An attempt on record.
 *
 * @param sequence grows; for paging
 * @param delivery the delivery's id
 * @param attempt which one it was, from 1; 0 for a delivery that was turned away without one
 * @param at when it ended
 * @param excerpt the beginning of the answer's body; may be empty
 * @param resentAt when the delivery was sent again because somebody asked for it
 */
public record LoggedAttempt(
        long sequence,
        UUID delivery,
        int attempt,
        Instant at,
        Result result,
        OptionalInt status,
        String reason,
        String excerpt,
        Duration latency,
        Optional<Instant> resentAt) {
    /** What became of the delivery by it. */
    public enum Result {
        ACCEPTED,
        /** It failed and is tried again. */
        RETRIED,
        /** It was given up. */
        BURIED;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static LoggedAttempt of(Row row, Function<Buffer, String> open) {
        Integer status = row.getInteger("status");
        Buffer excerpt = row.getBuffer("excerpt");
        return new LoggedAttempt(
                row.getLong("sequence"),
                row.getUUID("delivery"),
                row.getInteger("attempt"),
                Columns.instant(row, "at").orElseThrow(),
                Result.valueOf(row.getString("result").toUpperCase(Locale.ROOT)),
                status == null ? OptionalInt.empty() : OptionalInt.of(status),
                row.getString("reason"),
                excerpt == null ? "" : open.apply(excerpt),
                Duration.ofMillis(row.getLong("latency_ms")),
                Columns.instant(row, "resent_at"));
    }
}
