//! What becomes true together.

mod accounts;
mod ledger;

pub use accounts::AccountStep;
pub use ledger::LedgerStep;

use crate::rows::{
    Answer, ApiKey, Appeal, Applicant, Attempt, Challenge, ChannelVersion, Console, Delivery, Endpoint, Evidence,
    EvidencePart, Handover, HandoverState, Job, Letter, Message, Mode, NewJob, Opening, Question, RelyingParty, Review,
    Session, Token, User, Verdict, WayBack,
};
use verify::appeal;
use verify::audit::Actor;

/// An audit entry before it has a place in its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditNote {
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// The request that caused it.
    pub request: Option<String>,
    /// See [`verify::audit::Entry::network`].
    pub network: Option<String>,
    /// See [`verify::audit::Entry::address`].
    pub address: Option<String>,
}

impl AuditNote {
    /// A note of something that no request caused.
    #[must_use]
    pub fn unasked(actor: Actor, action: &str, subject: &str) -> Self {
        let (action, subject) = (action.to_owned(), subject.to_owned());
        Self { actor, action, subject, request: None, network: None, address: None }
    }
}

/// One thing that becomes true.
#[derive(Clone, Debug)]
pub enum Step {
    /// A relying party is registered, or changed in everything but its policies.
    PutParty(RelyingParty),
    /// A policy is in force.
    PutPolicy {
        /// For people, or for trying things out.
        mode: Mode,
        /// The policy, as TOML.
        policy: String,
    },
    /// A version of the list of official channels is published: the one after the newest.
    PutChannels(ChannelVersion),
    /// A key is made.
    NewKey(ApiKey),
    /// A key is refused from now on.
    RevokeKey {
        /// The key's id.
        id: String,
    },
    /// A key is refused from that time on, or from the time that was said before if that is sooner.
    EndKey {
        /// The key's id.
        id: String,
        /// Milliseconds since 1970.
        at: i64,
    },
    /// Somebody decides for the relying party from now on.
    NewUser(User),
    /// A user, who is not disabled, has another password.
    SetPassword {
        /// The user's id.
        user: String,
        /// What is kept of the password.
        password: String,
        /// What was kept before, where it must not have changed meanwhile.
        from: Option<String>,
    },
    /// A user may do other things.
    SetRoles {
        /// The user's id.
        user: String,
        /// What they may do.
        roles: Vec<String>,
    },
    /// A user may do nothing any more, or everything of the roles again.
    SetDisabled {
        /// The user's id.
        user: String,
        /// Which of the two.
        disabled: bool,
    },
    /// A user, who is not disabled and has none, has a second factor.
    SetSecondFactor {
        /// The user's id.
        user: String,
        /// Its secret, sealed.
        sealed: Vec<u8>,
    },
    /// A user's second factor is forgotten.
    ForgetSecondFactor {
        /// The user's id.
        user: String,
    },
    /// Something of an account.
    Account(AccountStep),
    /// Something of invitations, or of what they earn.
    Ledger(LedgerStep),
    /// A person is seen for the first time.
    NewApplicant(Applicant),
    /// A person changed, but for the legal hold.
    PutApplicant(Applicant),
    /// A legal hold begins or ends.
    Hold {
        /// The person's id.
        applicant: String,
        /// Whether nothing may be deleted from now on.
        held: bool,
    },
    /// A session is created.
    NewSession(Session),
    /// A session changed from the version before this one.
    PutSession(Session),
    /// A token is given out.
    NewToken(Token),
    /// Tokens of a session that are still valid stay so for longer.
    KeepTokens {
        /// The session's id.
        session: String,
        /// At least until then.
        until: i64,
    },
    /// All tokens of a session are refused from now on, and its hand-overs are over.
    RevokeTokens {
        /// The session's id.
        session: String,
    },
    /// A hand-over to another device begins. Those before it are over and their tokens refused, but for the one that gave `own`.
    NewHandover {
        /// The hand-over.
        handover: Handover,
        /// The hash of the token that it is begun with.
        own: Vec<u8>,
    },
    /// A hand-over is over, and the token that it gave is refused.
    EndHandover {
        /// Its id.
        id: String,
    },
    /// A hand-over went on, which must have stood there.
    PutHandover {
        /// As it is now.
        handover: Handover,
        /// Where it stood before.
        from: HandoverState,
    },
    /// An applicant asks a person. No more than so many may have been asked since then.
    NewQuestion {
        /// The question.
        question: Question,
        /// Milliseconds since 1970.
        since: i64,
        /// Questions of the session, this one included.
        most: u32,
    },
    /// A code is asked for.
    NewWayBack(WayBack),
    /// A code was sent, tried or used; it must not be used yet, and this many must have been tried.
    PutWayBack {
        /// As it is now.
        way_back: WayBack,
        /// Codes that had been tried before.
        from: u32,
    },
    /// Movements are asked for.
    NewChallenge(Challenge),
    /// A file answers a challenge, or it is spent; it must not be spent yet.
    PutChallenge(Challenge),
    /// A clip was looked at that has frames of these marks.
    NewClipFrames {
        /// The file's id.
        evidence: String,
        /// Whose.
        applicant: String,
        /// Keyed hashes.
        marks: Vec<Vec<u8>>,
    },
    /// A file is announced.
    NewEvidence(Evidence),
    /// A file changed, of which so many bytes had been received.
    PutEvidence {
        /// As it is now.
        evidence: Evidence,
        /// Bytes that had been received before.
        from: u64,
    },
    /// A part of a file was received.
    NewPart(EvidencePart),
    /// The parts of a file are no longer needed.
    DropParts {
        /// The file's id.
        evidence: String,
    },
    /// A file is gone.
    DropEvidence {
        /// Its id.
        id: String,
    },
    /// A file is gone, of which so many bytes had been received.
    DropReceived {
        /// Its id.
        id: String,
        /// Bytes that had been received.
        from: u64,
    },
    /// A file is gone, which must not have been submitted.
    DropUnsubmitted {
        /// Its id.
        id: String,
    },
    /// Nothing of the change happens unless the applicant may still add evidence to the appeal.
    WhileDrafting {
        /// The appeal's id.
        appeal: String,
    },
    /// Nothing of the change happens unless the appeal has room for one more file.
    WhileRoom {
        /// The appeal's id.
        appeal: String,
        /// Files that it may have.
        most: u8,
    },
    /// Nothing of the change happens unless the session is of that version, and the person has no attempt with us in any session.
    WhileUnsubmitted {
        /// The session's id.
        session: String,
        /// Its version.
        version: i64,
    },
    /// Nothing of the change happens unless the applicant may still change claim and evidence.
    WhileCollecting {
        /// The session's id.
        session: String,
    },
    /// An attempt is submitted; no other session of the same person may have one open.
    NewAttempt(Attempt),
    /// An undecided attempt is decided.
    DecideAttempt(Attempt),
    /// What is kept of a decided attempt beside its record is less from now on.
    PutKept {
        /// The session's id.
        session: String,
        /// Which attempt.
        number: u32,
        /// The opening, sealed.
        opening: Option<Vec<u8>>,
        /// What the applicant may see, sealed.
        copy: Option<Vec<u8>>,
    },
    /// What is personal of attempts and questions is gone.
    RedactAttempts {
        /// The session's id.
        session: String,
    },
    /// Something happened to a session; its endpoints are told after `delay` milliseconds.
    Event {
        /// The session's id.
        session: String,
        /// Its name: see [`verify::session::Event`] and [`verify::appeal::TOLD`].
        event: &'static str,
        /// What belongs to it, as JSON without personal data.
        data: String,
        /// When endpoints are told, from now.
        delay: i64,
    },
    /// A job is to be done.
    NewJob(NewJob),
    /// A job is done; nothing of the change happens when its lease was lost.
    FinishJob(Job),
    /// What was given up on a subject is settled by other means.
    DropDead {
        /// The kind of job.
        kind: &'static str,
        /// What the job was about.
        subject: String,
    },
    /// The log of who did what.
    Audit(AuditNote),
    /// The answer to a request, for when it comes again.
    Answer(Answer),
    /// An endpoint is registered.
    NewEndpoint(Endpoint),
    /// An endpoint's address, kinds or secrets changed.
    PutEndpoint(Endpoint),
    /// A message reached an endpoint.
    EndpointReached {
        /// Its id.
        id: String,
    },
    /// A message did not reach an endpoint.
    EndpointMissed {
        /// Its id.
        id: String,
        /// Whether it is disabled for that.
        disabled: bool,
    },
    /// An endpoint is tried again after it was disabled.
    EnableEndpoint {
        /// Its id.
        id: String,
    },
    /// An endpoint is gone, with its deliveries.
    DropEndpoint {
        /// Its id.
        id: String,
    },
    /// A delivery went on.
    PutDelivery(Delivery),
    /// A person was approved with a document, which was nobody else's unless it is `shared`.
    NewIdentity {
        /// Blind index of type, issuer and number.
        mark: Vec<u8>,
        /// Who.
        applicant: String,
        /// When it was approved.
        session: String,
        /// Whether it was known that somebody else was approved with it.
        shared: bool,
    },
    /// What is known of a person's documents and clips is gone.
    DropIdentities {
        /// Who.
        applicant: String,
    },
    /// An appeal is begun; the person must have none that is open.
    NewAppeal(Appeal),
    /// An appeal changed from the version before this one.
    PutAppeal(Appeal),
    /// Something happened to an appeal.
    AppealEvent {
        /// The appeal's id.
        appeal: String,
        /// What.
        event: appeal::Event,
    },
    /// The words of an appeal are gone: its key was destroyed.
    ShredAppeal {
        /// The appeal's id.
        appeal: String,
    },
    /// Something was written. No more than so many may have been written by the same side since then; an applicant writes while an appeal is being
    /// decided.
    NewMessage {
        /// The message.
        message: Message,
        /// Milliseconds since 1970.
        since: i64,
        /// Messages of that kind, this one included.
        most: u32,
    },
    /// Something waits for a person.
    NewReview(Review),
    /// A case is taken: nobody else may have it, and it must not be closed.
    TakeReview {
        /// Its id.
        id: String,
        /// Who takes it.
        user: String,
        /// Until when.
        until: i64,
    },
    /// A case is had for longer by who has it.
    KeepReview {
        /// Its id.
        id: String,
        /// Who has it.
        user: String,
        /// Until when.
        until: i64,
    },
    /// A case is given back by who has it.
    ReleaseReview {
        /// Its id.
        id: String,
        /// Who has it.
        user: String,
    },
    /// Nothing of the change happens unless that user has the case, by the taking of that number.
    WhileHeld {
        /// Its id.
        id: String,
        /// Who has it.
        user: String,
        /// The number of the taking.
        taking: i64,
    },
    /// A case stands otherwise: stage, due time, marks, and whether it is closed. Who has it does not change by that.
    PutReview(Review),
    /// Nobody has a case any more: it is another's turn.
    FreeReview {
        /// Its id.
        id: String,
    },
    /// Somebody decided something in a case.
    NewVerdict(Verdict),
    /// A person was refused for reasons.
    Refused {
        /// The session's id.
        session: String,
        /// Which attempt.
        attempt: u32,
        /// See [`Mode`].
        mode: Mode,
        /// The reasons' codes.
        codes: Vec<String>,
    },
    /// Somebody decided again on a refusal, and set some reasons aside.
    RefusalDecided {
        /// The session's id.
        session: String,
        /// Which attempt.
        attempt: u32,
        /// The codes of those that were set aside.
        aside: Vec<String>,
    },
    /// A refusal was judged again by lot, and some reasons did not hold.
    RefusalJudgedAgain {
        /// The session's id.
        session: String,
        /// Which attempt.
        attempt: u32,
        /// The codes of those that did not hold.
        aside: Vec<String>,
    },
    /// Somebody begins at the console, who must be neither disabled nor locked, and have this password still.
    NewConsole {
        /// As it begins.
        console: Console,
        /// What is kept of the password that was given.
        password: String,
    },
    /// One that somebody began at the console is ended, if it is there.
    EndConsole {
        /// The hash of its token.
        hash: Vec<u8>,
    },
    /// The same at the console goes on with another token; it must not have been ended, and so many codes must have been tried.
    RenewConsole {
        /// As it is now.
        console: Console,
        /// The hash of the token before.
        hash: Vec<u8>,
        /// Codes that had been tried before.
        from: u32,
    },
    /// Somebody goes on at the console; it must not have been ended, and so many codes must have been tried.
    PutConsole {
        /// As it is now.
        console: Console,
        /// Codes that had been tried before.
        from: u32,
    },
    /// Everything that a user began at the console is ended.
    EndConsoles {
        /// The user's id.
        user: String,
        /// But for this one.
        but: Option<Vec<u8>>,
    },
    /// A password or code did not fit.
    SignInFailed {
        /// The user's id.
        user: String,
        /// Failures in a row after which nothing is tried for a while.
        most: u32,
        /// Until when.
        until: i64,
    },
    /// Password and code fitted. The code must be of a later step of time than the last one, and the user neither disabled nor locked.
    SignedIn {
        /// The user's id.
        user: String,
        /// The code's step of time.
        step: i64,
    },
    /// Somebody opens personal data. No more than so many may have been opened by the same user since then, and a picture is opened once
    /// while a case is open.
    NewOpening {
        /// What.
        opening: Opening,
        /// Milliseconds since 1970.
        since: i64,
        /// Openings, this one included.
        most: u32,
    },
    /// A letter is to be sent.
    NewLetter(Letter),
    /// A letter was sent.
    DropLetter {
        /// Its id.
        id: String,
    },
}

/// Everything that becomes true together, for one relying party.
#[derive(Clone, Debug)]
pub struct Change {
    /// Whose.
    pub relying_party: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// In this order.
    pub steps: Vec<Step>,
}
