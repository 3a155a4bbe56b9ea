-- Holders that gave no answer over a route when they were last asked, how often in a row, and until when they are not
-- waited for. Shared by all instances; nothing of any patient. A row goes with the first answer.
CREATE TABLE holder_back_off (
    custodian text NOT NULL,
    route_id text NOT NULL,
    failures integer NOT NULL,
    failing_since timestamptz NOT NULL,
    failed_at timestamptz NOT NULL,
    retry_at timestamptz NOT NULL,
    PRIMARY KEY (custodian, route_id)
);
