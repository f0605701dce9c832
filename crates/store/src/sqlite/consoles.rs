//! Who is at the console, and what they open there.

use super::Sqlite;
use crate::rows::{Console, Opening, PICTURE, User};
use crate::{Consoles, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult};

pub(super) async fn new(
    connection: &mut SqliteConnection,
    row: Console,
    password: &str,
) -> Result<SqliteQueryResult, StoreError> {
    // Tries that were made at the same moment do not pass a lock that one of them brought about.
    let query = "INSERT INTO console (hash, user, relying_party, whole, created_at, seen_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
         WHERE EXISTS (SELECT 1 FROM user WHERE id = ?2 AND password = ?7 AND disabled_at IS NULL AND (locked_until IS NULL OR locked_until <= ?5))";
    let query = sqlx::query(query).bind(row.hash).bind(row.user).bind(row.relying_party).bind(row.whole);
    Ok(query.bind(row.created_at).bind(row.seen_at).bind(password).execute(connection).await?)
}

pub(super) async fn renew(
    connection: &mut SqliteConnection,
    row: Console,
    hash: &[u8],
    from: u32,
) -> Result<SqliteQueryResult, StoreError> {
    let query = "UPDATE console SET hash = ?, whole = ?, pending = ?, tries = ?, seen_at = ? WHERE hash = ? AND tries = ? AND ended_at IS NULL";
    let query = sqlx::query(query).bind(row.hash).bind(row.whole).bind(row.pending).bind(row.tries).bind(row.seen_at);
    Ok(query.bind(hash).bind(from).execute(connection).await?)
}

pub(super) async fn end_one(connection: &mut SqliteConnection, hash: &[u8], at: i64) -> Result<(), StoreError> {
    let query = "UPDATE console SET ended_at = ? WHERE hash = ? AND ended_at IS NULL";
    sqlx::query(query).bind(at).bind(hash).execute(connection).await?;
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
    at: i64,
) -> Result<SqliteQueryResult, StoreError> {
    let query = "UPDATE user SET failures = 0, locked_until = NULL, last_step = ?1 WHERE id = ?2 AND last_step < ?1
         AND disabled_at IS NULL AND (locked_until IS NULL OR locked_until <= ?3)";
    Ok(sqlx::query(query).bind(step).bind(user).bind(at).execute(connection).await?)
}

pub(super) async fn opening(
    connection: &mut SqliteConnection,
    row: Opening,
    since: i64,
    most: u32,
) -> Result<SqliteQueryResult, StoreError> {
    let query = "INSERT INTO opening (id, relying_party, user, review, taking, subject, purpose, words, at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE (SELECT count(*) FROM opening WHERE user = ?3 AND at > ?10) < ?11";
    let query = sqlx::query(query).bind(row.id).bind(row.relying_party).bind(row.user).bind(row.review);
    let query = query.bind(row.taking).bind(row.subject).bind(row.purpose).bind(row.words).bind(row.at);
    Ok(query.bind(since).bind(most).execute(connection).await?)
}

/// Whether the user looked at the same already: by the same taking, or, without one, since they opened the case.
pub(super) async fn is_shown(connection: &mut SqliteConnection, row: &Opening) -> Result<bool, StoreError> {
    let query = "SELECT 1 FROM opening WHERE user = ?1 AND review = ?2 AND subject = ?3 AND purpose = ?4 AND taking IS ?5 AND (?5 IS NOT NULL
         OR at >= (SELECT max(at) FROM opening WHERE user = ?1 AND review = ?2 AND purpose <> ?4)) LIMIT 1";
    let query = sqlx::query(query).bind(&row.user).bind(&row.review).bind(&row.subject).bind(&row.purpose);
    Ok(query.bind(row.taking).fetch_optional(connection).await?.is_some())
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

    async fn has_opened(&self, user: &str, review: &str, taking: Option<i64>, since: i64) -> Result<bool, StoreError> {
        // A look at a picture keeps nothing open for longer.
        let query = "SELECT 1 FROM opening WHERE user = ?1 AND review = ?2 AND purpose <> ?3
             AND CASE WHEN ?4 IS NULL THEN at >= ?5 ELSE taking = ?4 END LIMIT 1";
        let query = sqlx::query(query).bind(user).bind(review).bind(PICTURE).bind(taking).bind(since);
        Ok(query.fetch_optional(&self.readers).await?.is_some())
    }

    async fn forget_consoles(&self, before: i64) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM console WHERE created_at < ?").bind(before).execute(&self.writer).await?;
        Ok(done.rows_affected())
    }
}
