-- The secrets that requests to an endpoint are signed with as Standard Webhooks says, sealed for their subscription. No row: no
-- such signatures. They outlive their subscription as long as it may be restored.
CREATE TABLE topic.webhook_secrets (
    account      text        NOT NULL,
    subscription uuid        NOT NULL,
    sealed       bytea       NOT NULL,
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (account, subscription)
);
