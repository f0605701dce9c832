//! Accounts, and what belongs to them.

use super::Sqlite;
use super::commit::{changed, mode, taken};
use crate::rows::{Account, AccountCode, AccountConsent, AccountSignIn, CodePurpose, ConsentDocument, Missed, Mode};
use crate::{AccountStep, Accounts, StoreError};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

fn account(row: &SqliteRow) -> Result<Account, StoreError> {
    Ok(Account {
        id: row.try_get("id")?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        version: row.try_get("version")?,
        sealed: row.try_get("sealed")?,
        contact: row.try_get("contact")?,
        password: row.try_get("password")?,
        locale: row.try_get("locale")?,
        created_at: row.try_get("created_at")?,
        closed_at: row.try_get("closed_at")?,
    })
}

fn document(row: &SqliteRow) -> Result<ConsentDocument, StoreError> {
    Ok(ConsentDocument {
        relying_party: row.try_get("relying_party")?,
        kind: row.try_get("kind")?,
        version: row.try_get("version")?,
        language: row.try_get("language")?,
        title: row.try_get("title")?,
        text: row.try_get("text")?,
        sha256: row.try_get("sha256")?,
        created_at: row.try_get("created_at")?,
    })
}

fn code(row: &SqliteRow) -> Result<AccountCode, StoreError> {
    let purpose: String = row.try_get("purpose")?;
    Ok(AccountCode {
        id: row.try_get("id")?,
        purpose: CodePurpose::parse(&purpose).ok_or_else(|| super::unknown("purpose of a code", &purpose))?,
        relying_party: row.try_get("relying_party")?,
        mode: mode(row.try_get("mode")?)?,
        contact: row.try_get("contact")?,
        account: row.try_get("account")?,
        sealed: row.try_get("sealed")?,
        code: row.try_get("code")?,
        old_code: row.try_get("old_code")?,
        secret: row.try_get("secret")?,
        tries: row.try_get("tries")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        used_at: row.try_get("used_at")?,
    })
}

/// Makes it true of an account.
pub(super) async fn make(connection: &mut SqliteConnection, at: i64, step: AccountStep) -> Result<(), StoreError> {
    match step {
        AccountStep::New(row) => new(connection, row).await,
        AccountStep::Put(row) => put(connection, row).await,
        AccountStep::NewDocument(row) => new_document(connection, row).await,
        AccountStep::Consented(row) => consent(connection, row).await,
        AccountStep::NewCode(row) => new_code(connection, row).await,
        AccountStep::PutCode { code, from } => put_code(connection, code, from).await,
        AccountStep::CodeSent { id, account, sealed } => sent(connection, &id, account, sealed).await,
        AccountStep::EndCode { id } => {
            let query = "UPDATE account_code SET used_at = ?, sealed = NULL WHERE id = ? AND used_at IS NULL";
            sqlx::query(query).bind(at).bind(id).execute(connection).await?;
            Ok(())
        }
        AccountStep::EndCodes { account } => {
            let query = "UPDATE account_code SET used_at = ?1, sealed = NULL WHERE used_at IS NULL
                 AND (account = ?2 OR contact = (SELECT contact FROM account WHERE id = ?2))";
            sqlx::query(query).bind(at).bind(account).execute(connection).await?;
            Ok(())
        }
        AccountStep::NewLetter { id, sealed } => {
            sqlx::query("INSERT INTO account_letter (id, sealed, created_at) VALUES (?, ?, ?)")
                .bind(id)
                .bind(sealed)
                .bind(at)
                .execute(connection)
                .await?;
            Ok(())
        }
        AccountStep::DropLetter { id } => {
            sqlx::query("DELETE FROM account_letter WHERE id = ?").bind(id).execute(connection).await?;
            Ok(())
        }
        AccountStep::NewSignIn { sign_in: row, version } => sign_in(connection, row, version).await,
        AccountStep::EndSignIns { account, but } => end_sign_ins(connection, &account, but, at).await,
        AccountStep::EndSignIn { hash } => {
            sqlx::query("UPDATE account_sign_in SET ended_at = ? WHERE hash = ? AND ended_at IS NULL")
                .bind(at)
                .bind(hash)
                .execute(connection)
                .await?;
            Ok(())
        }
        AccountStep::NewDevice { hash, account } => new_device(connection, hash, &account, at).await,
        AccountStep::DropDevices { account } => {
            sqlx::query("DELETE FROM account_device WHERE account = ?").bind(account).execute(connection).await?;
            Ok(())
        }
        AccountStep::Missed { contact, most, until } => missed(connection, contact, most, until, at).await,
        AccountStep::Reached { contact } => {
            sqlx::query("DELETE FROM account_missed WHERE contact = ?").bind(contact).execute(connection).await?;
            Ok(())
        }
        AccountStep::NewPasskey { passkey, most } => super::passkeys::new(connection, passkey, most).await,
        AccountStep::PasskeyUsed { id, from, counter } => {
            super::passkeys::used(connection, &id, from, counter, at).await
        }
        AccountStep::DropPasskey { id } => super::passkeys::drop(connection, &id).await,
        AccountStep::DropPasskeys { account } => super::passkeys::drop_all(connection, &account).await,
        AccountStep::NewPasskeyCeremony(row) => super::passkeys::new_ceremony(connection, row).await,
        AccountStep::EndPasskeyCeremony { id } => super::passkeys::end_ceremony(connection, &id).await,
    }
}

