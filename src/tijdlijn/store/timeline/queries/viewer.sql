-- name: add_viewer_opening
-- Offer studies to the full viewer under a code.
INSERT INTO viewer_opening (code_hash, context_id, browser_ref, sealed, expires_at)
VALUES (%(code_hash)s, %(context_id)s, %(browser_ref)s, %(sealed)s, %(expires_at)s);

-- name: redeem_viewer_opening
-- Take a code once, in the browser for which it was made, and tie its studies to a cookie: the one that the browser
-- holds already for this session, or else a fresh one.
UPDATE viewer_opening AS opening
SET expires_at = %(ticket_ends_at)s,
    cookie_hash = CASE WHEN EXISTS (
        SELECT 1 FROM viewer_opening AS held
        WHERE held.cookie_hash = %(held_hash)s AND held.context_id = opening.context_id
            AND held.expires_at > %(now)s
    ) THEN %(held_hash)s ELSE %(fresh_hash)s END
FROM session
WHERE opening.code_hash = %(code_hash)s AND opening.cookie_hash IS NULL AND opening.expires_at > %(now)s
    AND opening.browser_ref = %(browser_ref)s
    AND session.context_id = opening.context_id AND session.ends_at > %(now)s
RETURNING opening.code_hash, opening.cookie_hash, opening.context_id, opening.sealed,
    session.sealed AS session_sealed;

-- name: burn_viewer_opening
-- Forget a code that was misused, and with it whatever it opened before.
DELETE FROM viewer_opening WHERE code_hash = %(code_hash)s;

-- name: get_viewer_openings
-- Give what a browser has open in the full viewer, with the session that it belongs to.
SELECT opening.code_hash, opening.cookie_hash, opening.context_id, opening.sealed,
    session.sealed AS session_sealed
FROM viewer_opening AS opening JOIN session USING (context_id)
WHERE opening.cookie_hash = %(cookie_hash)s AND opening.expires_at > %(now)s AND session.ends_at > %(now)s
ORDER BY opening.expires_at, opening.code_hash;

-- name: renew_viewer_openings
-- Let these go on; one that is over stays over.
UPDATE viewer_opening SET expires_at = %(expires_at)s
WHERE code_hash = ANY (%(code_hashes)s) AND expires_at > %(now)s;

-- name: forget_viewer_openings
-- Drop what is over.
DELETE FROM viewer_opening WHERE expires_at <= %(now)s;
