package io.posthorn.topic.delivery;

/** The statements of a {@link StoreRound}. */
final class RoundSql {
    static final String LOCK = """
            INSERT INTO topic.delivery_targets AS t (account, kind, target, changed_at)
            SELECT w.account, w.kind, w.target, $4
            FROM unnest($1::text[], $2::text[], $3::uuid[]) AS w (account, kind, target)
            ON CONFLICT (account, kind, target) DO UPDATE SET changed_at = excluded.changed_at
            RETURNING t.account, t.kind, t.target, t.waiting, t.pace_nanos, t.next_slot_at, t.failing_since,
                t.disabled_at""";

    static final String THERE = """
            SELECT d.account, d.kind, d.target, d.id FROM topic.deliveries d
            JOIN unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[]) AS w (account, kind, target, id)
                ON d.account = w.account AND d.kind = w.kind AND d.target = w.target AND d.id = w.id""";

    /** What is there is locked whatever its age, so that nobody takes it away for having been unused. */
    static final String CONTENTS = """
            INSERT INTO topic.delivery_contents AS c (account, id, sealed, created_at)
            SELECT w.account, w.id, w.sealed, $4 FROM unnest($1::text[], $2::uuid[], $3::bytea[]) AS w (account, id, sealed)
            ON CONFLICT (account, id) DO UPDATE SET created_at = excluded.created_at
                WHERE c.created_at < excluded.created_at - interval '1 hour'""";

    static final String INSERT = """
            INSERT INTO topic.deliveries AS d (account, kind, target, id, content, group_key, "position", published_at,
                first_attempt_at, attempts, due_at, lease, given_up, last_refused, last_status, last_reason,
                resent_at)
            SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[],
                $8::timestamptz[], $9::timestamptz[], $10::int[], $11::timestamptz[], $12::uuid[], $13::boolean[],
                $14::boolean[], $15::int[], $16::text[], $17::timestamptz[])
            ON CONFLICT DO NOTHING
            RETURNING d.account, d.kind, d.target, d.id""";

    static final String REMOVE = """
            DELETE FROM topic.deliveries d
            USING unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[]) AS w (account, kind, target, id, lease)
            WHERE d.account = w.account AND d.kind = w.kind AND d.target = w.target AND d.id = w.id AND d.lease = w.lease
            RETURNING d.account, d.kind, d.target, d.id""";

    static final String RESCHEDULE = """
            UPDATE topic.deliveries d SET lease = NULL, attempts = w.attempts, first_attempt_at = w.first_attempt_at,
                due_at = w.due_at, given_up = w.given_up, last_refused = w.last_refused, last_status = w.last_status,
                last_reason = w.last_reason
            FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::int[],
                    $8::timestamptz[], $9::boolean[], $10::boolean[], $11::int[], $12::text[])
                AS w (account, kind, target, id, lease, first_attempt_at, attempts, due_at, given_up, last_refused,
                    last_status, last_reason)
            WHERE d.account = w.account AND d.kind = w.kind AND d.target = w.target AND d.id = w.id AND d.lease = w.lease
            RETURNING d.account, d.kind, d.target, d.id""";

    static final String FORGET = """
            DELETE FROM topic.deliveries d
            USING unnest($1::text[], $2::text[], $3::uuid[]) AS w (account, kind, target)
            WHERE d.account = w.account AND d.kind = w.kind AND d.target = w.target
            RETURNING d.account, d.kind, d.target, d.id""";

    /** The first of each group that has none due or under way. */
    static final String HEADS = """
            SELECT w.account, w.kind, w.target, h.id
            FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) AS w (account, kind, target, group_key)
            CROSS JOIN LATERAL (
                SELECT d.id FROM topic.deliveries d
                WHERE d.account = w.account AND d.kind = w.kind AND d.target = w.target AND d.group_key = w.group_key
                ORDER BY d."position", d.id LIMIT 1) h
            WHERE NOT EXISTS (
                SELECT FROM topic.deliveries d
                WHERE d.account = w.account AND d.kind = w.kind AND d.target = w.target AND d.group_key = w.group_key
                    AND d.due_at IS NOT NULL)""";

    static final String DUE = """
            UPDATE topic.deliveries d SET due_at = $5
            FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[]) AS w (account, kind, target, id)
            WHERE d.account = w.account AND d.kind = w.kind AND d.target = w.target AND d.id = w.id""";

    /** Nothing of a target is due before its pace has a slot. */
    static final String TARGETS = """
            UPDATE topic.delivery_targets t SET waiting = w.waiting, pace_nanos = w.pace_nanos,
                next_slot_at = w.next_slot_at, failing_since = w.failing_since, disabled_at = w.disabled_at,
                next_due_at = (
                    SELECT greatest(d.due_at, w.next_slot_at) FROM topic.deliveries d
                    WHERE d.account = t.account AND d.kind = t.kind AND d.target = t.target AND d.due_at IS NOT NULL
                    ORDER BY d.due_at LIMIT 1)
            FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int[], $5::bigint[], $6::timestamptz[],
                    $7::timestamptz[], $8::timestamptz[])
                AS w (account, kind, target, waiting, pace_nanos, next_slot_at, failing_since, disabled_at)
            WHERE t.account = w.account AND t.kind = w.kind AND t.target = w.target
            RETURNING t.account, t.kind, t.target, t.next_due_at, t.failing_since, t.disabled_at""";

    private RoundSql() {}
}
