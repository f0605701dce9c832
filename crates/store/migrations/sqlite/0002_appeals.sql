-- Appeals, and the console in which people decide.

-- The calendar that business days are counted by: the name of one that is shipped, or the text of one of their own.
ALTER TABLE relying_party ADD COLUMN calendar TEXT NOT NULL DEFAULT 'target';
-- Whether decisions and overturns are published in numbers.
ALTER TABLE relying_party ADD COLUMN transparency INTEGER NOT NULL DEFAULT 0;
-- Where else an applicant may turn once an appeal was not upheld.
ALTER TABLE relying_party ADD COLUMN redress TEXT;
-- The gateway that takes short messages, and what it is signed with, sealed.
ALTER TABLE relying_party ADD COLUMN sms_url TEXT;
ALTER TABLE relying_party ADD COLUMN sms_secret BLOB;

-- The secret of the second factor, sealed, and the last step of time whose code was used.
ALTER TABLE user ADD COLUMN second_factor BLOB;
ALTER TABLE user ADD COLUMN last_step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user ADD COLUMN locked_until INTEGER;

-- Evidence of an appeal is sealed by the appeal's own key.
ALTER TABLE evidence ADD COLUMN appeal TEXT;
CREATE INDEX evidence_appeal ON evidence (appeal) WHERE appeal IS NOT NULL;

CREATE TABLE appeal (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL,
    session TEXT NOT NULL REFERENCES session (id),
    applicant TEXT NOT NULL REFERENCES applicant (id),
    attempt INTEGER NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    stands TEXT NOT NULL,
    receipt TEXT,
    sealed BLOB,
    contact_kind TEXT,
    contact_code BLOB,
    contact_tries INTEGER NOT NULL DEFAULT 0,
    contact_until INTEGER,
    contact_proven_at INTEGER,
    due_at INTEGER,
    wake_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    shred_at INTEGER,
    shredded_at INTEGER,
    shred_receipt TEXT
) STRICT;
CREATE UNIQUE INDEX appeal_receipt ON appeal (relying_party, receipt) WHERE receipt IS NOT NULL;
-- One at a time for a person.
CREATE UNIQUE INDEX appeal_open ON appeal (applicant) WHERE state NOT IN ('decided', 'closed', 'withdrawn', 'lapsed');
CREATE INDEX appeal_of ON appeal (relying_party, mode, id);
CREATE INDEX appeal_session ON appeal (session);
CREATE INDEX appeal_applicant ON appeal (applicant);
CREATE INDEX appeal_wakes ON appeal (wake_at) WHERE wake_at IS NOT NULL;

-- Append-only: an appeal is what its events make of it.
CREATE TABLE appeal_event (
    appeal TEXT NOT NULL REFERENCES appeal (id),
    number INTEGER NOT NULL,
    event TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (appeal, number)
) STRICT;
CREATE TRIGGER appeal_event_stays BEFORE UPDATE ON appeal_event BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER appeal_event_kept BEFORE DELETE ON appeal_event BEGIN SELECT raise(ABORT, 'events are never deleted'); END;

-- What applicants and reviewers write, sealed by the appeal's key. A note is for reviewers alone.
CREATE TABLE message (
    id TEXT PRIMARY KEY,
    appeal TEXT,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('applicant', 'reviewer', 'note')),
    user TEXT,
    sealed BLOB,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX message_subject ON message (subject, created_at);

-- What a person decides: an appeal, a session in review, or, for the numbers alone, a refusal that was drawn by lot.
CREATE TABLE review (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('appeal', 'review', 'again')),
    session TEXT NOT NULL REFERENCES session (id),
    appeal TEXT REFERENCES appeal (id),
    attempt INTEGER NOT NULL,
    applicant TEXT NOT NULL REFERENCES applicant (id),
    stage TEXT NOT NULL,
    families TEXT NOT NULL DEFAULT '',
    opened_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    paused INTEGER NOT NULL DEFAULT 0,
    at_risk INTEGER NOT NULL DEFAULT 0,
    breached INTEGER NOT NULL DEFAULT 0,
    holder TEXT REFERENCES user (id),
    lease_until INTEGER,
    taking INTEGER NOT NULL DEFAULT 0,
    record TEXT,
    copy BLOB,
    closed_at INTEGER
) STRICT;
CREATE INDEX review_queue ON review (relying_party, mode, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX review_stage ON review (relying_party, mode, stage, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX review_holder ON review (holder) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX review_appeal ON review (appeal) WHERE appeal IS NOT NULL;
CREATE INDEX review_session ON review (session);
CREATE INDEX review_closed ON review (relying_party, closed_at) WHERE closed_at IS NOT NULL;

-- Who decided what, for fairness and for the dashboards.
CREATE TABLE verdict (
    review TEXT NOT NULL REFERENCES review (id),
    number INTEGER NOT NULL,
    relying_party TEXT NOT NULL,
    applicant TEXT NOT NULL,
    user TEXT NOT NULL REFERENCES user (id),
    step TEXT NOT NULL CHECK (step IN ('blind', 'proposal', 'second', 'lead', 'decision', 'again')),
    outcome TEXT NOT NULL,
    codes TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    PRIMARY KEY (review, number)
) STRICT;
CREATE INDEX verdict_applicant ON verdict (applicant, user);
CREATE INDEX verdict_at ON verdict (relying_party, at);

-- Somebody at the console. The token itself is not kept.
CREATE TABLE console (
    hash BLOB PRIMARY KEY,
    user TEXT NOT NULL REFERENCES user (id),
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    whole INTEGER NOT NULL DEFAULT 0,
    pending BLOB,
    tries INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX console_user ON console (user);
CREATE INDEX console_age ON console (created_at);

-- Personal data that somebody opened, in which taking of a case, and what for: their own words are sealed.
CREATE TABLE opening (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL,
    user TEXT NOT NULL REFERENCES user (id),
    review TEXT,
    taking INTEGER,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    words BLOB,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX opening_user ON opening (user, at);
CREATE INDEX opening_review ON opening (review, user) WHERE review IS NOT NULL;

-- Letters that are on their way, sealed where they hold a code.
CREATE TABLE letter (
    id TEXT PRIMARY KEY,
    appeal TEXT NOT NULL REFERENCES appeal (id),
    name TEXT NOT NULL,
    sealed BLOB,
    created_at INTEGER NOT NULL
) STRICT;

-- What was refused is found by its reason, for the rates that are published.
CREATE TABLE refusal (
    relying_party TEXT NOT NULL,
    mode TEXT NOT NULL,
    session TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    code TEXT NOT NULL,
    at INTEGER NOT NULL,
    overturned INTEGER NOT NULL DEFAULT 0,
    appealed INTEGER NOT NULL DEFAULT 0,
    judged_again INTEGER NOT NULL DEFAULT 0,
    refused_wrongly INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (session, attempt, code)
) STRICT;
CREATE INDEX refusal_at ON refusal (relying_party, mode, at);

-- Sessions that wait for a person already.
INSERT INTO review (id, relying_party, mode, kind, session, attempt, applicant, stage, opened_at, due_at)
    SELECT 'cas_' || substr(id, 5), relying_party, mode, 'review', id, attempts, applicant, 'first', updated_at, updated_at + 259200000
    FROM session WHERE state = 'in_review';
