//! What whoever runs the server is told by letter (`operator_email`): ids, times and receipts, nothing of a person.

use crate::appeals::calendar;
use crate::ids;
use crate::jobs::moment;
use crate::problem::Problem;
use crate::service::Shared;
use store::{NewJob, Step};
use vault::VaultError;
use verify::texts::{Language, Letter, letter};

/// Subjects of jobs that write such a letter begin with it; the text's name and the ids that it is about follow.
pub(crate) const SUBJECT: &str = "operator:";

/// What an admin did to a way into the console. Whoever can do it could decide as two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UserChange {
    /// Somebody new was registered.
    Created,
    /// Somebody was given another password.
    Password,
    /// Somebody's second factor was forgotten.
    SecondFactor,
}

impl UserChange {
    const ALL: [Self; 3] = [Self::Created, Self::Password, Self::SecondFactor];

    const fn text(self) -> &'static str {
        match self {
            Self::Created => "operator_user_created",
            Self::Password => "operator_user_password",
            Self::SecondFactor => "operator_user_factor",
        }
    }
}

fn job(subject: String, now: i64) -> Result<Step, VaultError> {
    Ok(Step::NewJob(NewJob { id: ids::new("job", now)?, kind: "letter", subject, delay: 0, most_attempts: 8 }))
}

/// Tells that the due time of an appeal passed.
pub(crate) fn appeal_late(appeal: &str, now: i64) -> Result<Step, VaultError> {
    job(format!("{SUBJECT}operator_appeal_late:{appeal}"), now)
}

/// Tells what `by`, an admin, did to `user`: it belongs into the change that does it.
///
/// # Errors
/// There is no randomness for an id.
pub(crate) fn user_changed(change: UserChange, user: &str, by: &str, now: i64) -> Result<Step, VaultError> {
    job(format!("{SUBJECT}{}:{user}:{by}", change.text()), now)
}

/// The letter for what follows [`SUBJECT`]. `None` when what it is about is gone.
pub(crate) async fn written(service: &Shared, about: &str) -> Result<Option<Letter>, Problem> {
    let mut parts = about.split(':');
    let mut part = || parts.next().unwrap_or_default();
    let (text, id, by) = (part(), part(), part());
    if UserChange::ALL.iter().any(|change| change.text() == text) {
        let Some(user) = service.store.user(id).await? else { return Ok(None) };
        let values = [("user", id), ("by", by), ("party", user.relying_party.as_str())];
        return Ok(Some(letter(Language::English, text, &values)));
    }
    let Some(appeal) = service.store.appeal(id).await? else { return Ok(None) };
    let Some(case) = service.store.review_of(&appeal.session, Some(id)).await? else { return Ok(None) };
    let due = moment(case.due_at, &calendar(&service.party(&appeal.relying_party).await?));
    let receipt = appeal.receipt.as_deref().unwrap_or_default();
    let values = [("receipt", receipt), ("party", appeal.relying_party.as_str()), ("due", due.as_str())];
    Ok(Some(letter(Language::English, text, &values)))
}
