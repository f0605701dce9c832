//! Jobs under leases: whoever takes a job has it until its lease ends, and every word about it later must name the same taking.

use super::Sqlite;
use crate::rows::Job;
use crate::{Jobs, StoreError};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row};

fn job(row: &SqliteRow) -> Result<Job, StoreError> {
    Ok(Job {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        subject: row.try_get("subject")?,
        attempts: row.try_get("attempts")?,
        most_attempts: row.try_get("most_attempts")?,
        owner: row.try_get::<Option<String>, _>("owner")?.unwrap_or_default(),
        failure: row.try_get("failure")?,
    })
}

/// The database's clock, in milliseconds.
const NOW: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

#[async_trait]
impl Jobs for Sqlite {
    async fn take(&self, kinds: &[&str], owner: &str, lease: i64) -> Result<Option<Job>, StoreError> {
        // Looking is cheap and needs no lock; most of the time there is nothing.
        let mut due = QueryBuilder::new("SELECT EXISTS (SELECT 1 FROM job WHERE (state = 'ready' AND run_at <= ");
        due.push(NOW).push(" AND kind IN (");
        let mut list = due.separated(", ");
        for kind in kinds {
            list.push_bind(*kind);
        }
        due.push(")) OR (state = 'running' AND lease_until < ").push(NOW).push("))");
        self.file.there()?;
        let there: bool = due.build().fetch_one(&self.readers).await?.try_get(0)?;
        if !there {
            return Ok(None);
        }
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        // Whose lease ended was killed, or hangs: it is ready again, unless it was begun too often.
        let mut ended = QueryBuilder::new(
            "UPDATE job SET state = CASE WHEN attempts >= most_attempts THEN 'dead' ELSE 'ready' END, owner = NULL, failure = coalesce(failure, 'its worker stopped') WHERE state = 'running' AND lease_until < ",
        );
        ended.push(NOW);
        ended.build().execute(&mut *transaction).await?;
        let mut take = QueryBuilder::new("UPDATE job SET state = 'running', attempts = attempts + 1, owner = ");
        take.push_bind(owner).push(", lease_until = ").push(NOW).push(" + ").push_bind(lease);
        take.push(" WHERE id = (SELECT id FROM job WHERE state = 'ready' AND run_at <= ")
            .push(NOW)
            .push(" AND kind IN (");
        let mut list = take.separated(", ");
        for kind in kinds {
            list.push_bind(*kind);
        }
        take.push(") ORDER BY run_at LIMIT 1) RETURNING *");
        let row = take.build().fetch_optional(&mut *transaction).await?;
        let taken = row.as_ref().map(job).transpose()?;
        transaction.commit().await?;
        Ok(taken)
    }

    async fn renew(&self, job: &Job, lease: i64) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE job SET lease_until = CAST(unixepoch('subsec') * 1000 AS INTEGER) + ?
             WHERE id = ? AND owner = ? AND attempts = ? AND state = 'running'",
        )
        .bind(lease)
        .bind(&job.id)
        .bind(&job.owner)
        .bind(job.attempts)
        .execute(&self.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn give_back(&self, job: &Job, delay: i64, failure: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE job SET state = CASE WHEN attempts >= most_attempts THEN 'dead' ELSE 'ready' END, owner = NULL, failure = ?,
             run_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) + ? WHERE id = ? AND owner = ? AND attempts = ? AND state = 'running'",
        )
        .bind(failure)
        .bind(delay)
        .bind(&job.id)
        .bind(&job.owner)
        .bind(job.attempts)
        .execute(&self.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn dead(&self, most: u32) -> Result<Vec<Job>, StoreError> {
        let rows = sqlx::query("SELECT * FROM job WHERE state = 'dead' ORDER BY created_at LIMIT ?")
            .bind(most)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(job).collect()
    }

    async fn waiting(&self, kind: &str) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT count(*) FROM job WHERE kind = ? AND state <> 'dead'")
            .bind(kind)
            .fetch_one(&self.readers)
            .await?;
        Ok(row.try_get::<i64, _>(0)? as u64)
    }
}
