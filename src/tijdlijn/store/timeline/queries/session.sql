-- name: add_launch
-- Remember a launch until its code comes back.
INSERT INTO pending_launch (state_hash, sealed, expires_at)
VALUES (%(state_hash)s, %(sealed)s, %(expires_at)s);

-- name: take_launch
-- Give a launch and forget it, so that a code can be redeemed once.
DELETE FROM pending_launch WHERE state_hash = %(state_hash)s AND expires_at > %(now)s RETURNING sealed;

-- name: forget_expired_launches
-- Drop launches that nobody finished.
DELETE FROM pending_launch WHERE expires_at <= %(now)s;

-- name: add_session
-- Begin a session.
INSERT INTO session (cookie_hash, context_id, sealed, user_ref, patient_ref, ends_at)
VALUES (%(cookie_hash)s, %(context_id)s, %(sealed)s, %(user_ref)s, %(patient_ref)s, %(ends_at)s);

-- name: get_session
-- Give a session that has not ended.
SELECT context_id, sealed FROM session WHERE cookie_hash = %(cookie_hash)s AND ends_at > %(now)s;

-- name: drop_session
-- End a session and say which it was.
DELETE FROM session WHERE cookie_hash = %(cookie_hash)s RETURNING context_id;

-- name: drop_sessions_of_other_patients
-- End the sessions that this user has of anybody else, and say which they were.
DELETE FROM session
WHERE user_ref = %(user_ref)s AND patient_ref IS DISTINCT FROM %(patient_ref)s
RETURNING context_id;

-- name: forget_ended_sessions
-- Drop sessions whose time is over.
DELETE FROM session WHERE ends_at <= %(now)s;

-- name: tell_ended
-- Tell every process of this deployable that a session has ended.
SELECT pg_notify('session_ended', %(notice)s);
