-- Whose session it is and of whom, both as keyed hashes, so that a switch of patient reaches every page of that user.
ALTER TABLE session ADD COLUMN user_ref bytea, ADD COLUMN patient_ref bytea;

CREATE INDEX session_user_ref ON session (user_ref);
