-- name: registrations
-- What stands at the index for one custodian, or may stand there.
SELECT patient_ref, registration_id FROM registration WHERE custodian = %(custodian)s;

-- name: intend_registration
-- Note that the index is about to be asked.
INSERT INTO registration (custodian, patient_ref) VALUES (%(custodian)s, %(patient_ref)s)
ON CONFLICT DO NOTHING;

-- name: keep_registration
-- Note what the index accepted.
UPDATE registration SET registration_id = %(registration_id)s
WHERE custodian = %(custodian)s AND patient_ref = %(patient_ref)s;

-- name: forget_registration
-- Note what the index no longer has.
DELETE FROM registration WHERE custodian = %(custodian)s AND patient_ref = %(patient_ref)s;
