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
    commit(service, party, vec![Step::NewUser(user), by_operator("user.created", &id)]).await?;
    Ok(NewUser { id, password })
}

/// Gives a user another password; the one before fits no more, and what was begun with it is ended.
///
/// # Errors
/// [`ServeError`] when the user is disabled, or the database fails.
pub async fn new_password(service: &Shared, user: User) -> Result<NewUser, ServeError> {
    let (id, password) = (user.id, ids::password()?);
    let set = Step::SetPassword { user: id.clone(), password: password::hashed(&password)?, from: None };
    let steps = vec![set, ended(&id), by_operator("user.password", &id)];
    commit(service, &user.relying_party, steps).await?;
    Ok(NewUser { id, password })
}

/// Lets a user do nothing any more, or everything of its roles again.
///
/// # Errors
/// [`ServeError`] when the database fails.
pub async fn disable_user(service: &Shared, user: User, disabled: bool) -> Result<(), ServeError> {
    let action = if disabled { "user.disabled" } else { "user.enabled" };
    let mut steps = vec![Step::SetDisabled { user: user.id.clone(), disabled }, by_operator(action, &user.id)];
    // Whoever is enabled again signs in again.
    steps.extend(disabled.then(|| ended(&user.id)));
    commit(service, &user.relying_party, steps).await
}

/// Forgets a user's second factor: the next sign-in sets another.
///
/// # Errors
/// [`ServeError`] when the database fails.
pub async fn forget_second_factor(service: &Shared, user: User) -> Result<(), ServeError> {
    let forgotten = Step::ForgetSecondFactor { user: user.id.clone() };
    let steps = vec![forgotten, ended(&user.id), by_operator("user.second_factor_forgotten", &user.id)];
    commit(service, &user.relying_party, steps).await
}

fn ended(user: &str) -> Step {
    Step::EndConsoles { user: user.to_owned(), but: None }
}

async fn commit(service: &Shared, party: &str, steps: Vec<Step>) -> Result<(), ServeError> {
    Ok(service.store.commit(Change { relying_party: party.to_owned(), at: service.now(), steps }).await?)
}
