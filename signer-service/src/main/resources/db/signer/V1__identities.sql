-- Who may ask.
CREATE TABLE account (
    id         text        NOT NULL PRIMARY KEY CHECK (id ~ '^[a-z0-9]{1,32}$'),
    name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
    created_at timestamptz NOT NULL
);

CREATE TABLE account_user (
    account    text        NOT NULL REFERENCES account (id),
    name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    id         text        NOT NULL PRIMARY KEY,
    created_at timestamptz NOT NULL,
    UNIQUE (account, name)
);

-- An access key. Its secret is sealed; user_id is absent for a key of the account's root. The row of a deleted key stays,
-- without the secret, so that no reader takes an older record for newer: version grows with every change.
CREATE TABLE access_key (
    account    text        NOT NULL REFERENCES account (id),
    id         text        NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 128),
    user_id    text        REFERENCES account_user (id),
    secret     bytea,
    active     boolean     NOT NULL,
    version    bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE INDEX access_key_of_account ON access_key (account, id);
CREATE INDEX access_key_changed ON access_key (changed_at);
