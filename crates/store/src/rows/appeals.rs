//! Appeals, what people decide, and who they are.

use super::Mode;
use verify::appeal::{Stage, State};

/// A request that a person decides again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// `apl_...`; later ones sort after earlier ones.
    pub id: String,
    /// Whose.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// Of which session.
    pub session: String,
    /// Whose, again: one at a time for a person.
    pub applicant: String,
    /// The attempt that was refused.
    pub attempt: u32,
    /// One more with each change.
    pub version: i64,
    /// Where it stands.
    pub state: State,
    /// What its events made of it, as JSON; see [`verify::appeal::Appeal`].
    pub stands: String,
    /// The number that people are given, once it is submitted.
    pub receipt: Option<String>,
    /// What the applicant wrote and is asked to write, sealed by the appeal's own key; `None` once that was destroyed.
    pub sealed: Option<Vec<u8>>,
    /// Which contact is proven: `email` or `phone`.
    pub contact_kind: Option<String>,
    /// Keyed hash of the code that was sent there.
    pub contact_code: Option<Vec<u8>>,
    /// Codes that were tried.
    pub contact_tries: u32,
    /// From when on the code is refused.
    pub contact_until: Option<i64>,
    /// When the contact was proven.
    pub contact_proven_at: Option<i64>,
    /// When a decision is due, while its clock runs.
    pub due_at: Option<i64>,
    /// When something is to happen by itself.
    pub wake_at: Option<i64>,
    /// When the draft was begun.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
    /// When its evidence is destroyed.
    pub shred_at: Option<i64>,
    /// When that was done.
    pub shredded_at: Option<i64>,
    /// The signed receipt of that.
    pub shred_receipt: Option<String>,
}

/// Which appeals are listed.
#[derive(Clone, Debug, Default)]
pub struct AppealFilter {
    /// In this state alone.
    pub state: Option<State>,
    /// Of this session alone.
    pub session: Option<String>,
    /// Older than the appeal of this id.
    pub before: Option<String>,
}

/// What an applicant or a reviewer wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `mes_...`.
    pub id: String,
    /// Of which appeal; `None` of a session in review.
    pub appeal: Option<String>,
    /// The appeal's id, or that of the session.
    pub subject: String,
    /// Who wrote it, and for whom.
    pub kind: MessageKind,
    /// The reviewer.
    pub user: Option<String>,
    /// Its words, sealed; `None` once the key was destroyed.
    pub sealed: Option<Vec<u8>>,
    /// When.
    pub created_at: i64,
}

/// Who wrote a message, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// The applicant, to whoever decides.
    Applicant,
    /// A reviewer, to the applicant.
    Reviewer,
    /// A reviewer, for reviewers alone.
    Note,
}

impl MessageKind {
    /// The word in rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Reviewer => "reviewer",
            Self::Note => "note",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Applicant, Self::Reviewer, Self::Note].into_iter().find(|kind| kind.name() == name)
    }
}

/// What a person decides, an appeal, a session in review or a refusal that was drawn by lot, and who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// `cas_...`: people call it a case.
    pub id: String,
    /// Whose.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// Of which session.
    pub session: String,
    /// Of which appeal; `None` of a session in review.
    pub appeal: Option<String>,
    /// Which attempt of it.
    pub attempt: u32,
    /// Whether a refusal is judged again, for the numbers alone: nothing follows for the applicant.
    pub again: bool,
    /// Whom it is about.
    pub applicant: String,
    /// Whose turn it is.
    pub stage: Stage,
    /// Families of the findings, of a session in review; of an appeal nobody learns them from the queue.
    pub families: Vec<String>,
    /// Since when it waits.
    pub opened_at: i64,
    /// When it is due.
    pub due_at: i64,
    /// Whether information is asked for.
    pub paused: bool,
    /// Whether little opening time is left.
    pub at_risk: bool,
    /// Whether the due time passed.
    pub breached: bool,
    /// Who has it.
    pub holder: Option<String>,
    /// Until when.
    pub lease_until: Option<i64>,
    /// How often it was taken: whoever says something about it names the taking.
    pub taking: i64,
    /// The signed record of what was decided, which says nothing about a person.
    pub record: Option<String>,
    /// What the applicant may see of it, sealed by the applicant's key.
    pub copy: Option<Vec<u8>>,
    /// When it was decided, or was over.
    pub closed_at: Option<i64>,
}

