-- name: wait_long_for_others
-- Another process may be migrating: wait for it longer than a request would, and let a step run long.
SELECT set_config('lock_timeout', '120s', true), set_config('statement_timeout', '15min', true);

-- name: lock_schema
-- One process of this database migrates at a time; the number is this lock's own and means nothing else.
SELECT pg_advisory_xact_lock(7441170510245);

-- name: wait_shortly_for_tables
-- A table lock that is not had soon is given up, because all requests queue behind one that waits.
SET LOCAL lock_timeout = '5s';

-- name: create_ledger
-- Which migrations this database has had.
CREATE TABLE IF NOT EXISTS schema_migration (
    package text NOT NULL,
    number integer NOT NULL,
    file_name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (package, number)
);

-- name: applied
-- What one package has had.
SELECT number, checksum FROM schema_migration WHERE package = %(package)s ORDER BY number;

-- name: record_applied
-- Note a migration in the transaction that applied it.
INSERT INTO schema_migration (package, number, file_name, checksum)
VALUES (%(package)s, %(number)s, %(file_name)s, %(checksum)s);
