-- How far apart attempts at the target are on average, in nanoseconds; 0 when as many as come may be made.
ALTER TABLE topic.delivery_targets ADD COLUMN pace_nanos bigint NOT NULL DEFAULT 0;

-- When somebody asked for it to be sent again, which began its life anew; null in its first.
ALTER TABLE topic.deliveries ADD COLUMN resent_at timestamptz;

-- The next slot is the target's; no delivery has one of its own before it is tried.
UPDATE topic.deliveries SET due_at = now() WHERE lease IS NULL AND first_attempt_at IS NULL AND due_at > now();
