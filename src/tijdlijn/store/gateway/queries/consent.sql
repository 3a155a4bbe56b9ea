-- name: choices
-- Every choice of one patient that was not withdrawn, ended ones included.
SELECT choice, recorded_at, purpose, asker, until
FROM local_consent
WHERE custodian = %(custodian)s AND patient_ref = %(patient_ref)s AND withdrawn_at IS NULL
ORDER BY recorded_at, consent_id;

-- name: record_choice
-- Add a choice; one that stood already, withdrawn or not, stays as it is.
INSERT INTO local_consent (custodian, patient_ref, choice, recorded_at, purpose, asker, until, source)
VALUES (
    %(custodian)s, %(patient_ref)s, %(choice)s, %(recorded_at)s, %(purpose)s, %(asker)s, %(until)s, %(source)s
)
ON CONFLICT DO NOTHING;

-- name: withdraw_given
-- End every consent of one patient that still stands; refusals stand on.
UPDATE local_consent SET withdrawn_at = %(now)s
WHERE custodian = %(custodian)s AND patient_ref = %(patient_ref)s
    AND choice = 'given' AND withdrawn_at IS NULL;

-- name: withdraw_same
-- End every choice of one patient about the same asker and purpose.
UPDATE local_consent SET withdrawn_at = %(recorded_at)s
WHERE custodian = %(custodian)s AND patient_ref = %(patient_ref)s
    AND asker IS NOT DISTINCT FROM %(asker)s AND purpose IS NOT DISTINCT FROM %(purpose)s
    AND withdrawn_at IS NULL;

-- name: choices_of_file
-- Every choice that came from a file and stands, whoever the patient.
SELECT consent_id, patient_ref, choice, recorded_at, purpose, asker, until
FROM local_consent
WHERE custodian = %(custodian)s AND source = 'file' AND withdrawn_at IS NULL;

-- name: withdraw_choice
-- End one choice.
UPDATE local_consent SET withdrawn_at = %(now)s WHERE consent_id = %(consent_id)s;

-- name: lock_patient
-- One change or decision at a time about one patient at one custodian, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended(%(custodian)s || encode(%(patient_ref)s, 'hex'), 67));

-- name: next_version
-- Note that a patient's choices changed.
INSERT INTO consent_version (custodian, patient_ref) VALUES (%(custodian)s, %(patient_ref)s)
ON CONFLICT (custodian, patient_ref) DO UPDATE SET version = consent_version.version + 1;

-- name: version
-- How often a patient's choices changed; no row is never.
SELECT version FROM consent_version
WHERE custodian = %(custodian)s AND patient_ref = %(patient_ref)s;

-- name: delete_tokens_of_patient
-- End every token about one patient at once.
DELETE FROM access_token WHERE custodian = %(custodian)s AND patient_ref = %(patient_ref)s;

-- name: notify_consent
-- Tell every process of this gateway, once the transaction stands; the payload is the custodian.
SELECT pg_notify('gateway_consent', %(custodian)s);
