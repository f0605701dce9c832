//! Movements that applicants were asked for, and the clips that answered.

use super::Sqlite;
use crate::rows::Challenge;
use crate::{Challenges, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult, SqliteRow};

fn challenge(row: &SqliteRow) -> Result<Challenge, StoreError> {
    let actions: String = row.try_get("actions")?;
    Ok(Challenge {
        id: row.try_get("id")?,
        session: row.try_get("session")?,
        actions: actions.split_whitespace().map(str::to_owned).collect(),
        seconds: row.try_get("seconds")?,
        evidence: row.try_get("evidence")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        spent_at: row.try_get("spent_at")?,
        passed: row.try_get("passed")?,
    })
}

pub(super) async fn new(connection: &mut SqliteConnection, row: Challenge) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO challenge (id, session, actions, seconds, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id)
    .bind(row.session)
    .bind(row.actions.join(" "))
    .bind(row.seconds)
    .bind(row.created_at)
    .bind(row.expires_at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn put(connection: &mut SqliteConnection, row: Challenge) -> Result<SqliteQueryResult, StoreError> {
    // Checked and submitted at the same moment: one of the two is first.
    let query = "UPDATE challenge SET evidence = ?, spent_at = ?, passed = ? WHERE id = ? AND spent_at IS NULL";
    let query = sqlx::query(query).bind(row.evidence).bind(row.spent_at).bind(row.passed).bind(row.id);
    Ok(query.execute(connection).await?)
}

pub(super) async fn frames(
    connection: &mut SqliteConnection,
    party: &str,
    evidence: &str,
    applicant: &str,
    marks: Vec<Vec<u8>>,
) -> Result<(), StoreError> {
    for mark in marks {
        sqlx::query("INSERT OR IGNORE INTO clip_frame (relying_party, mark, evidence, applicant) VALUES (?, ?, ?, ?)")
            .bind(party)
            .bind(mark)
            .bind(evidence)
            .bind(applicant)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

#[async_trait]
impl Challenges for Sqlite {
    async fn challenge(&self, id: &str) -> Result<Option<Challenge>, StoreError> {
        let row = sqlx::query("SELECT * FROM challenge WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(challenge).transpose()
    }

    async fn challenges_of(&self, session: &str) -> Result<Vec<Challenge>, StoreError> {
        // Not by id: that begins with the time, and the clock may have been set back between two.
        let rows = sqlx::query("SELECT * FROM challenge WHERE session = ? ORDER BY rowid")
            .bind(session)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(challenge).collect()
    }

    async fn clips_with(
        &self,
        relying_party: &str,
        marks: &[Vec<u8>],
        evidence: &str,
    ) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for mark in marks {
            let query = "SELECT evidence FROM clip_frame WHERE relying_party = ? AND mark = ? AND evidence <> ?";
            let query = sqlx::query_scalar(query).bind(relying_party).bind(mark).bind(evidence);
            found.extend(query.fetch_all(&self.readers).await?);
        }
        Ok(found)
    }
}
