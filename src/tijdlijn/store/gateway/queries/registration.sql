-- name: registrations
-- What stands at the index for one custodian.
SELECT patient_ref, registration_id FROM registration WHERE custodian = %(custodian)s;

-- name: keep_registration
-- Note what the index accepted.
INSERT INTO registration (custodian, patient_ref, registration_id)
VALUES (%(custodian)s, %(patient_ref)s, %(registration_id)s)
ON CONFLICT (custodian, patient_ref) DO UPDATE SET registration_id = excluded.registration_id;

-- name: forget_registration
-- Note what the index no longer has.
DELETE FROM registration WHERE custodian = %(custodian)s AND patient_ref = %(patient_ref)s;
