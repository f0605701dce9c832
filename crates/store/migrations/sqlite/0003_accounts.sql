-- People who register with Candor itself, for relying parties that have no registration of their own.

-- Whether people register here, and whether that is for real: 'off', 'test' or 'live'.
ALTER TABLE relying_party ADD COLUMN registration TEXT NOT NULL DEFAULT 'off' CHECK (registration IN ('off', 'test', 'live'));

-- What people agree to. A text never changes: another one is another version.
CREATE TABLE consent_document (
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    kind TEXT NOT NULL CHECK (kind IN ('terms', 'risk', 'privacy')),
    version TEXT NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (relying_party, kind, version, language)
) STRICT;
CREATE TRIGGER consent_document_stays BEFORE UPDATE ON consent_document BEGIN SELECT raise(ABORT, 'a document is never changed'); END;
CREATE TRIGGER consent_document_kept BEFORE DELETE ON consent_document BEGIN SELECT raise(ABORT, 'a document is never deleted'); END;

CREATE TABLE account (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    version INTEGER NOT NULL,
    sealed BLOB,
    contact BLOB,
    password TEXT,
    locale TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    -- Whoever is gone leaves neither name nor contact nor password.
    CHECK ((closed_at IS NULL) = (sealed IS NOT NULL AND contact IS NOT NULL AND password IS NOT NULL))
) STRICT;
-- The index says whose it is: one contact is one account at a relying party and in a mode.
CREATE UNIQUE INDEX account_contact ON account (contact) WHERE contact IS NOT NULL;
CREATE INDEX account_of ON account (relying_party, mode, id);

-- Append-only: who agreed to what, and when.
CREATE TABLE account_consent (
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    language TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, kind, version, language)
) STRICT;
CREATE TRIGGER account_consent_stays BEFORE UPDATE ON account_consent BEGIN SELECT raise(ABORT, 'a consent is never changed'); END;
CREATE TRIGGER account_consent_kept BEFORE DELETE ON account_consent BEGIN SELECT raise(ABORT, 'a consent is never deleted'); END;

-- Codes on their way to a contact, and what they are for. What the letter needs is kept only until it was sent.
CREATE TABLE account_code (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('registration', 'sign_in', 'recovery', 'contact')),
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL,
    contact BLOB NOT NULL,
    account TEXT REFERENCES account (id),
    sealed BLOB,
    code BLOB NOT NULL,
    old_code BLOB,
    secret BLOB,
    tries INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX account_code_contact ON account_code (contact, created_at);
CREATE INDEX account_code_age ON account_code (created_at);

-- Words to a contact that hold no code, sealed until they were sent.
CREATE TABLE account_letter (
    id TEXT PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Somebody who is signed in. The token itself is not kept.
CREATE TABLE account_sign_in (
    hash BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    full_at INTEGER,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX account_sign_in_account ON account_sign_in (account);
CREATE INDEX account_sign_in_age ON account_sign_in (created_at);

-- Devices on which a holder gave the last factor once.
CREATE TABLE account_device (
    hash BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX account_device_account ON account_device (account);

-- Sign-ins that did not fit in a row, for every contact that was tried, registered or not.
CREATE TABLE account_missed (
    contact BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    locked_until INTEGER,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX account_missed_age ON account_missed (at);
