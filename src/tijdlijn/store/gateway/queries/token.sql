-- name: use_grant
-- Note a grant as used; no row comes of it when it was used before.
INSERT INTO used_grant (issuer, jti, expires_at) VALUES (%(issuer)s, %(jti)s, %(expires_at)s)
ON CONFLICT DO NOTHING;

-- name: insert_token
-- A token that is not decided on yet.
INSERT INTO access_token (
    token_hash, custodian, patient_ref, sealed_patient, certificate,
    user_id, role_code, institution, purpose, trace_id, expires_at
)
VALUES (
    %(token_hash)s, %(custodian)s, %(patient_ref)s, %(sealed_patient)s, %(certificate)s,
    %(user_id)s, %(role_code)s, %(institution)s, %(purpose)s, %(trace_id)s, %(expires_at)s
);

-- name: token
-- One token with what was decided, if it was.
SELECT
    token_hash, custodian, patient_ref, sealed_patient, certificate, user_id, role_code, institution, purpose,
    trace_id, expires_at, decided_at, permit, ground, valid_until
FROM access_token
WHERE token_hash = %(token_hash)s;

-- name: undecided
-- Lock a token for its decision; no row comes when it is gone or decided.
SELECT token_hash FROM access_token
WHERE token_hash = %(token_hash)s AND decided_at IS NULL
FOR UPDATE;

-- name: decide
-- Write the decision into the token's row.
UPDATE access_token
SET decided_at = %(decided_at)s, permit = %(permit)s, ground = %(ground)s, policy = %(policy)s,
    valid_until = %(valid_until)s
WHERE token_hash = %(token_hash)s;

-- name: drop_ended
-- Forget what can no longer be used.
WITH ended AS (
    DELETE FROM used_grant WHERE expires_at < %(before)s
)
DELETE FROM access_token WHERE expires_at < %(before)s;
