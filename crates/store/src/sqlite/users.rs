//! Users of relying parties.

use crate::StoreError;
use crate::rows::User;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteQueryResult, SqliteRow};

pub(super) fn user(row: &SqliteRow) -> Result<User, StoreError> {
    let roles: String = row.try_get("roles")?;
    Ok(User {
        id: row.try_get("id")?,
        relying_party: row.try_get("relying_party")?,
        login: row.try_get("login")?,
        roles: roles.split_whitespace().map(str::to_owned).collect(),
        password: row.try_get("password")?,
        created_at: row.try_get("created_at")?,
        disabled_at: row.try_get("disabled_at")?,
        second_factor: row.try_get("second_factor")?,
        last_step: row.try_get("last_step")?,
        failures: row.try_get("failures")?,
        locked_until: row.try_get("locked_until")?,
    })
}

pub(super) async fn of(readers: &SqlitePool, relying_party: &str) -> Result<Vec<User>, StoreError> {
    let rows = sqlx::query("SELECT * FROM user WHERE relying_party = ? ORDER BY created_at, id")
        .bind(relying_party)
        .fetch_all(readers)
        .await?;
    rows.iter().map(user).collect()
}

pub(super) async fn new(connection: &mut SqliteConnection, row: User) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO user (id, relying_party, login, roles, password, created_at) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(row.id)
        .bind(row.relying_party)
        .bind(row.login)
        .bind(row.roles.join(" "))
        .bind(row.password)
        .bind(row.created_at)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn set_password(
    connection: &mut SqliteConnection,
    party: &str,
    user: &str,
    password: String,
    from: Option<String>,
) -> Result<SqliteQueryResult, sqlx::Error> {
    // Whoever is disabled, or whose password was changed by somebody else meanwhile, gets no way back in by this.
    let query = "UPDATE user SET password = ?1 WHERE id = ?2 AND relying_party = ?3 AND disabled_at IS NULL AND (?4 IS NULL OR password = ?4)";
    sqlx::query(query).bind(password).bind(user).bind(party).bind(from).execute(connection).await
}

pub(super) async fn set_roles(
    connection: &mut SqliteConnection,
    party: &str,
    user: &str,
    roles: &[String],
) -> Result<SqliteQueryResult, sqlx::Error> {
    let query = "UPDATE user SET roles = ? WHERE id = ? AND relying_party = ?";
    sqlx::query(query).bind(roles.join(" ")).bind(user).bind(party).execute(connection).await
}

pub(super) async fn set_disabled(
    connection: &mut SqliteConnection,
    party: &str,
    user: &str,
    since: Option<i64>,
) -> Result<SqliteQueryResult, sqlx::Error> {
    let query = "UPDATE user SET disabled_at = ? WHERE id = ? AND relying_party = ?";
    sqlx::query(query).bind(since).bind(user).bind(party).execute(connection).await
}

pub(super) async fn set_second_factor(
    connection: &mut SqliteConnection,
    party: &str,
    user: &str,
    sealed: Vec<u8>,
) -> Result<SqliteQueryResult, sqlx::Error> {
    let query = "UPDATE user SET second_factor = ? WHERE id = ? AND relying_party = ? AND disabled_at IS NULL AND second_factor IS NULL";
    sqlx::query(query).bind(sealed).bind(user).bind(party).execute(connection).await
}

pub(super) async fn forget_second_factor(
    connection: &mut SqliteConnection,
    party: &str,
    user: &str,
) -> Result<SqliteQueryResult, sqlx::Error> {
    let query = "UPDATE user SET second_factor = NULL WHERE id = ? AND relying_party = ?";
    sqlx::query(query).bind(user).bind(party).execute(connection).await
}
