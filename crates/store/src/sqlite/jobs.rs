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

    async fn give_back(&self, job: &Job, delay: i64, failure: &str, spared: bool) -> Result<bool, StoreError> {
        // A taking is fenced by its number, so a try that does not count allows one more.
        let done = sqlx::query(
            "UPDATE job SET state = CASE WHEN attempts >= most_attempts + ?1 THEN 'dead' ELSE 'ready' END, owner = NULL, failure = ?2,
             most_attempts = most_attempts + ?1, run_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) + ?3
             WHERE id = ?4 AND owner = ?5 AND attempts = ?6 AND state = 'running'",
        )
        .bind(spared)
        .bind(failure)
        .bind(delay)
        .bind(&job.id)
        .bind(&job.owner)
        .bind(job.attempts)
        .execute(&self.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn hasten(&self) -> Result<(), StoreError> {
        // What was made in what is now the future waits for no longer than it was meant to, and no lease is that long.
        sqlx::query(
            "UPDATE job SET run_at = max(run_at - created_at, 0) + now, created_at = now
             FROM (SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now) WHERE state <> 'dead' AND created_at > now + 60000",
        )
        .execute(&self.writer)
        .await?;
        sqlx::query(
            "UPDATE job SET lease_until = now FROM (SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now)
             WHERE state = 'running' AND lease_until > now + 3600000",
        )
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    async fn forget_dead(&self, before: i64) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM job WHERE state = 'dead' AND created_at < ?")
            .bind(before)
            .execute(&self.writer)
            .await?;
        Ok(done.rows_affected())
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
