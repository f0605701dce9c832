//! Writing files and attempts.

use super::commit::{changed, taken};
use crate::StoreError;
use crate::rows::{Attempt, Evidence};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;
use verify::session::State;

pub(super) async fn new_evidence(connection: &mut SqliteConnection, row: Evidence) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO evidence (id, session, appeal, kind, attempt, size, received, blob, mark, look, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id)
    .bind(row.session)
    .bind(row.appeal)
    .bind(row.kind)
    .bind(row.attempt)
    .bind(row.size as i64)
    .bind(row.received as i64)
    .bind(row.blob)
    .bind(row.mark)
    .bind(row.look)
    .bind(row.created_at)
    .bind(row.expires_at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn put_evidence(
    connection: &mut SqliteConnection,
    row: Evidence,
    from: u64,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE evidence SET attempt = ?, received = ?, blob = ?, mark = ?, look = ?, expires_at = ? WHERE id = ? AND received = ?",
    )
    .bind(row.attempt)
    .bind(row.received as i64)
    .bind(row.blob)
    .bind(row.mark)
    .bind(row.look)
    .bind(row.expires_at)
    .bind(row.id)
    .bind(from as i64)
    .execute(connection)
    .await?;
    changed(&done, "the file")
}

pub(super) async fn while_collecting(connection: &mut SqliteConnection, session: &str) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT state FROM session WHERE id = ?").bind(session).fetch_optional(connection).await?;
    let state = row.map(|row| row.try_get::<String, _>(0)).transpose()?;
    let collects = state.and_then(|state| State::parse(&state)).is_some_and(State::collects);
    if collects { Ok(()) } else { Err(StoreError::Conflict("the session")) }
}

pub(super) async fn while_unsubmitted(
    connection: &mut SqliteConnection,
    session: &str,
    version: i64,
) -> Result<(), StoreError> {
    let query = "SELECT 1 FROM session own WHERE id = ?1 AND version = ?2
         AND NOT EXISTS (SELECT 1 FROM session other WHERE other.applicant = own.applicant
             AND other.state IN ('submitted', 'checking', 'in_review', 'technical_hold'))";
    let row = sqlx::query(query).bind(session).bind(version).fetch_optional(connection).await?;
    row.map(drop).ok_or(StoreError::Conflict("the session"))
}

pub(super) async fn new_attempt(connection: &mut SqliteConnection, row: Attempt) -> Result<(), StoreError> {
    let done = sqlx::query(
        "INSERT INTO attempt (session, number, submitted_at, sealed) SELECT ?1, ?2, ?3, ?4
         WHERE NOT EXISTS (SELECT 1 FROM session own JOIN session other ON other.applicant = own.applicant AND other.id <> own.id
             WHERE own.id = ?1 AND other.state IN ('submitted', 'checking', 'in_review', 'technical_hold'))
         AND NOT EXISTS (SELECT 1 FROM session own JOIN appeal ON appeal.applicant = own.applicant
             WHERE own.id = ?1 AND appeal.state NOT IN ('drafting', 'decided', 'closed', 'withdrawn', 'lapsed'))",
    )
    .bind(row.session)
    .bind(row.number)
    .bind(row.submitted_at)
    .bind(row.sealed)
    .execute(connection)
    .await
    .map_err(taken("the attempt"))?;
    changed(&done, "another submission of the applicant")
}

pub(super) async fn decide_attempt(connection: &mut SqliteConnection, row: Attempt) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE attempt SET decided_at = ?, outcome = ?, rule = ?, record = ?, opening = ?, copy = ?
         WHERE session = ? AND number = ? AND decided_at IS NULL",
    )
    .bind(row.decided_at)
    .bind(row.outcome)
    .bind(row.rule)
    .bind(row.record)
    .bind(row.opening)
    .bind(row.copy)
    .bind(row.session)
    .bind(row.number)
    .execute(connection)
    .await?;
    changed(&done, "the attempt")
}
