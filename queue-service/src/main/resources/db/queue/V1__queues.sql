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
    body_md5           text,
    encryption_key_id  uuid,
    attributes         bytea  NOT NULL,
    body               bytea  NOT NULL,
    PRIMARY KEY (account, queue_id, sequence)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000,
        autovacuum_vacuum_cost_delay = 0);

-- Messages live briefly: compressing them costs more than it saves.
ALTER TABLE queue.messages ALTER COLUMN body SET STORAGE EXTERNAL;

-- The keys that messages are sealed with, each sealed under the master key. Stored with the first message that a key
-- seals; a queue has a new one every few minutes. Of a sealed message the row holds neither body, attributes nor MD5.
CREATE TABLE queue.data_keys (
    account    text        NOT NULL,
    id         uuid        NOT NULL,
    queue_id   bigint      NOT NULL,
    sealed     bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, id)
);
CREATE INDEX data_keys_by_queue ON queue.data_keys (account, queue_id);
CREATE INDEX data_keys_by_time ON queue.data_keys (created_at);

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

-- Messages that leave for another queue, on their way to Kafka. See io/posthorn/platform/outbox/outbox.sql.
CREATE TABLE queue.outbox (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account          text        NOT NULL,
    topic            text        NOT NULL,
    partition_key    text        NOT NULL,
    partition_number int,
    payload          bytea       NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- How far the owner of a shard has read its partition of queue.deliveries: written with what was read.
CREATE TABLE queue.delivery_offsets (
    shard       int    NOT NULL PRIMARY KEY,
    next_offset bigint NOT NULL
);

-- Deliveries that have arrived. A record may be sent to Kafka twice; it arrives once.
CREATE TABLE queue.arrivals (
    account     text        NOT NULL,
    delivery_id text        NOT NULL,
    arrived_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, delivery_id)
);
CREATE INDEX arrivals_by_time ON queue.arrivals (arrived_at);

-- Tasks that take messages out of dead-letter queues.
CREATE TABLE queue.move_tasks (
    account             text        NOT NULL,
    id                  uuid        NOT NULL PRIMARY KEY,
    region              text        NOT NULL,
    source              text        NOT NULL,
    source_id           bigint      NOT NULL,
    shard               int         NOT NULL,
    destination_account text,
    destination_region  text,
    destination         text,
    max_per_second      int,
    status              text        NOT NULL,
    moved               bigint      NOT NULL,
    to_move             bigint      NOT NULL,
    failure_reason      text,
    started_at          timestamptz NOT NULL,
    ended_at            timestamptz
);
CREATE UNIQUE INDEX move_tasks_active ON queue.move_tasks (account, source_id)
    WHERE status IN ('RUNNING', 'CANCELLING');
CREATE INDEX move_tasks_by_source ON queue.move_tasks (account, source_id, started_at DESC);
CREATE INDEX move_tasks_by_shard ON queue.move_tasks (shard) WHERE status IN ('RUNNING', 'CANCELLING');
