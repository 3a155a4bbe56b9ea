-- The record of every access. Rows are only ever added: what was written stands, also for us, so that a
-- sealer can chain the rows and a reader can trust them. What is still to come (a closing) is a row of its own.

CREATE TABLE record (
    record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    action text NOT NULL,
    outcome text NOT NULL,
    trace_id text NOT NULL CHECK (trace_id ~ '^[0-9a-f]{32}$'),
    actor_user text,
    actor_role text,
    actor_institution text CHECK (actor_institution ~ '^[0-9]{8}$'),
    patient_ref bytea CHECK (octet_length(patient_ref) BETWEEN 16 AND 64),
    object_ref text,
    purpose text,
    ground text,
    access_point text
);

COMMENT ON COLUMN record.patient_ref IS 'keyed HMAC of the patient''s number, never the number';

CREATE INDEX record_by_time ON record (recorded_at DESC, record_id DESC);
CREATE INDEX record_by_trace ON record (trace_id);
CREATE INDEX record_by_patient ON record (patient_ref, recorded_at DESC) WHERE patient_ref IS NOT NULL;

-- Swept: closed by the sweeper, because the act was cut off. A late true closing stands beside it and wins.
CREATE TABLE record_closing (
    record_id bigint NOT NULL REFERENCES record,
    swept boolean NOT NULL DEFAULT false,
    closed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    outcome text NOT NULL,
    counts jsonb NOT NULL,
    PRIMARY KEY (record_id, swept)
);

-- Work list, not record: acts that are under way, with what is known of them so far.
CREATE TABLE record_under_way (
    record_id bigint PRIMARY KEY REFERENCES record,
    touched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    counts jsonb NOT NULL DEFAULT '{}'
);

CREATE INDEX record_under_way_by_time ON record_under_way (touched_at);

CREATE FUNCTION record_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER record_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON record
    FOR EACH STATEMENT EXECUTE FUNCTION record_stands();
CREATE TRIGGER record_closing_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON record_closing
    FOR EACH STATEMENT EXECUTE FUNCTION record_stands();
