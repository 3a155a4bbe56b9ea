-- name: lock_for_publishing
-- One publisher at a time, so that `sequence` and `changed_at` rise together.
SELECT pg_advisory_xact_lock(hashtext('tijdlijn directory publishing'));

-- name: current
-- A page of what stands now, in order of id.
SELECT sequence, resource_id, version, changed_at, content
FROM resource_version
WHERE resource_type = %(resource_type)s AND is_current AND content IS NOT NULL AND resource_id > %(after)s
ORDER BY resource_id
LIMIT %(limit)s;

-- name: current_of_all_types
-- The newest version of everything, deleted ones included: a resource that comes back counts on.
SELECT resource_type, resource_id, version, content
FROM resource_version
WHERE is_current;

-- name: history
-- A page of the versions since a moment, newest first.
SELECT sequence, resource_id, version, changed_at, content
FROM resource_version
WHERE resource_type = %(resource_type)s AND changed_at >= %(since)s AND sequence < %(before)s
ORDER BY sequence DESC
LIMIT %(limit)s;

-- name: supersede
-- The newest version is about to get a successor.
UPDATE resource_version
SET is_current = false
WHERE resource_type = %(resource_type)s AND resource_id = %(resource_id)s AND is_current;

-- name: append
-- Add the newest version of a resource.
INSERT INTO resource_version (resource_type, resource_id, version, changed_at, is_current, content)
VALUES (%(resource_type)s, %(resource_id)s, %(version)s, %(changed_at)s, true, %(content)s);
