-- Programmes, invitation codes, and the ledger of rebates. Amounts are decimal text, never numbers: SQLite's would be floating point.

CREATE TABLE programme (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX programme_of ON programme (relying_party, mode, id);

-- What was promised never changes: another promise is another version.
CREATE TABLE programme_version (
    programme TEXT NOT NULL REFERENCES programme (id),
    version INTEGER NOT NULL,
    definition TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (programme, version)
) STRICT;
CREATE TRIGGER programme_version_stays BEFORE UPDATE ON programme_version BEGIN SELECT raise(ABORT, 'a version is never changed'); END;
CREATE TRIGGER programme_version_kept BEFORE DELETE ON programme_version BEGIN SELECT raise(ABORT, 'a version is never deleted'); END;

CREATE TABLE invitation_code (
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL,
    code TEXT NOT NULL,
    programme TEXT NOT NULL REFERENCES programme (id),
    owner TEXT NOT NULL REFERENCES account (id),
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    PRIMARY KEY (relying_party, mode, code)
) STRICT;
-- One for each programme.
CREATE UNIQUE INDEX invitation_code_owner ON invitation_code (owner, programme);

-- Who was invited by which code, to what they were shown. For ever: nobody is moved to another code or to other terms.
CREATE TABLE binding (
    account TEXT PRIMARY KEY REFERENCES account (id),
    relying_party TEXT NOT NULL,
    mode TEXT NOT NULL,
    code TEXT NOT NULL,
    programme TEXT NOT NULL,
    version INTEGER NOT NULL,
    terms_sha256 TEXT NOT NULL CHECK (length(terms_sha256) = 64),
    bound_at INTEGER NOT NULL,
    verified_at INTEGER,
    void_at INTEGER,
    closed_at INTEGER,
    FOREIGN KEY (relying_party, mode, code) REFERENCES invitation_code (relying_party, mode, code),
    FOREIGN KEY (programme, version) REFERENCES programme_version (programme, version)
) STRICT;
CREATE INDEX binding_code ON binding (relying_party, mode, code);
CREATE TRIGGER binding_stays BEFORE UPDATE OF account, relying_party, mode, code, programme, version, terms_sha256, bound_at ON binding
BEGIN SELECT raise(ABORT, 'a binding is never changed'); END;
CREATE TRIGGER binding_settled_once BEFORE UPDATE ON binding
WHEN (OLD.verified_at IS NOT NULL AND NEW.verified_at IS NOT OLD.verified_at)
    OR (OLD.void_at IS NOT NULL AND NEW.void_at IS NOT OLD.void_at)
    OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT OLD.closed_at)
BEGIN SELECT raise(ABORT, 'what was settled stays so'); END;
CREATE TRIGGER binding_kept BEFORE DELETE ON binding BEGIN SELECT raise(ABORT, 'a binding is never deleted'); END;
-- A REPLACE deletes without asking a trigger.
CREATE TRIGGER binding_once BEFORE INSERT ON binding WHEN EXISTS (SELECT 1 FROM binding WHERE account = NEW.account)
BEGIN SELECT raise(ABORT, 'an account is bound once'); END;

-- How often the facts changed that decide where a share goes: who posts by facts of before begins anew.
CREATE TABLE ledger_facts (
    relying_party TEXT NOT NULL,
    mode TEXT NOT NULL,
    changes INTEGER NOT NULL,
    PRIMARY KEY (relying_party, mode)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER binding_changes AFTER UPDATE ON binding BEGIN
    INSERT INTO ledger_facts VALUES (NEW.relying_party, NEW.mode, 1) ON CONFLICT DO UPDATE SET changes = changes + 1;
END;
CREATE TRIGGER invitation_code_changes AFTER UPDATE ON invitation_code BEGIN
    INSERT INTO ledger_facts VALUES (NEW.relying_party, NEW.mode, 1) ON CONFLICT DO UPDATE SET changes = changes + 1;
END;

-- Append-only. The body is what is hashed; what is looked for by is read from it.
CREATE TABLE ledger_entry (
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    body TEXT NOT NULL CHECK (json_extract(body, '$.number') = number),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    kind TEXT NOT NULL AS (json_extract(body, '$.kind')),
    subject TEXT NOT NULL AS (json_extract(body, '$.subject')),
    account TEXT AS (json_extract(body, '$.account')),
    code TEXT AS (json_extract(body, '$.code')),
    month TEXT NOT NULL AS (json_extract(body, '$.month')),
    reverses INTEGER AS (json_extract(body, '$.reverses')),
    PRIMARY KEY (relying_party, mode, number)
) STRICT;
CREATE UNIQUE INDEX ledger_entry_subject ON ledger_entry (relying_party, mode, kind, subject) WHERE kind IN ('trade', 'reversal', 'payout');
CREATE UNIQUE INDEX ledger_entry_reverses ON ledger_entry (relying_party, mode, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX ledger_entry_account ON ledger_entry (relying_party, mode, account, month) WHERE account IS NOT NULL;
CREATE INDEX ledger_entry_code ON ledger_entry (relying_party, mode, code, month) WHERE code IS NOT NULL;
CREATE TRIGGER ledger_entry_stays BEFORE UPDATE ON ledger_entry BEGIN SELECT raise(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER ledger_entry_kept BEFORE DELETE ON ledger_entry BEGIN SELECT raise(ABORT, 'an entry is never deleted'); END;
CREATE TRIGGER ledger_entry_next BEFORE INSERT ON ledger_entry
WHEN NEW.number <> 1 + IFNULL((SELECT MAX(number) FROM ledger_entry WHERE relying_party = NEW.relying_party AND mode = NEW.mode), 0)
BEGIN SELECT raise(ABORT, 'an entry comes behind the last one'); END;

CREATE TABLE posting (
    relying_party TEXT NOT NULL,
    mode TEXT NOT NULL,
    number INTEGER NOT NULL,
    place INTEGER NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (relying_party, mode, number, place),
    FOREIGN KEY (relying_party, mode, number) REFERENCES ledger_entry (relying_party, mode, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER posting_stays BEFORE UPDATE ON posting BEGIN SELECT raise(ABORT, 'a posting is never changed'); END;
CREATE TRIGGER posting_kept BEFORE DELETE ON posting BEGIN SELECT raise(ABORT, 'a posting is never deleted'); END;

-- What was reported, with what came of it: the same report again is known by it.
CREATE TABLE trade (
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES account (id),
    product_line TEXT NOT NULL,
    fee TEXT NOT NULL,
    currency TEXT NOT NULL,
    at INTEGER NOT NULL,
    entry INTEGER,
    owner TEXT NOT NULL,
    invited TEXT NOT NULL,
    without TEXT,
    PRIMARY KEY (relying_party, mode, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER trade_stays BEFORE UPDATE ON trade BEGIN SELECT raise(ABORT, 'a trade is never changed'); END;
CREATE TRIGGER trade_kept BEFORE DELETE ON trade BEGIN SELECT raise(ABORT, 'a trade is never deleted'); END;

-- Derived from the entries, and made again from them by `candor ledger reconcile`.
CREATE TABLE tally (
    relying_party TEXT NOT NULL,
    mode TEXT NOT NULL,
    account TEXT NOT NULL,
    earned_month TEXT NOT NULL,
    month TEXT NOT NULL,
    day TEXT NOT NULL,
    product_line TEXT NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount TEXT NOT NULL,
    fees TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (relying_party, mode, account, earned_month, month, day, product_line, currency, kind)
) STRICT, WITHOUT ROWID;
