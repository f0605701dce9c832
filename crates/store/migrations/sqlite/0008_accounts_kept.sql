-- What people agreed to, and that they did, is not replaced either: a REPLACE deletes without asking a trigger.

CREATE TRIGGER consent_document_once BEFORE INSERT ON consent_document
WHEN EXISTS (SELECT 1 FROM consent_document WHERE relying_party = NEW.relying_party AND kind = NEW.kind AND version = NEW.version AND language = NEW.language)
BEGIN SELECT raise(ABORT, 'a version of a document is never replaced'); END;
CREATE TRIGGER account_consent_once BEFORE INSERT ON account_consent
WHEN EXISTS (SELECT 1 FROM account_consent WHERE account = NEW.account AND kind = NEW.kind AND version = NEW.version AND language = NEW.language)
BEGIN SELECT raise(ABORT, 'a consent is never replaced'); END;
