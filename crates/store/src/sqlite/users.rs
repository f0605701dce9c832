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

pub(super) async fn put(connection: &mut SqliteConnection, row: User) -> Result<SqliteQueryResult, sqlx::Error> {
    sqlx::query("UPDATE user SET roles = ?, password = ?, disabled_at = ?, second_factor = ? WHERE id = ? AND relying_party = ?")
        .bind(row.roles.join(" "))
        .bind(row.password)
        .bind(row.disabled_at)
        .bind(row.second_factor)
        .bind(row.id)
        .bind(row.relying_party)
        .execute(connection)
        .await
}
