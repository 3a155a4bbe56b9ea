-- name: join_study
-- One more process answers about a study; without record_id it is the first one, and its record is still to be
-- opened.
INSERT INTO opened_study (token_hash, study_ref) VALUES (%(token_hash)s, %(study_ref)s)
ON CONFLICT (token_hash, study_ref)
DO UPDATE SET streams = opened_study.streams + 1, touched_at = clock_timestamp()
RETURNING record_id;

-- name: keep_record_of_study
-- Note under which record a study is read.
UPDATE opened_study SET record_id = %(record_id)s
WHERE token_hash = %(token_hash)s AND study_ref = %(study_ref)s;

-- name: count_study
-- Add what went out since the last time; no row comes when the record was closed meanwhile. It need not be on
-- disk before anybody goes on: a record says "at least". `is_due` says that the record had no sign of life for
-- a while.
WITH counted AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
UPDATE opened_study
SET instances = instances + %(instances)s, bytes = bytes + %(bytes)s, streams = streams - %(ended)s,
    is_whole = is_whole AND %(is_whole)s, touched_at = clock_timestamp()
FROM counted
WHERE record_id = %(record_id)s AND token_hash = %(token_hash)s AND study_ref = %(study_ref)s
RETURNING
    instances,
    bytes,
    coalesce((
        SELECT record_under_way.touched_at < clock_timestamp() - %(alive_for)s::interval
        FROM record_under_way
        WHERE record_under_way.record_id = %(record_id)s
    ), false) AS is_due;

-- name: take_quiet_studies
-- Take away the studies that nobody has asked for since; several may do this at once.
DELETE FROM opened_study WHERE touched_at < %(quiet_since)s
RETURNING record_id, streams, instances, bytes, is_whole;
