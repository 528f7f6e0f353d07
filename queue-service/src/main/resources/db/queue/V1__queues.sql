-- Who serves which shard. A replica proves that it lives by its row in owners; shards change hands by raising the epoch.
-- Every journal transaction locks its shards' rows FOR SHARE and compares the epoch, so a deposed owner cannot write.
CREATE TABLE queue.owners (
    owner      text        NOT NULL PRIMARY KEY,
    url        text        NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE queue.shards (
    shard int    NOT NULL PRIMARY KEY,
    epoch bigint NOT NULL,
    owner text
);

-- The catalogue. A deleted queue's row stays for a minute, so that its name cannot be taken at once, and until its
-- messages are swept.
CREATE SEQUENCE queue.queue_ids;

CREATE TABLE queue.queues (
    account            text        NOT NULL,
    region             text        NOT NULL,
    name               text        NOT NULL COLLATE "C",
    id                 bigint      NOT NULL PRIMARY KEY,
    shard              int         NOT NULL,
    attributes         text        NOT NULL,
    tags               text        NOT NULL,
    dead_letter_target text,
    deduplicates_per_group boolean  NOT NULL,
    created_at         timestamptz NOT NULL,
    modified_at        timestamptz NOT NULL,
    purged_at          timestamptz,
    deleted_at         timestamptz,
    version            bigint      NOT NULL
);
CREATE UNIQUE INDEX queues_by_name ON queue.queues (account, region, name) WHERE deleted_at IS NULL;
CREATE INDEX queues_deleted ON queue.queues (account, region, name, deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX queues_by_dead_letter_target ON queue.queues (account, region, dead_letter_target, name)
    WHERE deleted_at IS NULL AND dead_letter_target IS NOT NULL;
CREATE INDEX queues_by_shard ON queue.queues (shard);

-- One row a message that is not deleted. Sequences grow within a queue (epoch << 36 | counter), so the key is the order
-- of arrival. Times are milliseconds since 1970. What a receive changes is written behind: after a crash it may lag.
CREATE TABLE queue.messages (
    account            text   NOT NULL,
    queue_id           bigint NOT NULL,
    sequence           bigint NOT NULL,
    message_id         uuid   NOT NULL,
    size               int    NOT NULL,
    sent_at            bigint NOT NULL,
    accepted_at        bigint NOT NULL,
    visible_at         bigint NOT NULL,
    group_id           text,
    deduplication_id   text,
    receive_count      int    NOT NULL,
    received_elsewhere int    NOT NULL,
    first_received     bigint,
    lease_epoch        bigint NOT NULL,
    leased_at          bigint,
    body_md5           text   NOT NULL,
    encryption_key_id  text,
    attributes         bytea  NOT NULL,
    body               bytea  NOT NULL,
    PRIMARY KEY (account, queue_id, sequence)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000,
        autovacuum_vacuum_cost_delay = 0);

-- Messages live briefly: compressing them costs more than it saves.
ALTER TABLE queue.messages ALTER COLUMN body SET STORAGE EXTERNAL;

-- What a FIFO queue accepted within the deduplication window, kept although the message may be deleted.
CREATE TABLE queue.deduplication (
    account    text   NOT NULL,
    queue_id   bigint NOT NULL,
    scope      text   NOT NULL,
    id         text   NOT NULL,
    message_id uuid   NOT NULL,
    sequence   bigint NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (account, queue_id, scope, id)
);
CREATE INDEX deduplication_expiry ON queue.deduplication (expires_at);

-- Fences a transaction: holds the shards' rows against a take-over until it ends, and fails when one was taken.
CREATE FUNCTION queue.assert_epochs(wanted_shards int[], wanted_epochs bigint[]) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    held int;
BEGIN
    SELECT count(*) INTO held FROM (
        SELECT 1 FROM queue.shards s JOIN unnest(wanted_shards, wanted_epochs) AS w (shard, epoch)
            ON s.shard = w.shard AND s.epoch = w.epoch
        FOR SHARE OF s) AS locked;
    IF held <> cardinality(wanted_shards) THEN
        RAISE EXCEPTION 'a shard has another owner' USING ERRCODE = 'PH001';
    END IF;
END
$$;

-- What all replicas share: the key that receipt handles are authenticated with, sealed under the master key.
CREATE TABLE queue.installation (
    id         int   NOT NULL PRIMARY KEY CHECK (id = 1),
    handle_key bytea NOT NULL
);
