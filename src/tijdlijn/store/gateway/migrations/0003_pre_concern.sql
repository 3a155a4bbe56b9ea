-- What readers elsewhere say is wrong with a study or a report: the queue of whoever mends it here. The asker
-- made the id; the pair of institution and id is what it asks about later. `answer` is shown to the reader.
CREATE TABLE concern (
    institution text NOT NULL,
    concern_id uuid NOT NULL,
    custodian text NOT NULL,
    patient_ref bytea NOT NULL,
    kind text NOT NULL,
    told text NOT NULL,
    study_uid text,
    report_id text,
    user_id text NOT NULL,
    role_code text NOT NULL,
    trace_id text NOT NULL,
    received_at timestamptz NOT NULL,
    state text NOT NULL,
    answer text,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (institution, concern_id),
    CHECK ((study_uid IS NULL) <> (report_id IS NULL))
);

CREATE INDEX concern_open ON concern (received_at) WHERE state IN ('received', 'in-progress');
