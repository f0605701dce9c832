//! Questions of applicants to a person.

use super::Sqlite;
use crate::rows::Question;
use crate::{Questions, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult};

pub(super) async fn new(
    connection: &mut SqliteConnection,
    row: Question,
    since: i64,
    most: u32,
) -> Result<SqliteQueryResult, StoreError> {
    let query = "INSERT INTO question (id, session, sealed, created_at) SELECT ?1, ?2, ?3, ?4
         WHERE (SELECT count(*) FROM question WHERE session = ?2 AND created_at > ?5) < ?6";
    let query = sqlx::query(query).bind(row.id).bind(row.session).bind(row.sealed).bind(row.created_at);
    Ok(query.bind(since).bind(most).execute(connection).await?)
}

#[async_trait]
impl Questions for Sqlite {
    async fn questions(&self, session: &str) -> Result<Vec<Question>, StoreError> {
        let query = sqlx::query("SELECT * FROM question WHERE session = ? ORDER BY rowid").bind(session);
        let question = |row: &sqlx::sqlite::SqliteRow| {
            Ok(Question {
                id: row.try_get("id")?,
                session: row.try_get("session")?,
                sealed: row.try_get("sealed")?,
                created_at: row.try_get("created_at")?,
            })
        };
        query.fetch_all(&self.readers).await?.iter().map(question).collect()
    }
}
