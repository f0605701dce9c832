//! Appeals and what belongs to them.

use super::commit::mode;
use super::sessions::evidence;
use super::{Sqlite, unknown};
use crate::rows::{Appeal, AppealFilter, Evidence, Letter, Message, MessageKind, Mode, RefusalCount};
use crate::{Appeals, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult, SqliteRow};
use std::collections::BTreeMap;
use verify::appeal::{Event, State};

fn appeal(row: &SqliteRow) -> Result<Appeal, StoreError> {
    let state: &str = row.try_get("state")?;
    Ok(Appeal {
        id: row.try_get("id")?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        session: row.try_get("session")?,
        applicant: row.try_get("applicant")?,
        attempt: row.try_get("attempt")?,
        version: row.try_get("version")?,
        state: State::parse(state).ok_or_else(|| unknown("state of an appeal", state))?,
        stands: row.try_get("stands")?,
        receipt: row.try_get("receipt")?,
        sealed: row.try_get("sealed")?,
        contact_kind: row.try_get("contact_kind")?,
        contact_code: row.try_get("contact_code")?,
        contact_tries: row.try_get("contact_tries")?,
        contact_until: row.try_get("contact_until")?,
        contact_proven_at: row.try_get("contact_proven_at")?,
        due_at: row.try_get("due_at")?,
        wake_at: row.try_get("wake_at")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
        shred_at: row.try_get("shred_at")?,
        shredded_at: row.try_get("shredded_at")?,
        shred_receipt: row.try_get("shred_receipt")?,
    })
}

pub(super) async fn new(connection: &mut SqliteConnection, row: Appeal) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO appeal (id, relying_party, mode, session, applicant, attempt, version, state, stands, sealed, wake_at, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id)
    .bind(row.relying_party)
    .bind(row.mode.name())
    .bind(row.session)
    .bind(row.applicant)
    .bind(row.attempt)
    .bind(row.version)
    .bind(row.state.name())
    .bind(row.stands)
    .bind(row.sealed)
    .bind(row.wake_at)
    .bind(row.created_at)
    .bind(row.updated_at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn put(connection: &mut SqliteConnection, row: Appeal) -> Result<SqliteQueryResult, StoreError> {
    let done = sqlx::query(
        "UPDATE appeal SET version = ?, state = ?, stands = ?, receipt = ?, sealed = ?, contact_kind = ?, contact_code = ?, contact_tries = ?,
         contact_until = ?, contact_proven_at = ?, due_at = ?, wake_at = ?, updated_at = ?, shred_at = ?, shredded_at = ?,
         shred_receipt = ? WHERE id = ? AND version = ?",
    )
    .bind(row.version)
    .bind(row.state.name())
    .bind(row.stands)
    .bind(row.receipt)
    .bind(row.sealed)
    .bind(row.contact_kind)
    .bind(row.contact_code)
    .bind(row.contact_tries)
    .bind(row.contact_until)
    .bind(row.contact_proven_at)
    .bind(row.due_at)
    .bind(row.wake_at)
    .bind(row.updated_at)
    .bind(row.shred_at)
    .bind(row.shredded_at)
    .bind(row.shred_receipt)
    .bind(row.id)
    .bind(row.version - 1)
    .execute(connection)
    .await;
    match done {
        Err(sqlx::Error::Database(cause)) if cause.is_unique_violation() => {
            Err(StoreError::Conflict("the receipt number"))
        }
        done => Ok(done?),
    }
}

pub(super) async fn while_drafting(connection: &mut SqliteConnection, id: &str) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT state FROM appeal WHERE id = ?").bind(id).fetch_optional(connection).await?;
    let state = row.map(|row| row.try_get::<String, _>(0)).transpose()?;
    let takes = state.and_then(|state| State::parse(&state)).is_some_and(State::takes_evidence);
    if takes { Ok(()) } else { Err(StoreError::Conflict("the appeal")) }
}

pub(super) async fn while_room(connection: &mut SqliteConnection, id: &str, most: u8) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT count(*) FROM evidence WHERE appeal = ?").bind(id).fetch_one(connection).await?;
    if row.try_get::<i64, _>(0)? < i64::from(most) { Ok(()) } else { Err(StoreError::Conflict("the files")) }
}

