-- Official channels: every version of the list that a relying party published, as it was signed.
CREATE TABLE channel_list (
    relying_party TEXT NOT NULL REFERENCES relying_party (id),
    version INTEGER NOT NULL CHECK (version > 0),
    -- The signed document, byte for byte as it is published.
    signed TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (relying_party, version)
) STRICT;

-- What was published was published.
CREATE TRIGGER channel_list_stands BEFORE UPDATE ON channel_list BEGIN
    SELECT RAISE(ABORT, 'a version of a list of channels is never changed');
END;