async fn new(connection: &mut SqliteConnection, row: Account) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO account (id, relying_party, mode, version, sealed, contact, password, locale, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(row.id)
        .bind(row.relying_party)
        .bind(row.mode.name())
        .bind(row.version)
        .bind(row.sealed)
        .bind(row.contact)
        .bind(row.password)
        .bind(row.locale)
        .bind(row.created_at)
        .execute(connection)
        .await
        .map_err(taken("the contact"))?;
    Ok(())
}

async fn put(connection: &mut SqliteConnection, row: Account) -> Result<(), StoreError> {
    // Closing is for ever.
    let done = sqlx::query("UPDATE account SET version = ?, sealed = ?, contact = ?, password = ?, locale = ?, closed_at = ? WHERE id = ? AND version = ? AND closed_at IS NULL")
        .bind(row.version)
        .bind(row.sealed)
        .bind(row.contact)
        .bind(row.password)
        .bind(row.locale)
        .bind(row.closed_at)
        .bind(row.id)
        .bind(row.version - 1)
        .execute(connection)
        .await
        .map_err(taken("the contact"))?;
    changed(&done, "the account")
}

async fn new_document(connection: &mut SqliteConnection, row: ConsentDocument) -> Result<(), StoreError> {
    let done = sqlx::query(
        "INSERT INTO consent_document (relying_party, kind, version, language, title, text, sha256, created_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
         WHERE NOT EXISTS (SELECT 1 FROM consent_document WHERE relying_party = ?1 AND kind = ?2 AND version = ?3 AND language = ?4)",
    )
    .bind(row.relying_party)
    .bind(row.kind)
    .bind(row.version)
    .bind(row.language)
    .bind(row.title)
    .bind(row.text)
    .bind(row.sha256)
    .bind(row.created_at)
    .execute(connection)
    .await?;
    changed(&done, "this version of the document")
}

