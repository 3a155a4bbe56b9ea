-- name: look_at_failures
-- Give which of these failed when they were last asked, and whether each is left alone now. One that is due again is
-- left alone by everybody but the one who gets it here: locked or moved on, it is another's.
WITH wanted AS (
    SELECT * FROM unnest(%(custodians)s::text[], %(route_ids)s::text[], %(may_spare)s::boolean[])
        AS wanted (custodian, route_id, may_spare)
), due AS (
    SELECT held.custodian, held.route_id
    FROM holder_back_off AS held JOIN wanted USING (custodian, route_id)
    WHERE wanted.may_spare AND held.failures >= %(repeated)s AND held.retry_at <= %(now)s
        AND held.failed_at > %(counts_from)s
    FOR UPDATE OF held SKIP LOCKED
), probed AS (
    UPDATE holder_back_off AS held SET retry_at = %(probed_until)s
    FROM due
    WHERE held.custodian = due.custodian AND held.route_id = due.route_id
    RETURNING held.custodian, held.route_id
)
SELECT held.custodian, held.route_id, held.failing_since,
    wanted.may_spare AND held.failures >= %(repeated)s AND probed.custodian IS NULL AS is_spared
FROM holder_back_off AS held
    JOIN wanted USING (custodian, route_id)
    LEFT JOIN probed USING (custodian, route_id)
WHERE held.failed_at > %(counts_from)s;

-- name: note_failures
-- Count a failure for each, once for all questions that were under way together; the wait doubles up to a minute, and
-- no two instances end it together.
INSERT INTO holder_back_off AS held (custodian, route_id, failures, failing_since, failed_at, retry_at)
SELECT custodian, route_id, 1, asked_at, %(now)s, %(now)s
FROM unnest(%(custodians)s::text[], %(route_ids)s::text[], %(asked_at)s::timestamptz[])
    AS failed (custodian, route_id, asked_at)
ORDER BY custodian, route_id
ON CONFLICT (custodian, route_id) DO UPDATE
SET failures = held.failures + 1,
    failed_at = %(now)s,
    retry_at = %(now)s + make_interval(secs =>
        LEAST(%(longest_s)s, %(shortest_s)s * 2 ^ GREATEST(LEAST(held.failures + 1 - %(repeated)s, 10), 0))
        * (0.75 + 0.25 * random()))
WHERE held.failed_at <= excluded.failing_since;

-- name: clear_failures
-- Forget that these failed: they answered.
DELETE FROM holder_back_off AS held
USING unnest(%(custodians)s::text[], %(route_ids)s::text[]) AS answered (custodian, route_id)
WHERE held.custodian = answered.custodian AND held.route_id = answered.route_id;

-- name: forget_failures
-- Forget what failed so long ago that it says nothing of now.
DELETE FROM holder_back_off WHERE failed_at <= %(counts_from)s;