impl Review {
    /// Who has it at `now`.
    #[must_use]
    pub fn held_by(&self, now: i64) -> Option<&str> {
        self.holder.as_deref().filter(|_| self.lease_until.is_some_and(|until| until > now))
    }
}

/// Which cases are listed.
#[derive(Clone, Debug, Default)]
pub struct ReviewFilter {
    /// Of this kind alone: `appeal`, `review` or `again`.
    pub kind: Option<&'static str>,
    /// In this stage alone.
    pub stage: Option<Stage>,
    /// Held by this user alone.
    pub holder: Option<String>,
    /// Those alone for which information is asked, or those alone for which it is not.
    pub paused: Option<bool>,
    /// Those alone that are past due.
    pub late: bool,
    /// Those alone that are at risk: their clock runs, and they are not past due yet.
    pub at_risk: bool,
    /// Due after that one: its due time and id.
    pub after: Option<(i64, String)>,
}

/// How many cases there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReviewCounts {
    /// All that are open.
    pub open: u64,
    /// Those of which little time is left.
    pub at_risk: u64,
    /// Those that are late.
    pub breached: u64,
    /// Those that the user has.
    pub mine: u64,
    /// Those that wait for the applicant.
    pub paused: u64,
    /// Since when the oldest waits.
    pub oldest: Option<i64>,
}

/// What somebody decided in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which case.
    pub review: String,
    /// Whose.
    pub relying_party: String,
    /// About whom.
    pub applicant: String,
    /// Who.
    pub user: String,
    /// `blind`, `proposal`, `second`, `lead`, `decision` of a session in review, `again` of a refusal that was drawn by lot.
    pub step: String,
    /// What.
    pub outcome: String,
    /// The codes of findings that it sets aside, or of reasons that it names.
    pub codes: Vec<String>,
    /// When.
    pub at: i64,
}

/// Somebody at the console. The token itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Console {
    /// SHA-256 of the token, which has 256 random bits.
    pub hash: Vec<u8>,
    /// Who.
    pub user: String,
    /// Of which relying party.
    pub relying_party: String,
    /// Whether the second factor was given.
    pub whole: bool,
    /// A second factor that is about to be set, sealed.
    pub pending: Option<Vec<u8>>,
    /// Codes that were tried.
    pub tries: u32,
    /// When it began.
    pub created_at: i64,
    /// When something was last asked for.
    pub seen_at: i64,
    /// When it was ended.
    pub ended_at: Option<i64>,
}

/// The purpose of looking at a file of a case that is opened already.
pub const PICTURE: &str = "image";

/// Personal data that somebody opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// `opn_...`.
    pub id: String,
    /// Whose.
    pub relying_party: String,
    /// Who.
    pub user: String,
    /// In which case.
    pub review: Option<String>,
    /// By which taking, where the user has the case.
    pub taking: Option<i64>,
    /// What, by its id.
    pub subject: String,
    /// What for; [`PICTURE`] where it is a picture of a case that was opened for a purpose.
    pub purpose: String,
    /// What for in the user's own words, sealed.
    pub words: Option<Vec<u8>>,
    /// When.
    pub at: i64,
}

/// A letter about an appeal that is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// `ltr_...`.
    pub id: String,
    /// About which appeal.
    pub appeal: String,
    /// Which text.
    pub name: String,
    /// The code that it brings, sealed.
    pub sealed: Option<Vec<u8>>,
    /// When it was written.
    pub created_at: i64,
}

/// How often a reason refused, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalCount {
    /// The reason's code.
    pub code: String,
    /// Sessions that it refused.
    pub refused: u64,
    /// Those that were appealed against and decided.
    pub appealed: u64,
    /// Those of which a person set the reason aside.
    pub overturned: u64,
    /// Those that were judged again by lot.
    pub judged_again: u64,
    /// Those of them in which the reason did not hold.
    pub refused_wrongly: u64,
}

/// Of what was promised, how much was kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InTime {
    /// All that were decided.
    pub decided: u64,
    /// Those that were not late.
    pub in_time: u64,
}

/// A case that a person decided, for the dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The case.
    pub review: String,
    /// Whether it was an appeal.
    pub appeal: bool,
    /// Since when it waited.
    pub opened_at: i64,
    /// When it was due.
    pub due_at: i64,
    /// When it was closed.
    pub closed_at: i64,
    /// Whether it was late.
    pub breached: bool,
}
