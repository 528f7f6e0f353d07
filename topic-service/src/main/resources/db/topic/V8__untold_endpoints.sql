-- What an endpoint is still to be told about its removed subscription: its token, sealed for the subscription, until its delivery is
-- on its way. It is told again after a while, with the same token, id and time, when whoever was to tell it has not.
ALTER TABLE topic.removed_subscriptions
    ADD COLUMN sealed_token bytea,
    ADD COLUMN message_id   uuid,
    ADD COLUMN removed_at   timestamptz,
    ADD COLUMN tried_at     timestamptz;
CREATE INDEX removed_subscriptions_untold ON topic.removed_subscriptions (tried_at) WHERE sealed_token IS NOT NULL;