async fn consent(connection: &mut SqliteConnection, row: AccountConsent) -> Result<(), StoreError> {
    // Agreed to before: the first time stands.
    sqlx::query("INSERT INTO account_consent (account, kind, version, language, sha256, at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
         WHERE NOT EXISTS (SELECT 1 FROM account_consent WHERE account = ?1 AND kind = ?2 AND version = ?3 AND language = ?4)")
        .bind(row.account)
        .bind(row.kind)
        .bind(row.version)
        .bind(row.language)
        .bind(row.sha256)
        .bind(row.at)
        .execute(connection)
        .await?;
    Ok(())
}

async fn new_code(connection: &mut SqliteConnection, row: AccountCode) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO account_code (id, purpose, relying_party, mode, contact, account, sealed, code, old_code, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(row.id)
        .bind(row.purpose.name())
        .bind(row.relying_party)
        .bind(row.mode.name())
        .bind(row.contact)
        .bind(row.account)
        .bind(row.sealed)
        .bind(row.code)
        .bind(row.old_code)
        .bind(row.created_at)
        .bind(row.expires_at)
        .execute(connection)
        .await?;
    Ok(())
}

async fn put_code(connection: &mut SqliteConnection, row: AccountCode, from: u32) -> Result<(), StoreError> {
    // Of two at the same moment one is refused.
    let query = "UPDATE account_code SET account = ?, sealed = ?, secret = ?, tries = ?, used_at = ? WHERE id = ? AND tries = ? AND used_at IS NULL";
    let query = sqlx::query(query).bind(row.account).bind(row.sealed).bind(row.secret).bind(row.tries);
    let done = query.bind(row.used_at).bind(row.id).bind(from).execute(connection).await?;
    changed(&done, "the code")
}

async fn sent(
    connection: &mut SqliteConnection,
    id: &str,
    account: Option<String>,
    sealed: Option<Vec<u8>>,
) -> Result<(), StoreError> {
    // It may have been brought before this is noted.
    let query =
        "UPDATE account_code SET account = coalesce(account, ?2), sealed = ?3 WHERE id = ?1 AND used_at IS NULL";
    sqlx::query(query).bind(id).bind(account).bind(sealed).execute(connection).await?;
    Ok(())
}

async fn sign_in(connection: &mut SqliteConnection, row: AccountSignIn, version: i64) -> Result<(), StoreError> {
    let done = sqlx::query(
        "INSERT INTO account_sign_in (hash, account, full_at, created_at, seen_at)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM account WHERE id = ?2 AND version = ?6 AND closed_at IS NULL)",
    )
    .bind(row.hash)
    .bind(row.account)
    .bind(row.full_at)
    .bind(row.created_at)
    .bind(row.seen_at)
    .bind(version)
    .execute(connection)
    .await?;
    changed(&done, "the account")
}

async fn end_sign_ins(
    connection: &mut SqliteConnection,
    account: &str,
    but: Option<Vec<u8>>,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE account_sign_in SET ended_at = ? WHERE account = ? AND ended_at IS NULL AND (? IS NULL OR hash <> ?)",
    )
    .bind(at)
    .bind(account)
    .bind(&but)
    .bind(&but)
    .execute(connection)
    .await?;
    Ok(())
}

async fn new_device(
    connection: &mut SqliteConnection,
    hash: Vec<u8>,
    account: &str,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO account_device (hash, account, created_at) VALUES (?, ?, ?)")
        .bind(hash)
        .bind(account)
        .bind(at)
        .execute(connection)
        .await?;
    Ok(())
}

