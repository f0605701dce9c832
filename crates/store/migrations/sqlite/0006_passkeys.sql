-- Passkeys of accounts. What is verified with is sealed under the account's key, so that a row cannot be exchanged for another's.
CREATE TABLE passkey (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    -- SHA-256 of the credential's id, by which it is found. One credential is one account's.
    credential BLOB NOT NULL UNIQUE,
    sealed BLOB NOT NULL,
    -- Uses that the authenticator counted; it never goes back.
    counter INTEGER NOT NULL CHECK (counter BETWEEN 0 AND 4294967295),
    created_at INTEGER NOT NULL,
    last_used_at INTEGER
) STRICT;
CREATE INDEX passkey_account ON passkey (account);
CREATE TRIGGER passkey_counts BEFORE UPDATE OF counter ON passkey WHEN new.counter < old.counter BEGIN
    SELECT raise(ABORT, 'a counter never goes back');
END;

-- Challenges that wait for an authenticator. Each is gone with its first answer.
CREATE TABLE passkey_ceremony (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    -- Whose passkey is to be added; of a sign-in nobody's yet.
    account TEXT REFERENCES account (id),
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX passkey_ceremony_account ON passkey_ceremony (account);
CREATE INDEX passkey_ceremony_age ON passkey_ceremony (created_at);
