//! Sessions on their way to another device.

use super::{Sqlite, unknown};
use crate::rows::{Handover, HandoverState};
use crate::{Handovers, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult, SqliteRow};

fn handover(row: &SqliteRow) -> Result<Handover, StoreError> {
    let (state, choices): (&str, &str) = (row.try_get("state")?, row.try_get("choices")?);
    Ok(Handover {
        id: row.try_get("id")?,
        session: row.try_get("session")?,
        state: HandoverState::parse(state).ok_or_else(|| unknown("state of a hand-over", state))?,
        secret: row.try_get("secret")?,
        waiting: row.try_get("waiting")?,
        number: row.try_get("number")?,
        choices: choices.split_whitespace().map(str::to_owned).collect(),
        device: row.try_get("device")?,
        token: row.try_get("token")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
    })
}

pub(super) async fn new(
    connection: &mut SqliteConnection,
    row: Handover,
    own: &[u8],
    at: i64,
) -> Result<(), StoreError> {
    let before = "SELECT id FROM handover WHERE session = ? AND state <> 'ended' AND token IS NOT ?";
    let before: Vec<String> =
        sqlx::query_scalar(before).bind(&row.session).bind(own).fetch_all(&mut *connection).await?;
    for id in before {
        end(connection, &id, at).await?;
    }
    sqlx::query("INSERT INTO handover (id, session, state, secret, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(row.id)
        .bind(row.session)
        .bind(row.state.name())
        .bind(row.secret)
        .bind(row.created_at)
        .bind(row.expires_at)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn put(
    connection: &mut SqliteConnection,
    row: Handover,
    from: HandoverState,
) -> Result<SqliteQueryResult, StoreError> {
    // Of two who go on from the same state, one is too late.
    let query = "UPDATE handover SET state = ?, waiting = ?, number = ?, choices = ?, device = ?, token = ? WHERE id = ? AND state = ?";
    let query = sqlx::query(query).bind(row.state.name()).bind(row.waiting).bind(row.number);
    let query = query.bind(row.choices.join(" ")).bind(row.device).bind(row.token).bind(row.id).bind(from.name());
    Ok(query.execute(connection).await?)
}

/// Ends one, and refuses the token that it gave.
pub(super) async fn end(connection: &mut SqliteConnection, id: &str, at: i64) -> Result<(), StoreError> {
    let query = "UPDATE client_token SET revoked_at = ? WHERE revoked_at IS NULL AND hash = (SELECT token FROM handover WHERE id = ?)";
    sqlx::query(query).bind(at).bind(id).execute(&mut *connection).await?;
    sqlx::query("UPDATE handover SET state = 'ended' WHERE id = ?").bind(id).execute(connection).await?;
    Ok(())
}

/// Ends all of a session: who was given a way in that is closed gets no other.
pub(super) async fn end_all(connection: &mut SqliteConnection, session: &str) -> Result<(), StoreError> {
    let query = "UPDATE handover SET state = 'ended' WHERE session = ? AND state <> 'ended'";
    sqlx::query(query).bind(session).execute(connection).await?;
    Ok(())
}

#[async_trait]
impl Handovers for Sqlite {
    async fn handover(&self, id: &str) -> Result<Option<Handover>, StoreError> {
        let row = sqlx::query("SELECT * FROM handover WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(handover).transpose()
    }

    async fn handover_of(&self, secret: &[u8]) -> Result<Option<Handover>, StoreError> {
        let query = sqlx::query("SELECT * FROM handover WHERE secret = ?").bind(secret);
        query.fetch_optional(&self.readers).await?.as_ref().map(handover).transpose()
    }

    async fn handovers(&self, session: &str) -> Result<Vec<Handover>, StoreError> {
        let query = sqlx::query("SELECT * FROM handover WHERE session = ? ORDER BY rowid").bind(session);
        query.fetch_all(&self.readers).await?.iter().map(handover).collect()
    }

    async fn forget_handovers(&self, before: i64) -> Result<u64, StoreError> {
        // One that gave a token is kept with it, so that it can be ended.
        let query = "DELETE FROM handover WHERE created_at < ? AND (state <> 'given' OR NOT EXISTS
             (SELECT 1 FROM client_token WHERE hash = token AND revoked_at IS NULL AND expires_at > ?))";
        let done = sqlx::query(query).bind(before).bind(before).execute(&self.writer).await?;
        Ok(done.rows_affected())
    }
}
