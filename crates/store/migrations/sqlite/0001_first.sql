-- Times are milliseconds since 1970. What is called sealed was encrypted before it came here.

CREATE TABLE relying_party (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    policy TEXT NOT NULL,
    test_policy TEXT NOT NULL,
    return_urls TEXT NOT NULL,
    logo TEXT,
    accent TEXT,
    support_email TEXT,
    support_phone TEXT,
    support_url TEXT
) STRICT;

CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL CHECK (mode IN ('test', 'live')),
    scopes TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT;

-- People who decide for a relying party. A login says as little about them as they like.
CREATE TABLE user (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    login TEXT NOT NULL,
    roles TEXT NOT NULL,
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER,
    UNIQUE (relying_party, login)
) STRICT;

CREATE TABLE applicant (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL,
    external_id TEXT NOT NULL,
    sealed BLOB,
    email_index BLOB,
    phone_index BLOB,
    legal_hold INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    redacted_at INTEGER,
    receipt TEXT
) STRICT;
-- Whoever was redacted is nobody any more: the same name is a new beginning.
CREATE UNIQUE INDEX applicant_called ON applicant (relying_party, mode, external_id) WHERE redacted_at IS NULL;
CREATE INDEX applicant_email ON applicant (email_index) WHERE email_index IS NOT NULL;
CREATE INDEX applicant_phone ON applicant (phone_index) WHERE phone_index IS NOT NULL;

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL,
    applicant TEXT NOT NULL REFERENCES applicant (id),
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    settings TEXT NOT NULL,
    sealed BLOB,
    prechecks INTEGER NOT NULL DEFAULT 0,
    precheck_hour INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_of ON session (relying_party, mode, id);
CREATE INDEX session_in_state ON session (relying_party, mode, state, id);
CREATE INDEX session_applicant ON session (applicant);
CREATE INDEX session_open ON session (expires_at) WHERE state IN ('created', 'collecting', 'needs_resubmission');
CREATE INDEX session_with_us ON session (updated_at) WHERE state IN ('submitted', 'checking', 'technical_hold');

CREATE TABLE client_token (
    hash BLOB PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX client_token_session ON client_token (session);

-- Codes to a registered contact. The code itself is kept only until it was sent.
CREATE TABLE way_back (
    id TEXT PRIMARY KEY,
    contact BLOB NOT NULL,
    sealed BLOB,
    code BLOB NOT NULL,
    session TEXT REFERENCES session (id),
    tries INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX way_back_contact ON way_back (contact, created_at);
CREATE INDEX way_back_age ON way_back (created_at);

-- From one device to another. The secrets are kept as hashes, and none works twice.
CREATE TABLE handover (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'opened', 'confirmed', 'given', 'ended')),
    secret BLOB NOT NULL UNIQUE,
    waiting BLOB UNIQUE,
    number TEXT,
    choices TEXT NOT NULL DEFAULT '',
    device TEXT,
    token BLOB,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX handover_session ON handover (session, created_at);
CREATE INDEX handover_age ON handover (created_at);

-- Questions to a person.
CREATE TABLE question (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    sealed BLOB,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX question_session ON question (session, created_at);

CREATE TABLE evidence (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    kind TEXT NOT NULL,
    attempt INTEGER,
    size INTEGER NOT NULL,
    received INTEGER NOT NULL,
    blob TEXT,
    mark BLOB,
    look BLOB,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX evidence_session ON evidence (session);
CREATE INDEX evidence_unfinished ON evidence (expires_at) WHERE blob IS NULL;

CREATE TABLE evidence_part (
    evidence TEXT NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    blob TEXT NOT NULL,
    PRIMARY KEY (evidence, start)
) STRICT;

-- Movements that an applicant was asked for, once each.
CREATE TABLE challenge (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    actions TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    evidence TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    spent_at INTEGER,
    passed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX challenge_session ON challenge (session);

-- Keyed hashes of some frames of each clip that was looked at, by which it is known when it comes again.
CREATE TABLE clip_frame (
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mark BLOB NOT NULL,
    evidence TEXT NOT NULL,
    applicant TEXT NOT NULL REFERENCES applicant (id),
    PRIMARY KEY (relying_party, mark, evidence)
) STRICT;
CREATE INDEX clip_frame_applicant ON clip_frame (applicant);

CREATE TABLE attempt (
    session TEXT NOT NULL REFERENCES session (id),
    number INTEGER NOT NULL,
    submitted_at INTEGER NOT NULL,
    sealed BLOB,
    decided_at INTEGER,
    outcome TEXT,
    rule TEXT,
    record TEXT,
    opening BLOB,
    copy BLOB,
    PRIMARY KEY (session, number)
) STRICT;
CREATE INDEX attempt_undecided ON attempt (submitted_at) WHERE decided_at IS NULL;

-- Append-only: the state of a session is what its events make of it.
CREATE TABLE event (
    relying_party TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    mode TEXT NOT NULL,
    session TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (relying_party, sequence)
) STRICT;
CREATE INDEX event_session ON event (session, sequence);
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'events are never deleted'); END;

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'running', 'dead')),
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    most_attempts INTEGER NOT NULL,
    owner TEXT,
    lease_until INTEGER,
    failure TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX job_ready ON job (kind, run_at) WHERE state = 'ready';
CREATE INDEX job_running ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_subject ON job (subject);
CREATE INDEX job_waiting ON job (kind) WHERE state <> 'dead';
CREATE INDEX job_dead ON job (created_at) WHERE state = 'dead';

CREATE TABLE endpoint (
    id TEXT PRIMARY KEY,
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    mode TEXT NOT NULL,
    url TEXT NOT NULL,
    kinds TEXT NOT NULL,
    secrets BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    failing_since INTEGER,
    disabled_at INTEGER
) STRICT;
CREATE INDEX endpoint_of ON endpoint (relying_party, mode);

CREATE TABLE delivery (
    id TEXT PRIMARY KEY,
    endpoint TEXT NOT NULL REFERENCES endpoint (id) ON DELETE CASCADE,
    relying_party TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'superseded')),
    tries INTEGER NOT NULL,
    last_answer TEXT,
    created_at INTEGER NOT NULL,
    settled_at INTEGER
) STRICT;
CREATE INDEX delivery_of ON delivery (endpoint, id);

CREATE TABLE answer (
    relying_party TEXT NOT NULL,
    key TEXT NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (relying_party, key)
) STRICT;
CREATE INDEX answer_age ON answer (created_at);

CREATE TABLE audit (
    relying_party TEXT NOT NULL,
    number INTEGER NOT NULL,
    entry TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (relying_party, number)
) STRICT;

CREATE TABLE identity (
    relying_party TEXT NOT NULL,
    mark BLOB NOT NULL,
    applicant TEXT NOT NULL REFERENCES applicant (id),
    session TEXT NOT NULL,
    PRIMARY KEY (relying_party, mark, applicant)
) STRICT;
