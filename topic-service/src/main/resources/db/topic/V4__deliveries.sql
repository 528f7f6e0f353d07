-- What is delivered and had to be written down, sealed, once for all the deliveries that share it.
CREATE TABLE topic.delivery_contents (
    account    text        NOT NULL,
    id         uuid        NOT NULL,
    sealed     bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account, id)
);
CREATE INDEX delivery_contents_by_time ON topic.delivery_contents (created_at);

-- A target that has a backlog, a pace or a trouble. Whoever changes anything of a target's deliveries locks this row first.
CREATE TABLE topic.delivery_targets (
    account       text        NOT NULL,
    kind          text        NOT NULL,
    target        uuid        NOT NULL,
    -- How many deliveries of it there are.
    waiting       int         NOT NULL DEFAULT 0,
    -- When the first of them that does not wait for another is due; null when there is none.
    next_due_at   timestamptz,
    -- When its pace has room for the next attempt.
    next_slot_at  timestamptz,
    -- When it failed first after it was well last.
    failing_since timestamptz,
    disabled_at   timestamptz,
    changed_at    timestamptz NOT NULL,
    PRIMARY KEY (account, kind, target)
);
CREATE INDEX delivery_targets_due ON topic.delivery_targets ((failing_since IS NULL), next_due_at)
    WHERE next_due_at IS NOT NULL;
CREATE INDEX delivery_targets_known ON topic.delivery_targets (account, kind, target)
    WHERE next_due_at IS NOT NULL OR failing_since IS NOT NULL OR disabled_at IS NOT NULL;
CREATE INDEX delivery_targets_quiet ON topic.delivery_targets (changed_at) WHERE waiting = 0;

-- A delivery that waits or is under way. One that waits for another of its group has no due time; of each group one at
-- most has one. While one is under way it has a lease, and is due when the lease is over.
CREATE TABLE topic.deliveries (
    account          text        NOT NULL,
    kind             text        NOT NULL,
    target           uuid        NOT NULL,
    id               uuid        NOT NULL,
    content          uuid        NOT NULL,
    group_key        text        COLLATE "C",
    "position"       bigint,
    published_at     timestamptz NOT NULL,
    first_attempt_at timestamptz,
    -- Attempts that have ended.
    attempts         int         NOT NULL,
    due_at           timestamptz,
    lease            uuid,
    -- There will be no attempt any more, only its burial.
    given_up         boolean     NOT NULL,
    last_refused     boolean     NOT NULL,
    last_status      int,
    last_reason      text,
    PRIMARY KEY (account, kind, target, id)
);
CREATE INDEX deliveries_due ON topic.deliveries (account, kind, target, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_order ON topic.deliveries (account, kind, target, group_key, "position", id)
    WHERE group_key IS NOT NULL;
CREATE UNIQUE INDEX deliveries_at_the_head ON topic.deliveries (account, kind, target, group_key)
    WHERE group_key IS NOT NULL AND due_at IS NOT NULL;
CREATE INDEX deliveries_by_content ON topic.deliveries (account, content);
