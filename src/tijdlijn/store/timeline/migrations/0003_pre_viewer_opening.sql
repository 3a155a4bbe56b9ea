-- Studies handed to the full viewer: first under a code that is redeemed once, then under the cookie of the browser
-- that redeemed it. `browser_ref` is a keyed hash of what the browser says it is; `sealed` holds where the studies are.
-- It goes with its session, so that nothing of a patient who is no longer open can be read.
CREATE TABLE viewer_opening (
    code_hash bytea PRIMARY KEY,
    context_id text NOT NULL REFERENCES session (context_id) ON DELETE CASCADE,
    browser_ref bytea NOT NULL,
    sealed text NOT NULL,
    cookie_hash bytea,
    expires_at timestamptz NOT NULL
);

CREATE INDEX viewer_opening_cookie_hash ON viewer_opening (cookie_hash);
CREATE INDEX viewer_opening_context_id ON viewer_opening (context_id);
CREATE INDEX viewer_opening_expires_at ON viewer_opening (expires_at);
