-- name: registrations_of
-- Every custodian of one patient; one partition, by its primary key.
SELECT custodian, registered_at
FROM registration
WHERE pseudonym = %(pseudonym)s AND code = %(code)s
ORDER BY custodian;

-- name: register
-- Add a registration; no row comes back when it stood already.
INSERT INTO registration (pseudonym, custodian, code)
VALUES (%(pseudonym)s, %(custodian)s, %(code)s)
ON CONFLICT (pseudonym, custodian, code) DO NOTHING
RETURNING registered_at;

-- name: registration
-- Since when one registration stands.
SELECT registered_at
FROM registration
WHERE pseudonym = %(pseudonym)s AND custodian = %(custodian)s AND code = %(code)s;

-- name: withdraw
-- End one registration.
DELETE FROM registration
WHERE pseudonym = %(pseudonym)s AND custodian = %(custodian)s AND code = %(code)s;
