-- What is asked at every Subscribe is counted, not searched for.
ALTER TABLE topic.topics ADD COLUMN subscriptions bigint NOT NULL DEFAULT 0;
UPDATE topic.topics t SET subscriptions = (SELECT count(*) FROM topic.subscriptions s WHERE s.topic_id = t.id);

-- How large a filter policy is when it is compiled; 0 without one.
ALTER TABLE topic.subscriptions ADD COLUMN filter_weight int NOT NULL DEFAULT 0;
UPDATE topic.subscriptions SET filter_weight = length(attributes) WHERE attributes LIKE '%"FilterPolicy":%';
CREATE INDEX subscriptions_filtered ON topic.subscriptions (account, topic_id) INCLUDE (filter_weight)
    WHERE filter_weight > 0;

CREATE INDEX subscriptions_pending_of ON topic.subscriptions (account) WHERE pending;
CREATE INDEX subscriptions_to ON topic.subscriptions (topic_id, protocol, md5(endpoint));
