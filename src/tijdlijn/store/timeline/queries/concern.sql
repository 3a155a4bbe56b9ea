-- name: add_own_concern
-- Keep what a user is about to tell a holder.
INSERT INTO told_concern (concern_id, user_ref, patient_ref, sealed, told_at)
VALUES (%(concern_id)s, %(user_ref)s, %(patient_ref)s, %(sealed)s, %(told_at)s);

-- name: own_concerns
-- What a user told of a patient, newest first.
SELECT concern_id, sealed, told_at, state, sealed_answer, changed_at
FROM told_concern
WHERE user_ref = %(user_ref)s AND patient_ref = %(patient_ref)s
ORDER BY told_at DESC, concern_id;

-- name: note_handling
-- Note what a holder did about a concern.
UPDATE told_concern SET state = %(state)s, sealed_answer = %(sealed_answer)s, changed_at = %(changed_at)s
WHERE concern_id = %(concern_id)s;

-- name: forget_own_concern
-- Drop one that its holder does not take.
DELETE FROM told_concern WHERE concern_id = %(concern_id)s;

-- name: forget_settled_concerns
-- Drop what was settled long ago.
DELETE FROM told_concern WHERE state = ANY (%(settled)s) AND changed_at < %(before)s;
