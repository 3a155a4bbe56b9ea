-- Studies whose images are being read: one record for each token and study, however many requests that takes.
-- A row goes when its record is closed. `record_id` is absent only within the transaction that opens it, and
-- `streams` are the answers under way; `is_whole` is false once one of them did not come to its end.
CREATE TABLE opened_study (
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    study_ref text NOT NULL,
    record_id bigint,
    touched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    streams integer NOT NULL DEFAULT 1,
    instances bigint NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0,
    is_whole boolean NOT NULL DEFAULT true,
    PRIMARY KEY (token_hash, study_ref)
);

CREATE INDEX opened_study_by_time ON opened_study (touched_at);
