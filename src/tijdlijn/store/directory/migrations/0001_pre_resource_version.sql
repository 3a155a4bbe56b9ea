-- The address book as a log of versions: a change is a new row, a resource that vanished ends with a row that
-- says so. `sequence` orders the log as its readers page through it.
-- Standard: IHE ITI mCSD, ITI-91 (updates are read as `_history`); HL7 FHIR R4 http.html, history.
CREATE TABLE resource_version (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resource_type text NOT NULL CHECK (resource_type IN ('Organization', 'Endpoint')),
    resource_id text NOT NULL CHECK (resource_id ~ '^[A-Za-z0-9.-]{1,64}$'),
    version integer NOT NULL CHECK (version > 0),
    changed_at timestamptz NOT NULL,
    is_current boolean NOT NULL,
    content bytea,
    UNIQUE (resource_type, resource_id, version)
);

COMMENT ON COLUMN resource_version.content IS 'The resource as JSON without its meta; NULL: deleted';

CREATE UNIQUE INDEX resource_version_current ON resource_version (resource_type, resource_id) WHERE is_current;
CREATE INDEX resource_version_changed ON resource_version (resource_type, sequence);
