-- Subscriptions by HTTP that somebody ended by their UnsubscribeURL, who need not be their owner. The endpoint is told, with a
-- token that restores the subscription; it is forgotten when the token's time is over.
CREATE TABLE topic.removed_subscriptions (
    account          text        NOT NULL,
    region           text        NOT NULL,
    topic            text        NOT NULL COLLATE "C",
    topic_id         bigint      NOT NULL REFERENCES topic.topics (id) ON DELETE CASCADE,
    id               uuid        NOT NULL PRIMARY KEY,
    owner            text        NOT NULL,
    principal        text        NOT NULL,
    protocol         text        NOT NULL,
    endpoint         text        NOT NULL,
    endpoint_secret  bytea,
    attributes       text        NOT NULL,
    created_at       timestamptz NOT NULL,
    token_hash       bytea       NOT NULL,
    token_expires_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX removed_subscriptions_by_token ON topic.removed_subscriptions (token_hash);
CREATE INDEX removed_subscriptions_by_topic ON topic.removed_subscriptions (topic_id);
CREATE INDEX removed_subscriptions_by_time ON topic.removed_subscriptions (token_expires_at);
