//! Sessions and what belongs to them.

use super::commit::mode;
use super::{Sqlite, unknown};
use crate::rows::{Applicant, Attempt, Evidence, EvidencePart, LoggedEvent, Mode, Session, SessionFilter, Token};
use crate::{Sessions, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use verify::session::State;

pub(super) fn applicant(row: &SqliteRow) -> Result<Applicant, StoreError> {
    Ok(Applicant {
        id: row.try_get("id")?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        external_id: row.try_get("external_id")?,
        sealed: row.try_get("sealed")?,
        email_index: row.try_get("email_index")?,
        phone_index: row.try_get("phone_index")?,
        legal_hold: row.try_get("legal_hold")?,
        created_at: row.try_get("created_at")?,
        redacted_at: row.try_get("redacted_at")?,
        receipt: row.try_get("receipt")?,
    })
}

fn session(row: &SqliteRow) -> Result<Session, StoreError> {
    let state: &str = row.try_get("state")?;
    Ok(Session {
        id: row.try_get("id")?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        applicant: row.try_get("applicant")?,
        version: row.try_get("version")?,
        state: State::parse(state).ok_or_else(|| unknown("state", state))?,
        attempts: row.try_get("attempts")?,
        settings: row.try_get("settings")?,
        sealed: row.try_get("sealed")?,
        prechecks: row.try_get("prechecks")?,
        precheck_hour: row.try_get("precheck_hour")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        expires_at: row.try_get("expires_at")?,
    })
}

pub(super) fn evidence(row: &SqliteRow) -> Result<Evidence, StoreError> {
    Ok(Evidence {
        id: row.try_get("id")?,
        session: row.try_get("session")?,
        appeal: row.try_get("appeal")?,
        kind: row.try_get("kind")?,
        attempt: row.try_get("attempt")?,
        size: row.try_get::<i64, _>("size")? as u64,
        received: row.try_get::<i64, _>("received")? as u64,
        blob: row.try_get("blob")?,
        mark: row.try_get("mark")?,
        look: row.try_get("look")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
    })
}

fn attempt(row: &SqliteRow) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        session: row.try_get("session")?,
        number: row.try_get("number")?,
        submitted_at: row.try_get("submitted_at")?,
        sealed: row.try_get("sealed")?,
        decided_at: row.try_get("decided_at")?,
        outcome: row.try_get("outcome")?,
        rule: row.try_get("rule")?,
        record: row.try_get("record")?,
        opening: row.try_get("opening")?,
        copy: row.try_get("copy")?,
    })
}

pub(super) fn event(row: &SqliteRow) -> Result<LoggedEvent, StoreError> {
    Ok(LoggedEvent {
        relying_party: row.try_get("relying_party")?,
        sequence: row.try_get("sequence")?,
        mode: mode(row.try_get("mode")?)?,
        session: row.try_get("session")?,
        kind: row.try_get("kind")?,
        data: row.try_get("data")?,
        at: row.try_get("at")?,
    })
}

