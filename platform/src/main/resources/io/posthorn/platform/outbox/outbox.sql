-- The transactional outbox of one service. Copy this into a migration of the service's own schema.
create table outbox (
    id bigint generated always as identity primary key,
    account text not null,
    topic text not null,
    partition_key text not null,
    partition_number int,
    payload bytea not null,
    created_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

comment on table outbox is 'Records on their way to Kafka, deleted once Kafka has them.';
comment on column outbox.partition_number is 'Null: by hash of the key.';
