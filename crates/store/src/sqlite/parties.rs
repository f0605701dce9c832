//! Relying parties, keys, answers and the audit trail.

use super::Sqlite;
use super::commit::mode;
use crate::rows::{Answer, ApiKey, AppealSettings, Brand, Mode, RelyingParty, User};
use crate::{Parties, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteQueryResult, SqliteRow};
use verify::audit::Entry;

fn party(row: &SqliteRow) -> Result<RelyingParty, StoreError> {
    let urls: String = row.try_get("return_urls")?;
    Ok(RelyingParty {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        created_at: row.try_get("created_at")?,
        policy: row.try_get("policy")?,
        test_policy: row.try_get("test_policy")?,
        return_urls: urls.lines().map(str::to_owned).collect(),
        brand: Brand {
            logo: row.try_get("logo")?,
            accent: row.try_get("accent")?,
            support_email: row.try_get("support_email")?,
            support_phone: row.try_get("support_phone")?,
            support_url: row.try_get("support_url")?,
        },
        appeals: AppealSettings {
            calendar: row.try_get("calendar")?,
            transparency: row.try_get("transparency")?,
            redress: row.try_get("redress")?,
            sms_url: row.try_get("sms_url")?,
            sms_secret: row.try_get("sms_secret")?,
        },
        registration: Mode::parse(row.try_get("registration")?),
    })
}

fn key(row: &SqliteRow) -> Result<ApiKey, StoreError> {
    let scopes: String = row.try_get("scopes")?;
    Ok(ApiKey {
        id: row.try_get("id")?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        hash: row.try_get("hash")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        revoked_at: row.try_get("revoked_at")?,
    })
}

fn entry(relying_party: &str, row: &SqliteRow) -> Result<Entry, StoreError> {
    let (number, text): (i64, String) = (row.try_get("number")?, row.try_get("entry")?);
    let altered = |cause| format!("audit entry {number} of {relying_party} was altered: {cause}");
    serde_json::from_str(&text).map_err(|cause| StoreError::Failed(altered(cause)))
}

pub(super) async fn put(connection: &mut SqliteConnection, row: &RelyingParty) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO relying_party (id, name, created_at, policy, test_policy, return_urls, logo, accent, support_email, support_phone, support_url,
         calendar, transparency, redress, sms_url, sms_secret, registration) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, return_urls = excluded.return_urls, logo = excluded.logo, accent = excluded.accent,
         support_email = excluded.support_email, support_phone = excluded.support_phone, support_url = excluded.support_url,
         calendar = excluded.calendar, transparency = excluded.transparency, redress = excluded.redress, sms_url = excluded.sms_url,
         sms_secret = excluded.sms_secret, registration = excluded.registration",
    )
    .bind(&row.id)
    .bind(&row.name)
    .bind(row.created_at)
    .bind(&row.policy)
    .bind(&row.test_policy)
    .bind(row.return_urls.join("\n"))
    .bind(&row.brand.logo)
    .bind(&row.brand.accent)
    .bind(&row.brand.support_email)
    .bind(&row.brand.support_phone)
    .bind(&row.brand.support_url)
    .bind(&row.appeals.calendar)
    .bind(row.appeals.transparency)
    .bind(&row.appeals.redress)
    .bind(&row.appeals.sms_url)
    .bind(&row.appeals.sms_secret)
    .bind(row.registration.map_or("off", Mode::name))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn put_policy(
    connection: &mut SqliteConnection,
    party: &str,
    mode: Mode,
    policy: &str,
) -> Result<SqliteQueryResult, StoreError> {
    let text = match mode {
        Mode::Live => "UPDATE relying_party SET policy = ? WHERE id = ?",
        Mode::Test => "UPDATE relying_party SET test_policy = ? WHERE id = ?",
    };
    Ok(sqlx::query(text).bind(policy).bind(party).execute(connection).await?)
}

#[async_trait]
impl Parties for Sqlite {
    async fn parties(&self) -> Result<Vec<RelyingParty>, StoreError> {
        let rows = sqlx::query("SELECT * FROM relying_party ORDER BY created_at, id").fetch_all(&self.readers).await?;
        rows.iter().map(party).collect()
    }

    async fn party(&self, id: &str) -> Result<Option<RelyingParty>, StoreError> {
        let row =
            sqlx::query("SELECT * FROM relying_party WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(party).transpose()
    }

    async fn key(&self, hash: &[u8]) -> Result<Option<ApiKey>, StoreError> {
        let row = sqlx::query("SELECT * FROM api_key WHERE hash = ?").bind(hash).fetch_optional(&self.readers).await?;
        row.as_ref().map(key).transpose()
    }

    async fn keys(&self, relying_party: &str) -> Result<Vec<ApiKey>, StoreError> {
        let rows = sqlx::query("SELECT * FROM api_key WHERE relying_party = ? ORDER BY created_at, id")
            .bind(relying_party)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(key).collect()
    }

    async fn users(&self, relying_party: &str) -> Result<Vec<User>, StoreError> {
        super::users::of(&self.readers, relying_party).await
    }

    async fn answer(&self, relying_party: &str, key: &str) -> Result<Option<Answer>, StoreError> {
        let row = sqlx::query("SELECT * FROM answer WHERE relying_party = ? AND key = ?")
            .bind(relying_party)
            .bind(key)
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| {
            Ok(Answer {
                relying_party: row.try_get("relying_party")?,
                key: row.try_get("key")?,
                request: row.try_get("request")?,
                status: row.try_get("status")?,
                sealed: row.try_get("sealed")?,
                created_at: row.try_get("created_at")?,
            })
        })
        .transpose()
    }

    async fn forget_answers(&self, before: i64) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM answer WHERE created_at < ?").bind(before).execute(&self.writer).await?;
        Ok(done.rows_affected())
    }

    async fn audit(&self, relying_party: &str, after: u64, most: u32) -> Result<Vec<(Entry, Vec<u8>)>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, entry, hash FROM audit WHERE relying_party = ? AND number > ? ORDER BY number LIMIT ?",
        )
        .bind(relying_party)
        .bind(after as i64)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        let entry = |row: SqliteRow| Ok((entry(relying_party, &row)?, row.try_get("hash")?));
        rows.into_iter().map(entry).collect()
    }

    async fn audit_before(&self, relying_party: &str, before: u64, most: u32) -> Result<Vec<Entry>, StoreError> {
        let rows = sqlx::query(
            "SELECT number, entry FROM audit WHERE relying_party = ? AND number < ? ORDER BY number DESC LIMIT ?",
        )
        .bind(relying_party)
        .bind(i64::try_from(before).unwrap_or(i64::MAX))
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|row| entry(relying_party, row)).collect()
    }
}
