-- Which institution holds imaging of whom. One row says that `custodian` may be found for the patient behind
-- `pseudonym`; nothing clinical is here. Every statement names the pseudonym, so each touches one partition.
-- The pseudonym is a keyed hash of 24 bytes (services/index/pseudonyms.py): without the key it tells nothing.
CREATE TABLE registration (
    pseudonym bytea NOT NULL CHECK (octet_length(pseudonym) = 24),
    custodian text NOT NULL CHECK (custodian ~ '^[0-9]{8}$'),
    code text NOT NULL CHECK (code = 'Imaging'),
    registered_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (pseudonym, custodian, code)
) PARTITION BY HASH (pseudonym);

DO $$
BEGIN
    FOR remainder IN 0..15 LOOP
        EXECUTE format(
            'CREATE TABLE registration_%s PARTITION OF registration FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
            lpad(remainder::text, 2, '0'), remainder);
    END LOOP;
END
$$;
