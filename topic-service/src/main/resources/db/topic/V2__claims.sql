-- Of one deduplication id there may be several first publications, each at least five minutes from every other. All of them
-- are on record, in the order in which they were read, because a portion that is read again asks for each of them again.
DROP TABLE topic.deduplication;

CREATE TABLE topic.deduplication (
    account      text          NOT NULL,
    topic_id     bigint        NOT NULL,
    scope        text          NOT NULL,
    id           text          NOT NULL,
    "partitions" int[]         NOT NULL,
    offsets      bigint[]      NOT NULL,
    times        timestamptz[] NOT NULL,
    -- The latest of the times.
    published_at timestamptz   NOT NULL,
    PRIMARY KEY (account, topic_id, scope, id)
);
CREATE INDEX deduplication_by_time ON topic.deduplication (published_at);
