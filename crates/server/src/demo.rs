//! A session to try the flow with.

use crate::ids;
use crate::problem::Problem;
use crate::routes::{Creating, NewSession, creating};
use crate::run::{ServeError, by_operator, new_party};
use crate::service::Shared;
use store::{Brand, Change, Mode, RelyingParty, Step};
use verify::session::Event;

/// The relying party of demo sessions.
pub(crate) const NAME: &str = "Example Exchange";

/// Makes a session in test mode, of a relying party that is made for that, and gives the address where its applicant begins.
///
/// # Errors
/// [`ServeError`] when it cannot be made.
pub async fn demo_session(service: &Shared) -> Result<String, ServeError> {
    let known = service.store.parties().await?.into_iter().find(|party| party.name == NAME);
    let party = match known {
        Some(party) => party,
        None => shown(service, NAME, ("#0b6e4f", "help@exchange.example"), None).await?,
    };
    let refused = |problem: Problem| ServeError::Demo(problem.code().to_owned());
    let external_id = ids::new("demo", service.now())?;
    let value = NewSession::of(external_id);
    let Creating { created, mut change } = creating(service, party, Mode::Test, value).await.map_err(refused)?;
    change.steps.push(by_operator(Event::Created.name(), &created.session.id));
    service.store.commit(change).await?;
    Ok(created.url)
}

/// Makes a relying party of that name, with a colour and a mailbox, where people register in that mode.
pub(crate) async fn shown(
    service: &Shared,
    name: &str,
    (accent, mailbox): (&str, &str),
    registration: Option<Mode>,
) -> Result<RelyingParty, ServeError> {
    let id = new_party(service, name).await?;
    let party = service.store.party(&id).await?.ok_or(store::StoreError::Conflict("the relying party"))?;
    let brand = Brand { accent: Some(accent.into()), support_email: Some(mailbox.into()), ..Brand::default() };
    let party = RelyingParty { brand, registration, ..party };
    let steps = vec![Step::PutParty(party.clone()), by_operator("party.branded", &id)];
    service.store.commit(Change { relying_party: id, at: service.now(), steps }).await?;
    Ok(party)
}
