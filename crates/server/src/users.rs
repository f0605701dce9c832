//! People who decide for a relying party: reviewers and those who look after them.

use crate::ids;
use crate::run::{ServeError, by_operator};
use crate::service::Shared;
use store::{Change, Step, User};
use vault::password;

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Decides cases.
    Reviewer,
    /// Decides where reviewers disagree.
    Lead,
    /// Looks after users, webhooks and the policy.
    Admin,
    /// Reads, and changes nothing.
    Auditor,
}

impl Role {
    /// The word in rows and lists.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::Lead => "lead",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
        }
    }
}

/// A user with a password, which is shown once and not kept.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// `usr_...`.
    pub id: String,
    /// The password.
    pub password: String,
}

/// Registers a user. The login must be free within the relying party.
///
/// # Errors
/// [`ServeError`] when the login is taken, or the database fails.
pub async fn new_user(service: &Shared, party: &str, login: &str, roles: &[Role]) -> Result<NewUser, ServeError> {
    let now = service.now();
    let (id, password) = (ids::new("usr", now)?, ids::password()?);
    let user = User {
        id: id.clone(),
        relying_party: party.to_owned(),
        login: login.to_owned(),
        roles: roles.iter().map(|role| role.name().to_owned()).collect(),
        password: password::hashed(&password)?,
        created_at: now,
        disabled_at: None,
        second_factor: None,
        last_step: 0,
        failures: 0,
        locked_until: None,
    };
    put(service, Step::NewUser(user), party, by_operator("user.created", &id)).await?;
    Ok(NewUser { id, password })
}

/// Gives a user another password; the one before fits no more.
///
/// # Errors
/// [`ServeError`] when the database fails.
pub async fn new_password(service: &Shared, user: User) -> Result<NewUser, ServeError> {
    let (id, party, password) = (user.id.clone(), user.relying_party.clone(), ids::password()?);
    let user = User { password: password::hashed(&password)?, ..user };
    put(service, Step::PutUser(user), &party, by_operator("user.password", &id)).await?;
    Ok(NewUser { id, password })
}

/// Lets a user do nothing any more, or everything of its roles again.
///
/// # Errors
/// [`ServeError`] when the database fails.
pub async fn disable_user(service: &Shared, user: User, disabled: bool) -> Result<(), ServeError> {
    let (id, party) = (user.id.clone(), user.relying_party.clone());
    let action = if disabled { "user.disabled" } else { "user.enabled" };
    let user = User { disabled_at: disabled.then(|| service.now()), ..user };
    put(service, Step::PutUser(user), &party, by_operator(action, &id)).await
}

async fn put(service: &Shared, step: Step, party: &str, audit: Step) -> Result<(), ServeError> {
    let change = Change { relying_party: party.to_owned(), at: service.now(), steps: vec![step, audit] };
    Ok(service.store.commit(change).await?)
}

/// Forgets a user's second factor: the next sign-in sets another.
///
/// # Errors
/// [`ServeError`] when the database fails.
pub async fn forget_second_factor(service: &Shared, user: User) -> Result<(), ServeError> {
    let (id, party) = (user.id.clone(), user.relying_party.clone());
    let ended = Step::EndConsoles { user: id.clone(), but: None };
    put(service, ended, &party, by_operator("console.ended", &id)).await?;
    let user = User { second_factor: None, ..user };
    put(service, Step::PutUser(user), &party, by_operator("user.second_factor_forgotten", &id)).await
}
