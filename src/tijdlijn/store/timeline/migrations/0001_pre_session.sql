-- A launch under way: between the EPD's address and its code. Taken once, gone within minutes.
CREATE TABLE pending_launch (
    state_hash bytea PRIMARY KEY,
    sealed text NOT NULL,
    expires_at timestamptz NOT NULL
);

-- One patient opened by one user. `sealed` holds all that is personal, under a key that is not in this database.
CREATE TABLE session (
    cookie_hash bytea PRIMARY KEY,
    context_id text NOT NULL UNIQUE,
    sealed text NOT NULL,
    ends_at timestamptz NOT NULL
);

CREATE INDEX session_ends_at ON session (ends_at);
CREATE INDEX pending_launch_expires_at ON pending_launch (expires_at);
