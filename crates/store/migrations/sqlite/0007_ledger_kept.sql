-- What was promised, reported and posted is not replaced either: a REPLACE deletes without asking a trigger. And a code stays its owner's.

CREATE TRIGGER programme_version_once BEFORE INSERT ON programme_version
WHEN EXISTS (SELECT 1 FROM programme_version WHERE programme = NEW.programme AND version = NEW.version)
BEGIN SELECT raise(ABORT, 'a version is never replaced'); END;
CREATE TRIGGER posting_once BEFORE INSERT ON posting
WHEN EXISTS (SELECT 1 FROM posting WHERE relying_party = NEW.relying_party AND mode = NEW.mode AND number = NEW.number AND place = NEW.place)
BEGIN SELECT raise(ABORT, 'a posting is never replaced'); END;
CREATE TRIGGER trade_once BEFORE INSERT ON trade
WHEN EXISTS (SELECT 1 FROM trade WHERE relying_party = NEW.relying_party AND mode = NEW.mode AND id = NEW.id)
BEGIN SELECT raise(ABORT, 'a trade is reported once'); END;

CREATE TRIGGER invitation_code_stays BEFORE UPDATE OF relying_party, mode, code, programme, owner, created_at ON invitation_code
BEGIN SELECT raise(ABORT, 'a code is never given to somebody else'); END;
CREATE TRIGGER invitation_code_closed BEFORE UPDATE ON invitation_code WHEN OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT OLD.closed_at
BEGIN SELECT raise(ABORT, 'a code that is closed stays so'); END;
CREATE TRIGGER invitation_code_kept BEFORE DELETE ON invitation_code BEGIN SELECT raise(ABORT, 'a code is never deleted'); END;
CREATE TRIGGER invitation_code_once BEFORE INSERT ON invitation_code
WHEN EXISTS (SELECT 1 FROM invitation_code WHERE relying_party = NEW.relying_party AND mode = NEW.mode AND code = NEW.code
    OR owner = NEW.owner AND programme = NEW.programme)
BEGIN SELECT raise(ABORT, 'a code is given once'); END;

CREATE TRIGGER programme_stays BEFORE UPDATE OF id, relying_party, mode, created_at ON programme
BEGIN SELECT raise(ABORT, 'a programme stays whose it is'); END;
CREATE TRIGGER programme_ended BEFORE UPDATE ON programme WHEN OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at
BEGIN SELECT raise(ABORT, 'a programme that was ended stays so'); END;
CREATE TRIGGER programme_once BEFORE INSERT ON programme WHEN EXISTS (SELECT 1 FROM programme WHERE id = NEW.id)
BEGIN SELECT raise(ABORT, 'a programme is never replaced'); END;
