-- An account may begin with a passkey in place of a password.

-- The table is made anew, for SQLite cannot change a CHECK. Rows that name an account wait until it is there again; the transaction would not end if one
-- of them named none.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE account_before AS SELECT * FROM account;
DROP TABLE account;
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    version INTEGER NOT NULL,
    sealed BLOB,
    contact BLOB,
    -- None: its holder signs in with a passkey alone.
    password TEXT,
    locale TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    -- Whoever is gone leaves neither name nor contact nor password.
    CHECK ((closed_at IS NULL) = (sealed IS NOT NULL) AND (closed_at IS NULL) = (contact IS NOT NULL) AND (closed_at IS NULL OR password IS NULL))
) STRICT;
INSERT INTO account (id, relying_party, mode, version, sealed, contact, password, locale, created_at, closed_at)
    SELECT id, relying_party, mode, version, sealed, contact, password, locale, created_at, closed_at FROM account_before;
DROP TABLE account_before;
CREATE UNIQUE INDEX account_contact ON account (contact) WHERE contact IS NOT NULL;
CREATE INDEX account_of ON account (relying_party, mode, id);

-- For which registration a challenge is, where its account is not there yet. Both go with their age, so that neither holds the other.
ALTER TABLE passkey_ceremony ADD COLUMN registration TEXT CHECK (registration IS NULL OR account IS NULL);