/// Logs what happened, after what is there.
pub(super) async fn happened(
    connection: &mut SqliteConnection,
    appeal: &str,
    event: &Event,
    at: i64,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(event).map_err(|cause| StoreError::Failed(cause.to_string()))?;
    sqlx::query(
        "INSERT INTO appeal_event (appeal, number, event, at)
         VALUES (?1, 1 + coalesce((SELECT max(number) FROM appeal_event WHERE appeal = ?1), 0), ?2, ?3)",
    )
    .bind(appeal)
    .bind(text)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn shred(connection: &mut SqliteConnection, appeal: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE message SET sealed = NULL WHERE appeal = ?").bind(appeal).execute(&mut *connection).await?;
    sqlx::query("DELETE FROM letter WHERE appeal = ?").bind(appeal).execute(connection).await?;
    Ok(())
}

pub(super) async fn message(
    connection: &mut SqliteConnection,
    row: Message,
    since: i64,
    most: u32,
) -> Result<SqliteQueryResult, StoreError> {
    let query =
        "INSERT INTO message (id, appeal, subject, kind, user, sealed, created_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE (SELECT count(*) FROM message WHERE subject = ?3 AND kind = ?4 AND created_at > ?8) < ?9
         AND NOT (?4 = 'applicant' AND EXISTS (SELECT 1 FROM appeal
             WHERE id = ?2 AND state IN ('drafting', 'decided', 'closed', 'withdrawn', 'lapsed')))";
    let query = sqlx::query(query).bind(row.id).bind(row.appeal).bind(row.subject).bind(row.kind.name());
    let query = query.bind(row.user).bind(row.sealed).bind(row.created_at).bind(since).bind(most);
    Ok(query.execute(connection).await?)
}

pub(super) async fn letter(connection: &mut SqliteConnection, row: Letter) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO letter (id, appeal, name, sealed, created_at) VALUES (?, ?, ?, ?, ?)")
        .bind(row.id)
        .bind(row.appeal)
        .bind(row.name)
        .bind(row.sealed)
        .bind(row.created_at)
        .execute(connection)
        .await?;
    Ok(())
}

