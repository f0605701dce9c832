//! Wrapped data keys in a file of their own.

use super::file::File;
use super::migrations::OF_KEYS;
use super::{copied, owner_only, pool, up_to_date};
use crate::rows::WrappedRow;
use crate::{KeyTable, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use std::path::Path;

/// How often emptying the log is tried; each try waits for five seconds.
const CHECKPOINTS: u32 = 3;

/// The table of wrapped keys in a file.
#[derive(Clone, Debug)]
pub struct SqliteKeys {
    file: File,
    pool: SqlitePool,
}

impl SqliteKeys {
    /// Opens the table in `file`, makes it when it is not there, and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be opened, or is newer than this program.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let pool = pool(file, 2, true).await?;
        #[cfg(unix)]
        owner_only(file)?;
        OF_KEYS.run(&pool).await.map_err(|cause| StoreError::Migration(cause.to_string()))?;
        Ok(Self { file: File::opened(file), pool })
    }

    /// Opens the table in `file` as it is: makes nothing and changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] when it is not there, cannot be opened, or is not of this program's version.
    pub async fn open_existing(file: &Path) -> Result<Self, StoreError> {
        let pool = pool(file, 2, false).await?;
        up_to_date(&pool, &OF_KEYS).await?;
        Ok(Self { file: File::opened(file), pool })
    }

    /// Closes it.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

fn wrapped(row: &SqliteRow) -> Result<WrappedRow, StoreError> {
    Ok(WrappedRow {
        owner: row.try_get("owner")?,
        wrapped_by: row.try_get("wrapped_by")?,
        sealed: row.try_get("sealed")?,
    })
}

#[async_trait]
impl KeyTable for SqliteKeys {
    async fn get(&self, owner: &str) -> Result<Option<WrappedRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM data_key WHERE owner = ?").bind(owner).fetch_optional(&self.pool).await?;
        row.as_ref().map(wrapped).transpose()
    }

    async fn put(&self, row: &WrappedRow) -> Result<(), StoreError> {
        let done = sqlx::query(
            "INSERT INTO data_key (owner, wrapped_by, sealed) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM destroyed WHERE owner = ?1)
             ON CONFLICT (owner) DO UPDATE SET wrapped_by = excluded.wrapped_by, sealed = excluded.sealed",
        )
        .bind(&row.owner)
        .bind(&row.wrapped_by)
        .bind(&row.sealed)
        .execute(&self.pool)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Conflict("the key, which was destroyed,"));
        }
        self.file.there()
    }

    async fn destroy(&self, owner: &str, at: i64) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("DELETE FROM data_key WHERE owner = ?").bind(owner).execute(&mut *transaction).await?;
        sqlx::query("INSERT OR IGNORE INTO destroyed (owner, at) VALUES (?, ?)")
            .bind(owner)
            .bind(at)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        // The write-ahead log still holds the page as it was. Whoever reads at this moment, a backup perhaps, keeps it from being emptied.
        for _ in 0..CHECKPOINTS {
            let busy: i64 = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.pool).await?.try_get(0)?;
            if busy == 0 {
                return self.file.there();
            }
        }
        Err(StoreError::Failed(
            "a copy of the destroyed key is still in the log of its database; it is tried again".into(),
        ))
    }

    async fn wrapped_by(&self, key: &str, most: u32) -> Result<Vec<WrappedRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM data_key WHERE wrapped_by = ? LIMIT ?")
            .bind(key)
            .bind(most)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(wrapped).collect()
    }

    async fn samples(&self) -> Result<Vec<WrappedRow>, StoreError> {
        let each = "SELECT * FROM data_key WHERE rowid IN (SELECT MIN(rowid) FROM data_key GROUP BY wrapped_by)";
        let rows = sqlx::query(each).fetch_all(&self.pool).await?;
        rows.iter().map(wrapped).collect()
    }

    async fn destroyed(&self, since: i64) -> Result<Vec<(String, i64)>, StoreError> {
        let rows = sqlx::query("SELECT owner, at FROM destroyed WHERE at >= ? ORDER BY at")
            .bind(since)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    async fn ready(&self) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("SELECT 1").execute(&mut *transaction).await?;
        transaction.rollback().await?;
        self.file.there()
    }

    async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        copied(&self.pool, file).await
    }
}
