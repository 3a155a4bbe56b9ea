-- What users told holders to be wrong, so that they see what became of it. Who and about whom are keyed hashes;
-- what was told, and about which study or report, lies sealed. `state` is null until the holder has it.
CREATE TABLE told_concern (
    concern_id uuid PRIMARY KEY,
    user_ref bytea NOT NULL,
    patient_ref bytea NOT NULL,
    sealed text NOT NULL,
    told_at timestamptz NOT NULL,
    state text,
    sealed_answer text,
    changed_at timestamptz
);

CREATE INDEX told_concern_of_user ON told_concern (user_ref, patient_ref);
CREATE INDEX told_concern_changed_at ON told_concern (changed_at);
