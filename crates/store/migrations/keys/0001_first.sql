-- Data keys, each wrapped by a key of the ring, in a database of their own: what is deleted here is overwritten.

CREATE TABLE data_key (
    owner TEXT PRIMARY KEY,
    wrapped_by TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX data_key_by ON data_key (wrapped_by);

-- Whose key was destroyed: a restored backup destroys them again.
CREATE TABLE destroyed (
    owner TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
