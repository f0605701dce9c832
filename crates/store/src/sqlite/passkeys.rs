//! Passkeys, and challenges that wait for one.

use super::Sqlite;
use super::commit::{changed, mode, taken};
use crate::rows::{Passkey, PasskeyCeremony, PasskeyPurpose};
use crate::{Passkeys, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

fn passkey(row: &SqliteRow) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.try_get("id")?,
        account: row.try_get("account")?,
        credential: row.try_get("credential")?,
        sealed: row.try_get("sealed")?,
        counter: row.try_get("counter")?,
        created_at: row.try_get("created_at")?,
        last_used_at: row.try_get("last_used_at")?,
    })
}

pub(super) async fn new(connection: &mut SqliteConnection, row: Passkey, most: u32) -> Result<(), StoreError> {
    let query =
        "INSERT INTO passkey (id, account, credential, sealed, counter, created_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
         WHERE EXISTS (SELECT 1 FROM account WHERE id = ?2 AND closed_at IS NULL)
           AND (SELECT count(*) FROM passkey WHERE account = ?2) < ?7";
    let query = sqlx::query(query).bind(row.id).bind(row.account).bind(row.credential).bind(row.sealed);
    let query = query.bind(row.counter).bind(row.created_at).bind(most);
    changed(&query.execute(connection).await.map_err(taken("the passkey"))?, "the number of passkeys")
}

pub(super) async fn used(
    connection: &mut SqliteConnection,
    id: &str,
    from: u32,
    counter: u32,
    at: i64,
) -> Result<(), StoreError> {
    // Two uses at the same moment, or a removal before this one: nothing happens.
    let query = sqlx::query("UPDATE passkey SET counter = ?, last_used_at = ? WHERE id = ? AND counter = ?");
    changed(&query.bind(counter).bind(at).bind(id).bind(from).execute(connection).await?, "the passkey")
}

pub(super) async fn drop(connection: &mut SqliteConnection, id: &str) -> Result<(), StoreError> {
    // Of two at the same moment the second finds what the first left.
    let query = "DELETE FROM passkey AS gone WHERE id = ?
        AND (EXISTS (SELECT 1 FROM account WHERE id = gone.account AND password IS NOT NULL)
          OR EXISTS (SELECT 1 FROM passkey WHERE account = gone.account AND id <> gone.id))";
    changed(&sqlx::query(query).bind(id).execute(connection).await?, "the last passkey")
}

pub(super) async fn drop_all(connection: &mut SqliteConnection, account: &str) -> Result<(), StoreError> {
    for query in ["DELETE FROM passkey WHERE account = ?", "DELETE FROM passkey_ceremony WHERE account = ?"] {
        sqlx::query(query).bind(account).execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn new_ceremony(connection: &mut SqliteConnection, row: PasskeyCeremony) -> Result<(), StoreError> {
    let (registration, account) = match row.purpose {
        PasskeyPurpose::SignIn => (None, None),
        PasskeyPurpose::Registration(id) => (Some(id), None),
        PasskeyPurpose::Account(id) => (None, Some(id)),
    };
    sqlx::query("INSERT INTO passkey_ceremony (id, relying_party, mode, registration, account, sealed, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(row.id)
        .bind(row.relying_party)
        .bind(row.mode.name())
        .bind(registration)
        .bind(account)
        .bind(row.sealed)
        .bind(row.created_at)
        .bind(row.expires_at)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn end_ceremony(connection: &mut SqliteConnection, id: &str) -> Result<(), StoreError> {
    let done = sqlx::query("DELETE FROM passkey_ceremony WHERE id = ?").bind(id).execute(connection).await?;
    changed(&done, "the ceremony")
}

#[async_trait]
impl Passkeys for Sqlite {
    async fn passkeys(&self, account: &str) -> Result<Vec<Passkey>, StoreError> {
        let query = "SELECT * FROM passkey WHERE account = ? ORDER BY created_at, id";
        sqlx::query(query).bind(account).fetch_all(&self.readers).await?.iter().map(passkey).collect()
    }

    async fn passkey_of(&self, credential: &[u8]) -> Result<Option<Passkey>, StoreError> {
        let query = "SELECT * FROM passkey WHERE credential = ?";
        let row = sqlx::query(query).bind(credential).fetch_optional(&self.readers).await?;
        row.as_ref().map(passkey).transpose()
    }

    async fn passkey_ceremony(&self, id: &str) -> Result<Option<PasskeyCeremony>, StoreError> {
        let query = "SELECT * FROM passkey_ceremony WHERE id = ?";
        let row = sqlx::query(query).bind(id).fetch_optional(&self.readers).await?;
        row.map(|row| {
            Ok(PasskeyCeremony {
                id: row.try_get("id")?,
                relying_party: row.try_get("relying_party")?,
                mode: mode(row.try_get("mode")?)?,
                purpose: match (row.try_get("registration")?, row.try_get("account")?) {
                    (Some(registration), _) => PasskeyPurpose::Registration(registration),
                    (None, Some(account)) => PasskeyPurpose::Account(account),
                    (None, None) => PasskeyPurpose::SignIn,
                },
                sealed: row.try_get("sealed")?,
                created_at: row.try_get("created_at")?,
                expires_at: row.try_get("expires_at")?,
            })
        })
        .transpose()
    }
}
