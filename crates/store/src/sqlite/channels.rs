//! Lists of official channels.

use super::Sqlite;
use crate::rows::ChannelVersion;
use crate::{Channels, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult};

/// Keeps `row`, unless it is not the version after the newest.
pub(super) async fn put(
    connection: &mut SqliteConnection,
    row: ChannelVersion,
) -> Result<SqliteQueryResult, sqlx::Error> {
    let query = "INSERT INTO channel_list (relying_party, version, signed, created_at) SELECT ?1, ?2, ?3, ?4
         WHERE ?2 = 1 + (SELECT IFNULL(MAX(version), 0) FROM channel_list WHERE relying_party = ?1)";
    let query = sqlx::query(query).bind(row.relying_party).bind(row.version).bind(row.signed).bind(row.created_at);
    query.execute(connection).await
}

#[async_trait]
impl Channels for Sqlite {
    async fn channels(&self, relying_party: &str) -> Result<Option<ChannelVersion>, StoreError> {
        let query = sqlx::query("SELECT * FROM channel_list WHERE relying_party = ? ORDER BY version DESC LIMIT 1");
        let row = query.bind(relying_party).fetch_optional(&self.readers).await?;
        let version = |row: sqlx::sqlite::SqliteRow| {
            Ok(ChannelVersion {
                relying_party: row.try_get("relying_party")?,
                version: row.try_get("version")?,
                signed: row.try_get("signed")?,
                created_at: row.try_get("created_at")?,
            })
        };
        row.map(version).transpose()
    }
}
