-- What came of attempts, as far as that is recorded, for some time.
CREATE TABLE topic.delivery_attempts (
    account      text        NOT NULL,
    kind         text        NOT NULL,
    target       uuid        NOT NULL,
    sequence     bigint      GENERATED ALWAYS AS IDENTITY,
    delivery     uuid        NOT NULL,
    content      uuid        NOT NULL,
    published_at timestamptz NOT NULL,
    -- 0 when it was turned away without one.
    attempt      int         NOT NULL,
    at           timestamptz NOT NULL,
    result       text        NOT NULL,
    status       int,
    reason       text        NOT NULL,
    latency_ms   bigint      NOT NULL,
    -- The beginning of the answer's body, sealed.
    excerpt      bytea,
    -- When it was sent again because somebody asked for it.
    resent_at    timestamptz,
    PRIMARY KEY (account, kind, target, sequence)
);
CREATE INDEX delivery_attempts_of ON topic.delivery_attempts (account, kind, target, delivery);
CREATE INDEX delivery_attempts_buried ON topic.delivery_attempts (account, kind, target, at)
    WHERE result = 'buried' AND resent_at IS NULL;
CREATE INDEX delivery_attempts_by_time ON topic.delivery_attempts (at);
CREATE INDEX delivery_attempts_by_content ON topic.delivery_attempts (account, content);

CREATE INDEX deliveries_by_age ON topic.deliveries (published_at);
