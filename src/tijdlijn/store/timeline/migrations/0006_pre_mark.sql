-- Studies that users marked as mattering for a question. Who, which institution, about whom and what are keyed
-- hashes; what the mark says lies sealed.
CREATE TABLE mark (
    user_ref bytea NOT NULL,
    patient_ref bytea NOT NULL,
    subject_ref bytea NOT NULL,
    institution_ref bytea NOT NULL,
    is_shared boolean NOT NULL,
    sealed text NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (user_ref, patient_ref, subject_ref)
);

CREATE INDEX mark_of_team ON mark (institution_ref, patient_ref) WHERE is_shared;
CREATE INDEX mark_ends_at ON mark (ends_at);
