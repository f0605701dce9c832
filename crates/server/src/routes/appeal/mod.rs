//! Appeals: for the applicant below `/v1/applicant/appeal`, for the relying party below `/v1/appeals`.

pub(crate) mod answer;
pub(crate) mod check;
pub(crate) mod contact;
pub(crate) mod explanation;
pub(crate) mod messages;
pub(crate) mod of_party;
pub(crate) mod open;
pub(crate) mod read;
pub(crate) mod statement_code;
pub(crate) mod submit;
pub(crate) mod view;
pub(crate) mod withdraw;

use crate::appeals::{self, Moving, Private, Rules};
use crate::problem::Problem;
use crate::routes::Known;
use crate::service::{Shared, context, opened};
use store::{Appeal, Applicant, Attempt, RelyingParty, Session};
use vault::DataKey;
use verify::appeal::{Refused, State};
use verify::policy::Policy;

/// Letters of an explanation.
pub(crate) const MOST_EXPLANATION: usize = 4000;
/// Letters of a message.
pub(crate) const MOST_MESSAGE: usize = 2000;

/// The appeal of an applicant's session, opened.
pub(crate) struct Opened {
    pub(crate) party: RelyingParty,
    pub(crate) rules: Rules,
    pub(crate) session: Session,
    pub(crate) applicant: Applicant,
    /// What the relying party knows of the applicant.
    pub(crate) known: Known,
    /// The applicant's key.
    pub(crate) key: DataKey,
    pub(crate) row: Appeal,
    /// The appeal's own key.
    pub(crate) own: DataKey,
    pub(crate) private: Private,
}

impl Opened {
    /// The newest appeal of `session`, which must not be shredded.
    pub(crate) async fn of(service: &Shared, session: Session) -> Result<Self, Problem> {
        let row = appeals::newest(service, &session).await?;
        let row = row.ok_or_else(|| Problem::not_found("appeal"))?;
        Self::with(service, session, row).await
    }

    /// `row`, opened.
    pub(crate) async fn with(service: &Shared, session: Session, row: Appeal) -> Result<Self, Problem> {
        let party = service.party(&session.relying_party).await?;
        let rules = Rules::of(service, &party, session.mode)?;
        let key = service.live_key(&session.applicant).await?;
        let (applicant, known) = known(service, &key, &session).await?;
        let own = appeals::key(service, &row).await?;
        let private = appeals::private(&own, &row)?;
        Ok(Self { party, rules, session, applicant, known, key, row, own, private })
    }

    pub(crate) fn moving(&self) -> Result<Moving, Problem> {
        Moving::of(self.row.clone())
    }
}

/// Whether an appeal can be begun for a session.
pub(crate) struct Possible {
    /// Until when one can be made or could; `None` while there is nothing to appeal against.
    pub(crate) until: Option<i64>,
    /// Why not, by its code.
    pub(crate) why_not: Option<&'static str>,
    /// The newest appeal of the session.
    pub(crate) newest: Option<Appeal>,
}

/// Whether an appeal can be begun for `session`. A draft that another attempt overtook is in nobody's way: whoever begins moves on to that attempt.
pub(crate) async fn possible(
    service: &Shared,
    key: &DataKey,
    session: &Session,
    policy: &Policy,
) -> Result<Possible, Problem> {
    let (mut refusal, attempt) = appeals::refusal(service, key, session, policy).await?;
    let newest = appeals::newest(service, session).await?;
    let draft = newest.as_ref().filter(|appeal| appeal.state == State::Drafting);
    refusal.open &= draft.is_none();
    let eligible = appeals::eligible(&refusal, policy, service.now());
    let until = match eligible {
        Ok(until) | Err(Refused::Late { until }) => Some(until),
        Err(_) => None,
    };
    let why_not = match eligible {
        Ok(_) if draft.is_some_and(|draft| !overtaken(draft, attempt.as_ref())) => Some(Refused::Open.code()),
        eligible => eligible.err().map(Refused::code),
    };
    Ok(Possible { until, why_not, newest })
}

/// Whether `draft` is about another attempt than the one that was decided last.
pub(crate) fn overtaken(draft: &Appeal, last: Option<&Attempt>) -> bool {
    last.is_none_or(|attempt| attempt.number != draft.attempt)
}

/// The applicant of `session`, and what the relying party knows of them.
pub(crate) async fn known(service: &Shared, key: &DataKey, session: &Session) -> Result<(Applicant, Known), Problem> {
    let applicant = service.store.applicant(&session.applicant).await?;
    let applicant = applicant.ok_or_else(|| Problem::internal(&"a session without an applicant"))?;
    let place = context("applicant", &applicant.id, "known");
    let known = applicant.sealed.as_deref().map(|sealed| opened(key, &place, sealed)).transpose()?;
    Ok((applicant, known.unwrap_or_default()))
}

/// A text of at most `most` letters, in which no control characters stand but line ends.
pub(crate) fn words(text: &str, most: usize) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Problem::unusable("appeal.unusable", format!("`text` may have {most} letters")));
    }
    Ok(text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect())
}
