-- What a holder keeps besides its record. A patient stands here only as `patient_ref`, a keyed HMAC of the
-- number, so that a copy of the database names nobody. Every table is kept apart by custodian: one process may
-- serve several.

-- Choices as the patient gave them. A row is never changed but for its withdrawal, so a choice from a file that
-- was withdrawn here does not come back when the file is read again.
CREATE TABLE local_consent (
    consent_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    custodian text NOT NULL CHECK (custodian ~ '^[0-9]{8}$'),
    patient_ref bytea NOT NULL CHECK (octet_length(patient_ref) = 32),
    choice text NOT NULL CHECK (choice IN ('given', 'refused')),
    recorded_at timestamptz NOT NULL,
    purpose text,
    asker text CHECK (asker ~ '^[0-9]{8}$'),
    until timestamptz,
    source text NOT NULL CHECK (source IN ('file', 'desk')),
    withdrawn_at timestamptz,
    UNIQUE NULLS NOT DISTINCT (custodian, patient_ref, choice, recorded_at, purpose, asker, until, source)
);

-- Counts every change of one patient's choices, so that a decision made on what was read before a change is
-- seen to be out of date, and made again.
CREATE TABLE consent_version (
    custodian text NOT NULL,
    patient_ref bytea NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (custodian, patient_ref)
);

-- Tokens by the SHA-256 of their text. `sealed_patient` is the patient's number under a key that is made of the
-- token itself: only whoever shows the token can open it. `decided_at` is absent until the holder has decided.
CREATE TABLE access_token (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    custodian text NOT NULL,
    patient_ref bytea NOT NULL,
    sealed_patient text NOT NULL,
    certificate text NOT NULL,
    user_id text NOT NULL,
    role_code text NOT NULL,
    institution text NOT NULL,
    purpose text NOT NULL,
    trace_id text NOT NULL,
    expires_at timestamptz NOT NULL,
    decided_at timestamptz,
    permit boolean,
    ground text,
    policy text,
    valid_until timestamptz,
    CHECK ((decided_at IS NULL) = (permit IS NULL)),
    CHECK (permit IS NOT TRUE OR valid_until IS NOT NULL)
);

CREATE INDEX access_token_by_patient ON access_token (custodian, patient_ref);
CREATE INDEX access_token_by_end ON access_token (expires_at);

-- Each grant opens one token and no second one (RFC 7523 §3, item 7).
CREATE TABLE used_grant (
    issuer text NOT NULL,
    jti text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, jti)
);

CREATE INDEX used_grant_by_end ON used_grant (expires_at);

-- What stands at the index in our name. Without `registration_id` it is an intention: it may stand there or not.
CREATE TABLE registration (
    custodian text NOT NULL,
    patient_ref bytea NOT NULL,
    registration_id text,
    intended_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (custodian, patient_ref)
);
