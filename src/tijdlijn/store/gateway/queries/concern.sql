-- name: add_concern
-- Put a concern into the queue; the same one again changes nothing.
INSERT INTO concern (
    institution, concern_id, custodian, patient_ref, kind, told, study_uid, report_id,
    user_id, role_code, trace_id, received_at, state, changed_at
)
VALUES (
    %(institution)s, %(concern_id)s, %(custodian)s, %(patient_ref)s, %(kind)s, %(told)s, %(study_uid)s,
    %(report_id)s, %(user_id)s, %(role_code)s, %(trace_id)s, %(now)s, 'received', %(now)s
)
ON CONFLICT DO NOTHING;

-- name: concern
-- One concern of an institution about a patient.
SELECT *
FROM concern
WHERE institution = %(institution)s AND concern_id = %(concern_id)s
    AND custodian = %(custodian)s AND patient_ref = %(patient_ref)s;

-- name: open_concerns
-- What is still to be answered, oldest first.
SELECT *
FROM concern
WHERE state IN ('received', 'in-progress')
ORDER BY received_at, concern_id;

-- name: handle_concern
-- Note what was done about a concern; one that was settled stays so.
UPDATE concern SET state = %(state)s, answer = %(answer)s, changed_at = %(now)s
WHERE concern_id = %(concern_id)s AND state IN ('received', 'in-progress')
RETURNING *;
