//! The embedded database: one file, write-ahead log, one writer at a time.
//!
//! All writing goes through one connection, so that nobody waits for a lock in vain; readers have their own and see what is
//! committed. Every write transaction is `BEGIN IMMEDIATE`, as other processes may write too.

mod commit;
mod file;
mod hooks;
mod jobs;
mod keys;
mod parties;
mod sessions;
mod ways_back;

pub use keys::SqliteKeys;

use crate::{Change, Store, StoreError};
use async_trait::async_trait;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::time::Duration;

/// Connections that read.
const READERS: u32 = 4;

/// A database in a file.
#[derive(Clone, Debug)]
pub struct Sqlite {
    file: file::File,
    writer: SqlitePool,
    readers: SqlitePool,
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged is on the disk.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // What is deleted is overwritten.
        .pragma("secure_delete", "on")
}

async fn pool(file: &Path, most: u32) -> Result<SqlitePool, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(true)
        // A full disk ends a transaction without the connection being told, which then begins no other: it is opened anew. Testing it first
        // waits for a rollback that is still under way.
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }));
    pool.connect_with(options(file)).await.map_err(|cause| {
        StoreError::Failed(format!("{}: {cause}; check the folder, its permissions and the disk", file.display()))
    })
}

impl Sqlite {
    /// Opens the database in `file`, makes it when it is not there, and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be opened, or is newer than this program.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let writer = pool(file, 1).await?;
        #[cfg(unix)]
        owner_only(file)?;
        let migrations = sqlx::migrate!("migrations/sqlite");
        migrations.run(&writer).await.map_err(|cause| StoreError::Migration(cause.to_string()))?;
        Ok(Self { file: file::File::opened(file), writer, readers: pool(file, READERS).await? })
    }

    /// Closes it. What was committed stays.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

#[cfg(unix)]
fn owner_only(file: &Path) -> Result<(), StoreError> {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(file, mode).map_err(|cause| StoreError::Failed(format!("{}: {cause}", file.display())))
}

async fn copied(pool: &SqlitePool, file: &Path) -> Result<(), StoreError> {
    let name = file.to_str().ok_or_else(|| StoreError::Failed("the name of the copy is not text".into()))?;
    sqlx::query("VACUUM INTO ?").bind(name).execute(pool).await?;
    #[cfg(unix)]
    owner_only(file)?;
    Ok(())
}

#[async_trait]
impl Store for Sqlite {
    async fn commit(&self, change: Change) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        commit::make(&mut transaction, change).await?;
        transaction.commit().await?;
        // Only what lies in a file that can be found again is acknowledged.
        self.file.there()
    }

    async fn ready(&self) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("SELECT 1").execute(&mut *transaction).await?;
        transaction.rollback().await?;
        self.file.there()
    }

    async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        copied(&self.readers, file).await
    }
}

/// What a row of the database does not say.
fn unknown(what: &str, value: &str) -> StoreError {
    StoreError::Failed(format!("it holds the {what} {value:?}, which this program does not know"))
}

#[cfg(test)]
mod tests;
