-- The catalogue. A deleted topic's row goes with its subscriptions; one of the same name made later has another id, so what
-- was published to the former reaches nobody.
CREATE SEQUENCE topic.topic_ids;

CREATE TABLE topic.topics (
    account         text        NOT NULL,
    region          text        NOT NULL,
    name            text        NOT NULL COLLATE "C",
    id              bigint      NOT NULL PRIMARY KEY,
    fifo            boolean     NOT NULL,
    attributes      text        NOT NULL,
    tags            text        NOT NULL,
    data_protection text,
    -- How many subscriptions were deleted; those that are there are counted.
    deleted         bigint      NOT NULL,
    archived_since  timestamptz,
    created_at      timestamptz NOT NULL,
    -- Grows with every change of the topic or one of its subscriptions: the fan-out compares it before every portion.
    revision        bigint      NOT NULL
);
CREATE UNIQUE INDEX topics_by_name ON topic.topics (account, region, name);

-- A row for each subscription, pending or confirmed. The owner is the account that subscribed; the row is the topic's.
CREATE TABLE topic.subscriptions (
    account                     text        NOT NULL,
    region                      text        NOT NULL,
    topic                       text        NOT NULL COLLATE "C",
    topic_id                    bigint      NOT NULL REFERENCES topic.topics (id) ON DELETE CASCADE,
    id                          uuid        NOT NULL PRIMARY KEY,
    owner                       text        NOT NULL,
    principal                   text        NOT NULL,
    protocol                    text        NOT NULL,
    -- As it is shown; what an address holds of a password is in endpoint_secret, sealed.
    endpoint                    text        NOT NULL,
    endpoint_secret             bytea,
    attributes                  text        NOT NULL,
    pending                     boolean     NOT NULL,
    authenticated               boolean     NOT NULL,
    authenticate_on_unsubscribe boolean     NOT NULL,
    -- SHA-256 of the last token that was sent; a token is as good as a signature for confirming.
    token_hash                  bytea,
    token_expires_at            timestamptz,
    created_at                  timestamptz NOT NULL,
    confirmed_at                timestamptz,
    -- Replays of an archive are numbered; the number is part of what a replayed delivery is known by.
    replay                      int         NOT NULL DEFAULT 0,
    replay_status               text
);
CREATE INDEX subscriptions_by_topic ON topic.subscriptions (topic_id, id);
CREATE INDEX subscriptions_by_owner ON topic.subscriptions (owner, region, id);
CREATE UNIQUE INDEX subscriptions_by_token ON topic.subscriptions (token_hash) WHERE token_hash IS NOT NULL;
CREATE INDEX subscriptions_replaying ON topic.subscriptions (id) WHERE replay_status IN ('Pending', 'In progress');
CREATE INDEX subscriptions_pending ON topic.subscriptions (token_expires_at) WHERE pending;

-- Which publication to a FIFO topic came first with a deduplication id. It is known by its place in topic.publications, so a
-- publication that is read again finds itself, and a repetition finds the other.
CREATE TABLE topic.deduplication (
    account      text        NOT NULL,
    topic_id     bigint      NOT NULL,
    scope        text        NOT NULL,
    id           text        NOT NULL,
    "partition"  int         NOT NULL,
    "offset"     bigint      NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (account, topic_id, scope, id)
);
CREATE INDEX deduplication_by_time ON topic.deduplication (published_at);

-- What was published to FIFO topics with an archive, sealed, by its place in topic.publications, which is the order of its
-- group.
CREATE TABLE topic.archive (
    account      text        NOT NULL,
    topic_id     bigint      NOT NULL,
    "partition"  int         NOT NULL,
    "offset"     bigint      NOT NULL,
    published_at timestamptz NOT NULL,
    publication  bytea       NOT NULL,
    PRIMARY KEY (account, topic_id, "partition", "offset")
);
CREATE INDEX archive_by_time ON topic.archive (account, topic_id, published_at);

-- How far a replay has come in each partition. A partition without a row has not begun.
CREATE TABLE topic.replays (
    account         text   NOT NULL,
    subscription_id uuid   NOT NULL REFERENCES topic.subscriptions (id) ON DELETE CASCADE,
    replay          int    NOT NULL,
    "partition"     int    NOT NULL,
    next_offset     bigint NOT NULL,
    done            boolean NOT NULL,
    PRIMARY KEY (account, subscription_id, replay, "partition")
);