#[async_trait]
impl Sessions for Sqlite {
    async fn applicant(&self, id: &str) -> Result<Option<Applicant>, StoreError> {
        let row = sqlx::query("SELECT * FROM applicant WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(applicant).transpose()
    }

    async fn applicant_called(
        &self,
        relying_party: &str,
        mode: Mode,
        external_id: &str,
    ) -> Result<Option<Applicant>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM applicant WHERE relying_party = ? AND mode = ? AND external_id = ? AND redacted_at IS NULL",
        )
        .bind(relying_party)
        .bind(mode.name())
        .bind(external_id)
        .fetch_optional(&self.readers)
        .await?;
        row.as_ref().map(applicant).transpose()
    }

    async fn session(&self, id: &str) -> Result<Option<Session>, StoreError> {
        let row = sqlx::query("SELECT * FROM session WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(session).transpose()
    }

    async fn sessions(
        &self,
        relying_party: &str,
        mode: Mode,
        filter: &SessionFilter,
        most: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let rows = sqlx::query(
            "SELECT session.* FROM session JOIN applicant ON applicant.id = session.applicant
             WHERE session.relying_party = ?1 AND session.mode = ?2 AND (?3 IS NULL OR state = ?3)
             AND (?4 IS NULL OR external_id = ?4) AND (?5 IS NULL OR session.id < ?5) ORDER BY session.id DESC LIMIT ?6",
        )
        .bind(relying_party)
        .bind(mode.name())
        .bind(filter.state.map(State::name))
        .bind(&filter.external_id)
        .bind(&filter.before)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(session).collect()
    }

    async fn sessions_of(&self, applicant: &str) -> Result<Vec<Session>, StoreError> {
        let rows = sqlx::query("SELECT * FROM session WHERE applicant = ? ORDER BY id")
            .bind(applicant)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(session).collect()
    }

    async fn token(&self, hash: &[u8]) -> Result<Option<Token>, StoreError> {
        let row =
            sqlx::query("SELECT * FROM client_token WHERE hash = ?").bind(hash).fetch_optional(&self.readers).await?;
        row.map(|row| {
            Ok(Token {
                hash: row.try_get("hash")?,
                session: row.try_get("session")?,
                expires_at: row.try_get("expires_at")?,
                revoked_at: row.try_get("revoked_at")?,
            })
        })
        .transpose()
    }

    async fn evidence(&self, id: &str) -> Result<Option<Evidence>, StoreError> {
        let row = sqlx::query("SELECT * FROM evidence WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(evidence).transpose()
    }

    async fn evidence_of(&self, session: &str) -> Result<Vec<Evidence>, StoreError> {
        // Not by id: that begins with the time, and the clock may have been set back between two files.
        let rows = sqlx::query("SELECT * FROM evidence WHERE session = ? AND appeal IS NULL ORDER BY rowid")
            .bind(session)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(evidence).collect()
    }

    async fn blobs_of(&self, session: &str) -> Result<Vec<String>, StoreError> {
        let query = "SELECT blob FROM evidence WHERE session = ?1 AND blob IS NOT NULL
             UNION ALL SELECT part.blob FROM evidence_part part JOIN evidence ON evidence.id = part.evidence WHERE session = ?1";
        Ok(sqlx::query_scalar(query).bind(session).fetch_all(&self.readers).await?)
    }

    async fn parts(&self, evidence: &str) -> Result<Vec<EvidencePart>, StoreError> {
        let rows = sqlx::query("SELECT * FROM evidence_part WHERE evidence = ? ORDER BY start")
            .bind(evidence)
            .fetch_all(&self.readers)
            .await?;
        let part = |row: SqliteRow| {
            Ok(EvidencePart {
                evidence: row.try_get("evidence")?,
                start: row.try_get::<i64, _>("start")? as u64,
                length: row.try_get::<i64, _>("length")? as u64,
                blob: row.try_get("blob")?,
            })
        };
        rows.into_iter().map(part).collect()
    }

    async fn attempts(&self, session: &str) -> Result<Vec<Attempt>, StoreError> {
        let rows = sqlx::query("SELECT * FROM attempt WHERE session = ? ORDER BY number")
            .bind(session)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(attempt).collect()
    }

    async fn identities(&self, relying_party: &str, mark: &[u8]) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query("SELECT applicant FROM identity WHERE relying_party = ? AND mark = ?")
            .bind(relying_party)
            .bind(mark)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    async fn events(
        &self,
        relying_party: &str,
        mode: Mode,
        after: i64,
        most: u32,
    ) -> Result<Vec<LoggedEvent>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM event WHERE relying_party = ? AND mode = ? AND sequence > ? ORDER BY sequence LIMIT ?",
        )
        .bind(relying_party)
        .bind(mode.name())
        .bind(after)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(event).collect()
    }

    async fn newest_event(&self) -> Result<Option<i64>, StoreError> {
        Ok(sqlx::query_scalar("SELECT MAX(at) FROM event").fetch_one(&self.readers).await?)
    }

    async fn events_of(&self, session: &str) -> Result<Vec<LoggedEvent>, StoreError> {
        let rows = sqlx::query("SELECT * FROM event WHERE session = ? ORDER BY sequence")
            .bind(session)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(event).collect()
    }

    async fn overdue(&self, now: i64, most: u32) -> Result<Vec<Session>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM session WHERE state IN ('created', 'collecting', 'needs_resubmission') AND expires_at < ?
             AND NOT EXISTS (SELECT 1 FROM appeal WHERE appeal.session = session.id AND appeal.state NOT IN ('decided', 'closed', 'withdrawn', 'lapsed'))
             ORDER BY expires_at LIMIT ?",
        )
        .bind(now)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(session).collect()
    }

    async fn outlived_evidence(
        &self,
        relying_party: &str,
        before: i64,
        frames_before: i64,
        unsubmitted_before: i64,
        most: u32,
    ) -> Result<Vec<Evidence>, StoreError> {
        let rows = sqlx::query(
            "SELECT evidence.* FROM evidence JOIN session ON session.id = evidence.session JOIN applicant ON applicant.id = session.applicant
             LEFT JOIN attempt ON attempt.session = evidence.session AND attempt.number = evidence.attempt
             WHERE session.relying_party = ? AND applicant.legal_hold = 0 AND evidence.appeal IS NULL
             AND NOT EXISTS (SELECT 1 FROM appeal WHERE appeal.session = session.id AND appeal.state NOT IN ('closed', 'withdrawn', 'lapsed'))
             AND CASE WHEN evidence.attempt IS NULL THEN evidence.created_at < ?
                 WHEN evidence.kind = 'liveness' THEN attempt.decided_at < ? ELSE attempt.decided_at < ? END
             AND session.state NOT IN ('created', 'submitted', 'checking', 'in_review', 'technical_hold', 'needs_resubmission', 'collecting')
             LIMIT ?",
        )
        .bind(relying_party)
        .bind(unsubmitted_before)
        .bind(frames_before)
        .bind(before)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(evidence).collect()
    }

    async fn outlived(
        &self,
        relying_party: &str,
        decided_before: i64,
        unsubmitted_before: i64,
        most: u32,
    ) -> Result<Vec<Applicant>, StoreError> {
        let rows = sqlx::query(
            "SELECT applicant.* FROM applicant WHERE relying_party = ?1 AND redacted_at IS NULL AND legal_hold = 0
             AND EXISTS (SELECT 1 FROM session WHERE session.applicant = applicant.id)
             AND NOT EXISTS (SELECT 1 FROM session WHERE session.applicant = applicant.id AND (
                 state IN ('created', 'collecting', 'submitted', 'checking', 'in_review', 'technical_hold', 'needs_resubmission')
                 OR updated_at >= CASE WHEN attempts = 0 THEN ?3 ELSE ?2 END))
             AND NOT EXISTS (SELECT 1 FROM appeal WHERE appeal.applicant = applicant.id AND appeal.state NOT IN ('closed', 'withdrawn', 'lapsed')) LIMIT ?4",
        )
        .bind(relying_party)
        .bind(decided_before)
        .bind(unsubmitted_before)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(applicant).collect()
    }

    async fn unfinished(&self, now: i64, most: u32) -> Result<Vec<Evidence>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM evidence WHERE blob IS NULL AND expires_at < ? ORDER BY expires_at LIMIT ?")
                .bind(now)
                .bind(most)
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(evidence).collect()
    }

    async fn forgotten(&self, before: i64, most: u32) -> Result<Vec<(Session, bool)>, StoreError> {
        let rows = sqlx::query(
            "SELECT *, EXISTS (SELECT 1 FROM job WHERE job.subject = session.id AND job.kind = 'judge') AS given_up FROM session WHERE state IN ('submitted', 'checking', 'technical_hold') AND updated_at < ?
             AND NOT EXISTS (SELECT 1 FROM job WHERE job.subject = session.id AND job.kind = 'judge' AND job.state <> 'dead')
             ORDER BY updated_at LIMIT ?",
        )
        .bind(before)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| Ok((session(row)?, row.try_get("given_up")?))).collect()
    }
}
