-- name: put_mark
-- Mark something, or say anew whether the team sees it; the mark begins anew.
INSERT INTO mark (user_ref, patient_ref, subject_ref, institution_ref, is_shared, sealed, ends_at)
VALUES (
    %(user_ref)s, %(patient_ref)s, %(subject_ref)s, %(institution_ref)s, %(is_shared)s, %(sealed)s, %(ends_at)s
)
ON CONFLICT (user_ref, patient_ref, subject_ref)
DO UPDATE SET is_shared = excluded.is_shared, sealed = excluded.sealed, ends_at = excluded.ends_at;

-- name: take_mark
-- Take the user's own mark away.
DELETE FROM mark
WHERE user_ref = %(user_ref)s AND patient_ref = %(patient_ref)s AND subject_ref = %(subject_ref)s;

-- name: marks
-- The user's own marks on this patient, and those that the team shares.
SELECT user_ref = %(user_ref)s AS is_own, sealed
FROM mark
WHERE patient_ref = %(patient_ref)s AND ends_at > %(now)s
    AND (user_ref = %(user_ref)s OR (is_shared AND institution_ref = %(institution_ref)s))
ORDER BY ends_at DESC, subject_ref;

-- name: forget_ended_marks
-- Drop what ended.
DELETE FROM mark WHERE ends_at <= %(now)s;
