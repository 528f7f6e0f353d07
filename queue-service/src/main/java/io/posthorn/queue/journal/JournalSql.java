package io.posthorn.queue.journal;

/** The statements of the journal: each takes columns, so that a group of any size is one statement. */
final class JournalSql {
    /**
     * Prepares a journal's connection. The planner must not choose by the size that tables had when they were empty: every
     * access here is by key. A transaction whose process hangs in the middle of it would keep its shards from being taken
     * over, for it holds their rows: it is ended well within the time to live.
     */
    static final String SESSION = """
            SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
            SET plan_cache_mode = force_generic_plan; SET synchronous_commit = on;
            SET idle_in_transaction_session_timeout = '2s';
            SET application_name = 'posthorn-queue-journal'""";

    /** Ends the sessions, given up by us but perhaps still at work, that hold the journal's lock. */
    static final String END_FORMER_SESSIONS = """
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND classid = $1::int8::oid AND objid = $2::int8::oid AND objsubid = 2
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""";

    /** Waits until no former session is left: what it had sent is then either committed or gone for good. */
    static final String ONLY_SESSION = "SELECT pg_advisory_lock($1, $2)";

    /** Fails with {@link #DEPOSED} unless every shard still has the epoch that we know. */
    static final String FENCE = "SELECT queue.assert_epochs($1::int[], $2::bigint[])";

    /** SQLSTATE of a shard that has another owner. */
    static final String DEPOSED = "PH001";

    static final String STILL_OURS = """
            SELECT w.shard FROM unnest($1::int[], $2::bigint[]) AS w (shard, epoch)
            JOIN queue.shards s ON s.shard = w.shard AND s.epoch = w.epoch""";

    static final String INSERT = """
            INSERT INTO queue.messages (account, queue_id, sequence, message_id, size, sent_at, accepted_at, visible_at,
                group_id, deduplication_id, receive_count, received_elsewhere, first_received, lease_epoch, leased_at,
                body_md5, encryption_key_id, attributes, body)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::uuid[], $5::int[], $6::bigint[], $7::bigint[],
                $8::bigint[], $9::text[], $10::text[], $11::int[], $12::int[], $13::bigint[], $14::bigint[], $15::bigint[],
                $16::text[], $17::uuid[], $18::bytea[], $19::bytea[])
            ON CONFLICT DO NOTHING""";

    static final String DATA_KEYS = """
            INSERT INTO queue.data_keys (account, id, queue_id, sealed)
            SELECT * FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::bytea[]) ON CONFLICT DO NOTHING""";

    static final String DELETE = """
            DELETE FROM queue.messages m
            USING unnest($1::text[], $2::bigint[], $3::bigint[]) AS d (account, queue_id, sequence)
            WHERE m.account = d.account AND m.queue_id = d.queue_id AND m.sequence = d.sequence""";

    static final String LEASES = """
            UPDATE queue.messages m
            SET receive_count = l.receive_count, first_received = l.first_received, visible_at = l.visible_at,
                lease_epoch = l.lease_epoch, leased_at = l.leased_at
            FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[],
                $8::bigint[]) AS l (account, queue_id, sequence, receive_count, first_received, visible_at, lease_epoch,
                leased_at)
            WHERE m.account = l.account AND m.queue_id = l.queue_id AND m.sequence = l.sequence""";

    static final String REMEMBER = """
            INSERT INTO queue.deduplication (account, queue_id, scope, id, message_id, sequence, expires_at)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::uuid[], $6::bigint[], $7::bigint[])
            ON CONFLICT (account, queue_id, scope, id) DO UPDATE
            SET message_id = excluded.message_id, sequence = excluded.sequence, expires_at = excluded.expires_at""";

    static final String FORGET = """
            DELETE FROM queue.deduplication r
            USING unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) AS f (account, queue_id, scope, id)
            WHERE r.account = f.account AND r.queue_id = f.queue_id AND r.scope = f.scope AND r.id = f.id""";

    static final String PURGE = """
            DELETE FROM queue.messages m
            USING unnest($1::text[], $2::bigint[], $3::bigint[]) AS p (account, queue_id, sequence)
            WHERE m.account = p.account AND m.queue_id = p.queue_id AND m.sequence <= p.sequence""";

    static final String PURGE_REMEMBERED = """
            DELETE FROM queue.deduplication r
            USING unnest($1::text[], $2::bigint[], $3::bigint[]) AS p (account, queue_id, sequence)
            WHERE r.account = p.account AND r.queue_id = p.queue_id AND r.sequence <= p.sequence""";

    static final String ARRIVED = """
            INSERT INTO queue.arrivals (account, delivery_id) SELECT * FROM unnest($1::text[], $2::text[])
            ON CONFLICT DO NOTHING""";

    static final String CONSUMED = """
            INSERT INTO queue.delivery_offsets AS o (shard, next_offset) SELECT * FROM unnest($1::int[], $2::bigint[])
            ON CONFLICT (shard) DO UPDATE SET next_offset = greatest(o.next_offset, excluded.next_offset)""";

    static final String PROGRESS =
            "UPDATE queue.move_tasks SET moved = greatest(moved, $3) WHERE account = $1 AND id = $2";

    static final String LOAD_MESSAGES = """
            SELECT sequence, message_id, size, sent_at, accepted_at, visible_at, group_id, deduplication_id, receive_count,
                received_elsewhere, first_received, lease_epoch, leased_at
            FROM queue.messages WHERE account = $1 AND queue_id = $2 AND sequence > $3 AND sequence <= $4
            ORDER BY sequence LIMIT $5""";

    static final String LOAD_REST = """
            SELECT count(*), max(sequence) FROM queue.messages
            WHERE account = $1 AND queue_id = $2 AND sequence > $3""";

    static final String LOAD_REMEMBERED = """
            SELECT scope, id, message_id, sequence, expires_at FROM queue.deduplication
            WHERE account = $1 AND queue_id = $2 AND expires_at > $3""";

    static final String LOAD_PAYLOADS = """
            SELECT sequence, body, attributes, body_md5, encryption_key_id FROM queue.messages
            WHERE account = $1 AND queue_id = $2 AND sequence = ANY($3::bigint[])""";

    private JournalSql() {}
}
