-- Keys that notifications are signed with. The current one has its private key, sealed; of those that it replaced the
-- certificates stay, so that what they signed can be verified.
CREATE TABLE notification_key (
    number      bigint      NOT NULL PRIMARY KEY CHECK (number > 0),
    fingerprint text        NOT NULL UNIQUE CHECK (fingerprint ~ '^[0-9a-f]{32}$'),
    certificate bytea       NOT NULL,
    sealed_key  bytea,
    created_at  timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    replaced_at timestamptz,
    CHECK ((sealed_key IS NULL) = (replaced_at IS NOT NULL))
);

CREATE UNIQUE INDEX notification_key_current ON notification_key ((true)) WHERE sealed_key IS NOT NULL;
