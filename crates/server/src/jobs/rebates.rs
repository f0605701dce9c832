//! After somebody was approved: what was earned by their invitation is released, or is void where they are the owner of the code themselves.

use super::{NotDone, identity};
use crate::problem::Problem;
use crate::rebates;
use crate::service::{Shared, context, opened};
use std::collections::BTreeSet;
use store::{BindingSettled, Change, Job, Mode, Session, Step};
use verify::claim::Claim;
use verify::session::State;

/// Looks at the session that the job names.
pub(super) async fn run(service: Shared, job: Job) -> Result<(), NotDone> {
    let session = service.store.session(&job.subject).await?;
    let party = session.as_ref().map(|session| session.relying_party.clone()).unwrap_or_default();
    if let Some(session) = session.filter(|session| session.state == State::Approved) {
        followed(&service, &session).await?;
    }
    let change = Change { relying_party: party, at: service.now(), steps: vec![Step::FinishJob(job)] };
    Ok(service.store.commit(change).await?)
}

async fn followed(service: &Shared, session: &Session) -> Result<(), Problem> {
    let (party, mode) = (session.relying_party.as_str(), session.mode);
    let Some(applicant) = service.store.applicant(&session.applicant).await? else { return Ok(()) };
    let account = applicant.external_id;
    let same = same(service, session).await?;
    if let Some(binding) = service.store.binding(&account).await? {
        let code = service.store.invitation_code(party, mode, &binding.code).await?;
        let own = code.is_some_and(|code| same.contains(&code.owner));
        let settled = if own { BindingSettled::Void } else { BindingSettled::Verified };
        rebates::settled(service, (party, mode), &account, settled).await?;
    }
    // Whoever was approved as somebody else's guest first, and now owns the code as the same person. What follows that approval may still be on
    // its way, and have looked before this one was known.
    for code in service.store.codes_of(&account).await? {
        for binding in service.store.bound_to(party, mode, &code.code).await? {
            if same.contains(&binding.account) {
                rebates::settled(service, (party, mode), &binding.account, BindingSettled::Void).await?;
            }
        }
    }
    Ok(())
}

/// Other accounts that were approved with the document of this session.
async fn same(service: &Shared, session: &Session) -> Result<BTreeSet<String>, Problem> {
    let Some(key) = service.data_key(&session.applicant).await? else { return Ok(BTreeSet::new()) };
    let attempts = service.store.attempts(&session.id).await?;
    let attempt = attempts.into_iter().rev().find(|attempt| attempt.sealed.is_some());
    let Some((number, sealed)) = attempt.and_then(|attempt| Some((attempt.number, attempt.sealed?))) else {
        return Ok(BTreeSet::new());
    };
    let place = context("session", &session.id, &format!("attempt/{number}/claim"));
    let claim: Claim = opened(&key, &place, &sealed)?;
    // A number that asks for an outcome is nobody's document.
    if session.mode == Mode::Test && super::is_magic(session.mode, &claim) {
        return Ok(BTreeSet::new());
    }
    let mut accounts = BTreeSet::new();
    for other in service.store.identities(&session.relying_party, &identity(service, session, &claim)).await? {
        if other != session.applicant
            && let Some(other) = service.store.applicant(&other).await?
        {
            accounts.insert(other.external_id);
        }
    }
    Ok(accounts)
}
