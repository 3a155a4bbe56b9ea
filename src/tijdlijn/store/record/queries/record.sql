-- name: open
-- Put an act on record; one that will be closed also goes on the work list of the sweeper.
WITH opened AS (
    INSERT INTO record (
        action, outcome, trace_id, actor_user, actor_role, actor_institution,
        patient_ref, object_ref, purpose, ground, access_point
    )
    VALUES (
        %(action)s, %(outcome)s, %(trace_id)s, %(actor_user)s, %(actor_role)s, %(actor_institution)s,
        %(patient_ref)s, %(object_ref)s, %(purpose)s, %(ground)s, %(access_point)s
    )
    RETURNING record_id, outcome
), awaited AS (
    INSERT INTO record_under_way (record_id) SELECT record_id FROM opened WHERE outcome = %(under_way)s
)
SELECT record_id FROM opened;

-- name: progress
-- Keep what is known of an act that goes on, and keep the sweeper from it.
UPDATE record_under_way SET counts = %(counts)s, touched_at = clock_timestamp()
WHERE record_id = %(record_id)s;

-- name: close
-- Add how an act ended; said twice, the first stands.
WITH awaited AS (
    DELETE FROM record_under_way WHERE record_id = %(record_id)s
)
INSERT INTO record_closing (record_id, outcome, counts) VALUES (%(record_id)s, %(outcome)s, %(counts)s)
ON CONFLICT DO NOTHING;

-- name: sweep
-- Close acts that nobody has touched for long, with the counts known so far; several may sweep at once.
WITH orphan AS (
    DELETE FROM record_under_way WHERE touched_at < %(untouched_since)s RETURNING record_id, counts
)
INSERT INTO record_closing (record_id, swept, outcome, counts)
SELECT record_id, true, %(outcome)s, counts FROM orphan
ON CONFLICT DO NOTHING;

-- name: search
-- What is on record, newest first; a true closing wins over a swept one.
SELECT record.*, closing.closed_at, closing.outcome AS closing_outcome, closing.counts
FROM record
LEFT JOIN LATERAL (
    SELECT closed_at, outcome, counts FROM record_closing
    WHERE record_closing.record_id = record.record_id
    ORDER BY swept
    LIMIT 1
) AS closing ON true
WHERE (%(date_from)s::timestamptz IS NULL OR recorded_at >= %(date_from)s)
    AND (%(date_to)s::timestamptz IS NULL OR recorded_at < %(date_to)s)
    AND (%(trace_id)s::text IS NULL OR trace_id = %(trace_id)s)
    AND (%(patient_ref)s::bytea IS NULL OR patient_ref = %(patient_ref)s)
ORDER BY recorded_at DESC, record_id DESC
LIMIT %(limit)s OFFSET %(offset)s;