#[async_trait]
impl Appeals for Sqlite {
    async fn appeal(&self, id: &str) -> Result<Option<Appeal>, StoreError> {
        let row = sqlx::query("SELECT * FROM appeal WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(appeal).transpose()
    }

    async fn appeals(
        &self,
        relying_party: &str,
        mode: Mode,
        filter: &AppealFilter,
        most: u32,
    ) -> Result<Vec<Appeal>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM appeal WHERE relying_party = ?1 AND mode = ?2 AND (?3 IS NULL OR state = ?3)
             AND (?4 IS NULL OR session = ?4) AND (?5 IS NULL OR id < ?5) ORDER BY id DESC LIMIT ?6",
        )
        .bind(relying_party)
        .bind(mode.name())
        .bind(filter.state.map(State::name))
        .bind(&filter.session)
        .bind(&filter.before)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(appeal).collect()
    }

    async fn appeals_of(&self, applicant: &str) -> Result<Vec<Appeal>, StoreError> {
        let rows = sqlx::query("SELECT * FROM appeal WHERE applicant = ? ORDER BY rowid")
            .bind(applicant)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(appeal).collect()
    }

    async fn appeal_by_receipt(&self, relying_party: &str, receipt: &str) -> Result<Option<Appeal>, StoreError> {
        let row = sqlx::query("SELECT * FROM appeal WHERE relying_party = ? AND receipt = ?")
            .bind(relying_party)
            .bind(receipt)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(appeal).transpose()
    }

    async fn appeal_events(&self, appeal: &str) -> Result<Vec<(Event, i64)>, StoreError> {
        let rows = sqlx::query("SELECT event, at FROM appeal_event WHERE appeal = ? ORDER BY number")
            .bind(appeal)
            .fetch_all(&self.readers)
            .await?;
        let event = |row: SqliteRow| {
            let text: String = row.try_get(0)?;
            let event = serde_json::from_str(&text).map_err(|_| unknown("event of an appeal", &text))?;
            Ok((event, row.try_get(1)?))
        };
        rows.into_iter().map(event).collect()
    }

    async fn evidence_of_appeal(&self, appeal: &str) -> Result<Vec<Evidence>, StoreError> {
        let rows = sqlx::query("SELECT * FROM evidence WHERE appeal = ? ORDER BY rowid")
            .bind(appeal)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(evidence).collect()
    }

    async fn messages(&self, subject: &str) -> Result<Vec<Message>, StoreError> {
        let rows = sqlx::query("SELECT * FROM message WHERE subject = ? ORDER BY rowid")
            .bind(subject)
            .fetch_all(&self.readers)
            .await?;
        let message = |row: SqliteRow| {
            let kind: &str = row.try_get("kind")?;
            Ok(Message {
                id: row.try_get("id")?,
                appeal: row.try_get("appeal")?,
                subject: row.try_get("subject")?,
                kind: MessageKind::parse(kind).ok_or_else(|| unknown("kind of message", kind))?,
                user: row.try_get("user")?,
                sealed: row.try_get("sealed")?,
                created_at: row.try_get("created_at")?,
            })
        };
        rows.into_iter().map(message).collect()
    }

    async fn waking(&self, now: i64, most: u32) -> Result<Vec<Appeal>, StoreError> {
        let rows = sqlx::query("SELECT * FROM appeal WHERE wake_at <= ? ORDER BY wake_at LIMIT ?")
            .bind(now)
            .bind(most)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(appeal).collect()
    }

    async fn letter(&self, id: &str) -> Result<Option<Letter>, StoreError> {
        let row = sqlx::query("SELECT * FROM letter WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.map(|row| {
            Ok(Letter {
                id: row.try_get("id")?,
                appeal: row.try_get("appeal")?,
                name: row.try_get("name")?,
                sealed: row.try_get("sealed")?,
                created_at: row.try_get("created_at")?,
            })
        })
        .transpose()
    }

    async fn refusals(
        &self,
        relying_party: &str,
        mode: Mode,
        since: i64,
        as_one: &BTreeMap<String, String>,
    ) -> Result<Vec<RefusalCount>, StoreError> {
        let as_one = serde_json::json!(as_one).to_string();
        let rows = sqlx::query(
            "SELECT coalesce(family.value, code) AS counted, count(DISTINCT session) AS refused,
             count(DISTINCT session) FILTER (WHERE appealed) AS appealed,
             count(DISTINCT session) FILTER (WHERE overturned) AS overturned,
             count(DISTINCT session) FILTER (WHERE judged_again) AS judged_again,
             count(DISTINCT session) FILTER (WHERE refused_wrongly) AS refused_wrongly
             FROM refusal LEFT JOIN json_each(?) AS family ON family.key = code
             WHERE relying_party = ? AND mode = ? AND at >= ? GROUP BY counted ORDER BY refused DESC, counted",
        )
        .bind(as_one)
        .bind(relying_party)
        .bind(mode.name())
        .bind(since)
        .fetch_all(&self.readers)
        .await?;
        let count = |row: SqliteRow| {
            Ok(RefusalCount {
                code: row.try_get("counted")?,
                refused: row.try_get::<i64, _>("refused")? as u64,
                appealed: row.try_get::<i64, _>("appealed")? as u64,
                overturned: row.try_get::<i64, _>("overturned")? as u64,
                judged_again: row.try_get::<i64, _>("judged_again")? as u64,
                refused_wrongly: row.try_get::<i64, _>("refused_wrongly")? as u64,
            })
        };
        rows.into_iter().map(count).collect()
    }

    async fn decisions(&self, relying_party: &str, mode: Mode, since: i64) -> Result<u64, StoreError> {
        let query = "SELECT count(*) FROM attempt JOIN session ON session.id = attempt.session
             WHERE session.relying_party = ? AND session.mode = ? AND attempt.decided_at >= ?";
        let row = sqlx::query(query).bind(relying_party).bind(mode.name()).bind(since).fetch_one(&self.readers).await?;
        Ok(row.try_get::<i64, _>(0)? as u64)
    }
}
