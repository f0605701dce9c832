//! Who is at the console, and what they open there.

use super::Sqlite;
use crate::rows::{Console, Opening, User};
use crate::{Consoles, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult};

pub(super) async fn new(connection: &mut SqliteConnection, row: Console) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO console (hash, user, relying_party, whole, created_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(row.hash)
    .bind(row.user)
    .bind(row.relying_party)
    .bind(row.whole)
    .bind(row.created_at)
    .bind(row.seen_at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn put(
    connection: &mut SqliteConnection,
    row: Console,
    from: u32,
) -> Result<SqliteQueryResult, StoreError> {
    // Two codes that are tried at the same moment count as two.
    let query = "UPDATE console SET whole = ?, pending = ?, tries = ?, seen_at = ?, ended_at = ? WHERE hash = ? AND tries = ? AND ended_at IS NULL";
    let query = sqlx::query(query).bind(row.whole).bind(row.pending).bind(row.tries).bind(row.seen_at);
    Ok(query.bind(row.ended_at).bind(row.hash).bind(from).execute(connection).await?)
}

pub(super) async fn end(
    connection: &mut SqliteConnection,
    user: &str,
    but: Option<Vec<u8>>,
    at: i64,
) -> Result<(), StoreError> {
    let query = "UPDATE console SET ended_at = ? WHERE user = ? AND ended_at IS NULL AND hash IS NOT ?";
    sqlx::query(query).bind(at).bind(user).bind(but).execute(connection).await?;
    Ok(())
}

pub(super) async fn failed(
    connection: &mut SqliteConnection,
    user: &str,
    most: u32,
    until: i64,
) -> Result<(), StoreError> {
    // The next lock begins to count anew.
    let query = "UPDATE user SET locked_until = CASE WHEN failures + 1 >= ?1 THEN ?2 ELSE locked_until END,
         failures = CASE WHEN failures + 1 >= ?1 THEN 0 ELSE failures + 1 END WHERE id = ?3";
    sqlx::query(query).bind(most).bind(until).bind(user).execute(connection).await?;
    Ok(())
}

pub(super) async fn signed_in(
    connection: &mut SqliteConnection,
    user: &str,
    step: i64,
) -> Result<SqliteQueryResult, StoreError> {
    let query = "UPDATE user SET failures = 0, locked_until = NULL, last_step = ?1 WHERE id = ?2 AND last_step < ?1 AND disabled_at IS NULL";
    Ok(sqlx::query(query).bind(step).bind(user).execute(connection).await?)
}

pub(super) async fn opening(
    connection: &mut SqliteConnection,
    row: Opening,
    since: i64,
    most: u32,
) -> Result<SqliteQueryResult, StoreError> {
    let query =
        "INSERT INTO opening (id, relying_party, user, review, subject, purpose, at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE (SELECT count(*) FROM opening WHERE user = ?3 AND at > ?8) < ?9";
    let query = sqlx::query(query).bind(row.id).bind(row.relying_party).bind(row.user).bind(row.review);
    Ok(query.bind(row.subject).bind(row.purpose).bind(row.at).bind(since).bind(most).execute(connection).await?)
}

#[async_trait]
impl Consoles for Sqlite {
    async fn console(&self, hash: &[u8]) -> Result<Option<Console>, StoreError> {
        let row = sqlx::query("SELECT * FROM console WHERE hash = ?").bind(hash).fetch_optional(&self.readers).await?;
        row.map(|row| {
            Ok(Console {
                hash: row.try_get("hash")?,
                user: row.try_get("user")?,
                relying_party: row.try_get("relying_party")?,
                whole: row.try_get("whole")?,
                pending: row.try_get("pending")?,
                tries: row.try_get("tries")?,
                created_at: row.try_get("created_at")?,
                seen_at: row.try_get("seen_at")?,
                ended_at: row.try_get("ended_at")?,
            })
        })
        .transpose()
    }

    async fn user(&self, id: &str) -> Result<Option<User>, StoreError> {
        let row = sqlx::query("SELECT * FROM user WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(super::users::user).transpose()
    }

    async fn seen(&self, hash: &[u8], at: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE console SET seen_at = ? WHERE hash = ? AND ended_at IS NULL")
            .bind(at)
            .bind(hash)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn openings(&self, user: &str, since: i64) -> Result<u64, StoreError> {
        let query = "SELECT count(*) FROM opening WHERE user = ? AND at > ?";
        let row = sqlx::query(query).bind(user).bind(since).fetch_one(&self.readers).await?;
        Ok(row.try_get::<i64, _>(0)? as u64)
    }

    async fn has_opened(&self, user: &str, review: &str, since: i64) -> Result<bool, StoreError> {
        let query = "SELECT 1 FROM opening WHERE user = ? AND review = ? AND at >= ? LIMIT 1";
        let row = sqlx::query(query).bind(user).bind(review).bind(since).fetch_optional(&self.readers).await?;
        Ok(row.is_some())
    }

    async fn forget_consoles(&self, before: i64) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM console WHERE created_at < ?").bind(before).execute(&self.writer).await?;
        Ok(done.rows_affected())
    }
}
