//! Endpoints and deliveries.

use super::Sqlite;
use super::commit::{changed, mode};
use super::sessions::event;
use crate::rows::{Delivery, Endpoint, LoggedEvent, Mode};
use crate::{Hooks, StoreError};
use async_trait::async_trait;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Row};

fn endpoint(row: &SqliteRow) -> Result<Endpoint, StoreError> {
    let kinds: String = row.try_get("kinds")?;
    Ok(Endpoint {
        id: row.try_get("id")?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        url: row.try_get("url")?,
        kinds: kinds.split_whitespace().map(str::to_owned).collect(),
        secrets: row.try_get("secrets")?,
        created_at: row.try_get("created_at")?,
        failing_since: row.try_get("failing_since")?,
        disabled_at: row.try_get("disabled_at")?,
    })
}

fn delivery(row: &SqliteRow) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: row.try_get("id")?,
        endpoint: row.try_get("endpoint")?,
        relying_party: row.try_get("relying_party")?,
        sequence: row.try_get("sequence")?,
        state: row.try_get("state")?,
        tries: row.try_get("tries")?,
        last_answer: row.try_get("last_answer")?,
        created_at: row.try_get("created_at")?,
        settled_at: row.try_get("settled_at")?,
    })
}

#[async_trait]
impl Hooks for Sqlite {
    async fn endpoint(&self, id: &str) -> Result<Option<Endpoint>, StoreError> {
        let row = sqlx::query("SELECT * FROM endpoint WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(endpoint).transpose()
    }

    async fn endpoints(&self, relying_party: &str, mode: Mode) -> Result<Vec<Endpoint>, StoreError> {
        let rows = sqlx::query("SELECT * FROM endpoint WHERE relying_party = ? AND mode = ? ORDER BY created_at, id")
            .bind(relying_party)
            .bind(mode.name())
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(endpoint).collect()
    }

    async fn delivery(&self, id: &str) -> Result<Option<Delivery>, StoreError> {
        let row = sqlx::query("SELECT * FROM delivery WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(delivery).transpose()
    }

    async fn deliveries(&self, endpoint: &str, before: Option<&str>, most: u32) -> Result<Vec<Delivery>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM delivery WHERE endpoint = ?1 AND (?2 IS NULL OR sequence < (SELECT sequence FROM delivery WHERE id = ?2))
             ORDER BY sequence DESC LIMIT ?3",
        )
        .bind(endpoint)
        .bind(before)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(delivery).collect()
    }

    async fn event(&self, relying_party: &str, sequence: i64) -> Result<Option<LoggedEvent>, StoreError> {
        let row = sqlx::query("SELECT * FROM event WHERE relying_party = ? AND sequence = ?")
            .bind(relying_party)
            .bind(sequence)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(event).transpose()
    }
}

pub(super) async fn put_endpoint(connection: &mut SqliteConnection, row: Endpoint) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE endpoint SET url = ?, kinds = ?, secrets = ? WHERE id = ? AND relying_party = ?")
        .bind(row.url)
        .bind(row.kinds.join(" "))
        .bind(row.secrets)
        .bind(row.id)
        .bind(row.relying_party)
        .execute(connection)
        .await?;
    changed(&done, "the endpoint")
}

/// How an endpoint fares, beside whatever else changes in it. One that was deleted meanwhile fares no more.
pub(super) async fn endpoint_tried(
    connection: &mut SqliteConnection,
    party: &str,
    set: &'static str,
    id: &str,
    at: i64,
) -> Result<(), StoreError> {
    let mut query = QueryBuilder::new("UPDATE endpoint SET ");
    query.push(set).push(" WHERE id = ?1 AND relying_party = ?2");
    query.build().bind(id).bind(party).bind(at).execute(connection).await?;
    Ok(())
}

pub(super) async fn put_delivery(connection: &mut SqliteConnection, row: Delivery) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE delivery SET state = ?, tries = ?, last_answer = ?, settled_at = ? WHERE id = ?")
        .bind(row.state)
        .bind(row.tries)
        .bind(row.last_answer)
        .bind(row.settled_at)
        .bind(row.id)
        .execute(connection)
        .await?;
    changed(&done, "the delivery")
}
