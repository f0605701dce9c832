//! Codes by which applicants get back in.

use super::Sqlite;
use super::sessions::applicant;
use crate::rows::{Applicant, WayBack};
use crate::{StoreError, WaysBack};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult, SqliteRow};

fn way_back(row: &SqliteRow) -> Result<WayBack, StoreError> {
    Ok(WayBack {
        id: row.try_get("id")?,
        contact: row.try_get("contact")?,
        sealed: row.try_get("sealed")?,
        code: row.try_get("code")?,
        session: row.try_get("session")?,
        tries: row.try_get("tries")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        used_at: row.try_get("used_at")?,
    })
}

pub(super) async fn new(connection: &mut SqliteConnection, row: WayBack) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO way_back (id, contact, sealed, code, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(row.id)
        .bind(row.contact)
        .bind(row.sealed)
        .bind(row.code)
        .bind(row.created_at)
        .bind(row.expires_at)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn put(
    connection: &mut SqliteConnection,
    row: WayBack,
    from: u32,
) -> Result<SqliteQueryResult, StoreError> {
    // Two codes that are tried at the same moment count as two.
    let query = "UPDATE way_back SET sealed = ?, session = ?, tries = ?, used_at = ? WHERE id = ? AND tries = ? AND used_at IS NULL";
    let query = sqlx::query(query).bind(row.sealed).bind(row.session).bind(row.tries).bind(row.used_at);
    Ok(query.bind(row.id).bind(from).execute(connection).await?)
}

#[async_trait]
impl WaysBack for Sqlite {
    async fn way_back(&self, id: &str) -> Result<Option<WayBack>, StoreError> {
        let row = sqlx::query("SELECT * FROM way_back WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(way_back).transpose()
    }

    async fn ways_back(&self, contact: &[u8], after: i64, until: i64) -> Result<u64, StoreError> {
        let query = "SELECT count(*) FROM way_back WHERE contact = ? AND created_at > ? AND created_at <= ?";
        let row = sqlx::query(query).bind(contact).bind(after).bind(until).fetch_one(&self.readers).await?;
        Ok(row.try_get::<i64, _>(0)? as u64)
    }

    async fn registered(&self, relying_party: &str, contact: &[u8]) -> Result<Vec<Applicant>, StoreError> {
        let query = "SELECT * FROM applicant WHERE email_index = ?1 AND relying_party = ?2 AND redacted_at IS NULL
             UNION ALL SELECT * FROM applicant WHERE phone_index = ?1 AND relying_party = ?2 AND redacted_at IS NULL";
        let rows = sqlx::query(query).bind(contact).bind(relying_party).fetch_all(&self.readers).await?;
        rows.iter().map(applicant).collect()
    }

    async fn forget_ways_back(&self, before: i64) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM way_back WHERE created_at < ?").bind(before).execute(&self.writer).await?;
        Ok(done.rows_affected())
    }
}
