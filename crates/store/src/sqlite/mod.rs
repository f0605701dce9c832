//! The embedded database: one file, write-ahead log, one writer at a time.
//!
//! All writing goes through one connection, so that nobody waits for a lock in vain; readers have their own and see what is
//! committed. Every write transaction is `BEGIN IMMEDIATE`, as other processes may write too.

mod accounts;
mod appeals;
mod attempts;
mod challenges;
mod channels;
mod commit;
mod consoles;
mod file;
mod handovers;
mod hooks;
mod jobs;
mod keys;
mod ledger;
mod migrations;
mod parties;
mod passkeys;
mod questions;
mod reviews;
mod sessions;
mod users;
mod ways_back;

pub use keys::SqliteKeys;

use crate::{Change, Store, StoreError};
use async_trait::async_trait;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
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

fn options(file: &Path, making: bool) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(making)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged is on the disk.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // What is deleted is overwritten.
        .pragma("secure_delete", "on")
}

async fn pool(file: &Path, most: u32, making: bool) -> Result<SqlitePool, StoreError> {
    // Before a connection waits for it.
    if !making && !file.is_file() {
        return Err(StoreError::NotThere(file.display().to_string()));
    }
    let pool = SqlitePoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(true)
        // A full disk ends a transaction without the connection being told, which then begins no other: it is opened anew. Testing it first
        // waits for a rollback that is still under way.
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }));
    pool.connect_with(options(file, making)).await.map_err(|cause| {
        StoreError::Failed(format!("{}: {cause}; check the folder, its permissions and the disk", file.display()))
    })
}

impl Sqlite {
    /// Opens the database in `file`, makes it when it is not there, and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be opened, or is newer than this program.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let writer = pool(file, 1, true).await?;
        #[cfg(unix)]
        owner_only(file)?;
        migrations::OF_DATABASE.run(&writer).await.map_err(|cause| StoreError::Migration(cause.to_string()))?;
        Self::opened(file, writer).await
    }

    /// Opens the database in `file` as it is: makes nothing and changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] when it is not there, cannot be opened, or is not of this program's version.
    pub async fn open_existing(file: &Path) -> Result<Self, StoreError> {
        let writer = pool(file, 1, false).await?;
        up_to_date(&writer, &migrations::OF_DATABASE).await?;
        Self::opened(file, writer).await
    }

    async fn opened(file: &Path, writer: SqlitePool) -> Result<Self, StoreError> {
        Ok(Self { file: file::File::opened(file), writer, readers: pool(file, READERS, false).await? })
    }

    /// Closes it. What was committed stays.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Whether everything that `migrations` change was changed, and nothing that they do not know.
async fn up_to_date(pool: &SqlitePool, migrations: &Migrator) -> Result<(), StoreError> {
    let last = sqlx::query_scalar::<_, Option<i64>>("SELECT MAX(version) FROM _sqlx_migrations WHERE success")
        .fetch_one(pool)
        .await
        // A file without this table is none of ours, or was never finished.
        .map_err(|cause| StoreError::Migration(cause.to_string()))?;
    let newest = migrations.iter().map(|one| one.version).max();
    if last == newest {
        return Ok(());
    }
    let found = last.unwrap_or(0);
    let cause = if last < newest {
        format!("it is of version {found}, older than this program; run `candor migrate`")
    } else {
        format!("it is of version {found}, newer than this program; use the program that it was last used with")
    };
    Err(StoreError::Migration(cause))
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

    async fn copy_to(&self, file: &Path) -> Result<Vec<String>, StoreError> {
        copied(&self.readers, file).await?;
        // Read as it lies there: a log beside it would not be part of the copy.
        let mut copy = SqliteConnectOptions::new().filename(file).read_only(true).connect().await?;
        let named = "SELECT blob FROM evidence WHERE blob IS NOT NULL UNION SELECT blob FROM evidence_part";
        let names = sqlx::query_scalar(named).fetch_all(&mut copy).await?;
        copy.close().await?;
        Ok(names)
    }
}

/// What a row of the database does not say.
fn unknown(what: &str, value: &str) -> StoreError {
    StoreError::Failed(format!("it holds the {what} {value:?}, which this program does not know"))
}

#[cfg(test)]
mod accounts_tests;
#[cfg(test)]
mod ledger_tests;
#[cfg(test)]
mod tests;