async fn missed(
    connection: &mut SqliteConnection,
    contact: Vec<u8>,
    most: u32,
    until: i64,
    at: i64,
) -> Result<(), StoreError> {
    // Every one of them costs another while once there were too many.
    sqlx::query(
        "INSERT INTO account_missed (contact, failures, at) VALUES (?1, 1, ?4) ON CONFLICT (contact) DO UPDATE
         SET failures = failures + 1, locked_until = CASE WHEN failures + 1 >= ?2 THEN ?3 END, at = ?4",
    )
    .bind(contact)
    .bind(most)
    .bind(until)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

#[async_trait]
impl Accounts for Sqlite {
    async fn account(&self, id: &str) -> Result<Option<Account>, StoreError> {
        let row = sqlx::query("SELECT * FROM account WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(account).transpose()
    }

    async fn account_of(&self, contact: &[u8]) -> Result<Option<Account>, StoreError> {
        let query = "SELECT * FROM account WHERE contact = ?";
        let row = sqlx::query(query).bind(contact).fetch_optional(&self.readers).await?;
        row.as_ref().map(account).transpose()
    }

    async fn accounts(
        &self,
        relying_party: &str,
        mode: Mode,
        after: Option<&str>,
        most: u32,
    ) -> Result<Vec<Account>, StoreError> {
        let query = "SELECT * FROM account WHERE relying_party = ? AND mode = ? AND id > ? ORDER BY id LIMIT ?";
        let query = sqlx::query(query).bind(relying_party).bind(mode.name()).bind(after.unwrap_or_default()).bind(most);
        query.fetch_all(&self.readers).await?.iter().map(account).collect()
    }

    async fn documents(&self, relying_party: &str) -> Result<Vec<ConsentDocument>, StoreError> {
        let query =
            "SELECT * FROM consent_document WHERE relying_party = ? ORDER BY created_at, kind, version, language";
        let rows = sqlx::query(query).bind(relying_party).fetch_all(&self.readers).await?;
        rows.iter().map(document).collect()
    }

    async fn account_consents(&self, account: &str) -> Result<Vec<AccountConsent>, StoreError> {
        let query = "SELECT * FROM account_consent WHERE account = ? ORDER BY at, kind, version, language";
        let rows = sqlx::query(query).bind(account).fetch_all(&self.readers).await?;
        let consent = |row: &SqliteRow| {
            Ok(AccountConsent {
                account: row.try_get("account")?,
                kind: row.try_get("kind")?,
                version: row.try_get("version")?,
                language: row.try_get("language")?,
                sha256: row.try_get("sha256")?,
                at: row.try_get("at")?,
            })
        };
        rows.iter().map(consent).collect()
    }

    async fn account_code(&self, id: &str) -> Result<Option<AccountCode>, StoreError> {
        let row = sqlx::query("SELECT * FROM account_code WHERE id = ?").bind(id).fetch_optional(&self.readers).await?;
        row.as_ref().map(code).transpose()
    }

    async fn account_codes(
        &self,
        purpose: CodePurpose,
        contact: &[u8],
        after: i64,
        until: i64,
    ) -> Result<u64, StoreError> {
        let query = "SELECT count(*) FROM account_code WHERE contact = ? AND purpose = ? AND created_at > ? AND created_at <= ?";
        let query = sqlx::query(query).bind(contact).bind(purpose.name()).bind(after).bind(until);
        let row = query.fetch_one(&self.readers).await?;
        Ok(row.try_get::<i64, _>(0)? as u64)
    }

    async fn account_letter(&self, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let query = "SELECT sealed FROM account_letter WHERE id = ?";
        Ok(sqlx::query_scalar(query).bind(id).fetch_optional(&self.readers).await?)
    }

    async fn account_sign_in(&self, hash: &[u8]) -> Result<Option<AccountSignIn>, StoreError> {
        let query = "SELECT * FROM account_sign_in WHERE hash = ?";
        let row = sqlx::query(query).bind(hash).fetch_optional(&self.readers).await?;
        row.map(|row| {
            Ok(AccountSignIn {
                hash: row.try_get("hash")?,
                account: row.try_get("account")?,
                full_at: row.try_get("full_at")?,
                created_at: row.try_get("created_at")?,
                seen_at: row.try_get("seen_at")?,
                ended_at: row.try_get("ended_at")?,
            })
        })
        .transpose()
    }

    async fn account_seen(&self, hash: &[u8], at: i64) -> Result<(), StoreError> {
        let query = "UPDATE account_sign_in SET seen_at = ? WHERE hash = ? AND ended_at IS NULL";
        sqlx::query(query).bind(at).bind(hash).execute(&self.writer).await?;
        Ok(())
    }

    async fn device_of(&self, hash: &[u8]) -> Result<Option<String>, StoreError> {
        let query = "SELECT account FROM account_device WHERE hash = ?";
        Ok(sqlx::query_scalar(query).bind(hash).fetch_optional(&self.readers).await?)
    }

    async fn devices(&self, account: &str) -> Result<u64, StoreError> {
        let query = "SELECT count(*) FROM account_device WHERE account = ?";
        let count: i64 = sqlx::query_scalar(query).bind(account).fetch_one(&self.readers).await?;
        Ok(count as u64)
    }

    async fn missed(&self, contact: &[u8]) -> Result<Missed, StoreError> {
        let query = "SELECT failures, locked_until FROM account_missed WHERE contact = ?";
        let row = sqlx::query(query).bind(contact).fetch_optional(&self.readers).await?;
        let Some(row) = row else { return Ok(Missed::default()) };
        Ok(Missed { failures: row.try_get("failures")?, locked_until: row.try_get("locked_until")? })
    }

    async fn forget_account_traces(&self, codes_before: i64, sign_ins_before: i64) -> Result<u64, StoreError> {
        let mut gone = 0;
        for (query, before) in [
            ("DELETE FROM account_code WHERE created_at < ?", codes_before),
            ("DELETE FROM account_missed WHERE at < ?", codes_before),
            ("DELETE FROM account_letter WHERE created_at < ?", codes_before),
            ("DELETE FROM passkey_ceremony WHERE created_at < ?", codes_before),
            ("DELETE FROM account_sign_in WHERE created_at < ?", sign_ins_before),
        ] {
            gone += sqlx::query(query).bind(before).execute(&self.writer).await?.rows_affected();
        }
        Ok(gone)
    }
}
