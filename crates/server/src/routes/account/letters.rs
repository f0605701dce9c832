//! Letters to accounts. The holder's word stands in every one.

use super::code::{Unsent, VALID};
use super::{Person, Reached};
use crate::ids;
use crate::problem::Problem;
use crate::service::{Shared, context, opened, sealed};
use serde::{Deserialize, Serialize};
use store::{Account, AccountCode, AccountStep, CodePurpose, Mode, NewJob, RelyingParty, Step};
use verify::texts::{Language, Letter, letter};

/// Codes that are sent to one contact in an hour; more are asked for in vain.
const MOST_AN_HOUR: u64 = 5;
const HOUR: i64 = 3_600_000;

/// A letter that holds no code, as it is kept until it was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Notice {
    relying_party: String,
    name: String,
    reached: Reached,
    word: Option<String>,
    locale: String,
}

/// A letter that says `name` to whoever holds the account, as they are reached now, and the job that sends it.
pub(super) fn told(service: &Shared, account: &Account, person: &Person, name: &str) -> Result<Vec<Step>, Problem> {
    let now = service.now();
    let id = ids::new("ltw", now)?;
    let notice = Notice {
        relying_party: account.relying_party.clone(),
        name: name.to_owned(),
        reached: person.reached.clone(),
        word: person.word.clone(),
        locale: account.locale.clone(),
    };
    let sealed = sealed(&service.ring.derived("letters"), &context("account letter", &id, "notice"), &notice)?;
    let job = NewJob { id: ids::new("job", now)?, kind: "letter", subject: id.clone(), delay: 0, most_attempts: 8 };
    Ok(vec![Step::Account(AccountStep::NewLetter { id, sealed }), Step::NewJob(job)])
}

/// A letter to be sent: its name, where it goes, and what it says.
pub(crate) struct Sending {
    pub(crate) id: String,
    pub(crate) party: RelyingParty,
    pub(crate) contact: String,
    pub(crate) letter: Letter,
}

/// `letter` with the word of whoever gets it.
pub(crate) fn with_word(language: Language, mut text: Letter, word: Option<&str>) -> Letter {
    if let Some(word) = word {
        text.text.push_str("\n\n");
        text.text.push_str(&letter(language, "account_word", &[("word", word)]).text);
    }
    text
}

/// The word of the account that an applicant is, if it is one.
pub(crate) async fn word_of(
    service: &Shared,
    party: &str,
    mode: Mode,
    external_id: &str,
) -> Result<Option<String>, Problem> {
    if !external_id.starts_with("acc_") {
        return Ok(None);
    }
    let account = service.store.account(external_id).await?;
    let own = account.filter(|account| account.relying_party == party && account.mode == mode);
    let Some(account) = own else { return Ok(None) };
    Ok(Person::of(service, &account).await?.and_then(|person| person.word))
}

/// The letter without a code of that id; `None` once it was sent.
pub(crate) async fn notice(service: &Shared, id: &str) -> Result<Option<Sending>, Problem> {
    let Some(sealed) = service.store.account_letter(id).await? else { return Ok(None) };
    let notice: Notice = opened(&service.ring.derived("letters"), &context("account letter", id, "notice"), &sealed)?;
    let party = service.party(&notice.relying_party).await?;
    let language = Language::parse(&notice.locale).unwrap_or_default();
    let values = [("party", party.name.as_str()), ("address", &address(service, &party.id))];
    let text = letter(language, &format!("account_{}", notice.name), &values);
    let letter = with_word(language, text, notice.word.as_deref());
    Ok(Some(Sending { id: id.to_owned(), contact: notice.reached.contact, party, letter }))
}

/// What a code sends, and whose it turned out to be.
pub(crate) struct Codes {
    pub(crate) letters: Vec<Sending>,
    pub(crate) account: Option<String>,
}

/// What the code of that id sends: to whoever is registered a code to get in, and to whoever is not one to register. `None` when it is gone or was sent.
pub(crate) async fn codes(service: &Shared, id: &str) -> Result<Option<Codes>, Problem> {
    let Some(row) = service.store.account_code(id).await? else { return Ok(None) };
    let Some(unsent) = Unsent::of(service, &row)? else { return Ok(None) };
    let nothing = Codes { letters: vec![], account: None };
    let asked = service.store.account_codes(&row.contact, row.created_at - HOUR, row.created_at).await?;
    if asked > MOST_AN_HOUR || row.expires_at <= service.now() {
        return Ok(Some(nothing));
    }
    let known = service.store.account_of(&row.contact).await?;
    let own = match &row.account {
        Some(id) => service.store.account(id).await?,
        None => known.clone(),
    };
    let person = match &own {
        Some(account) => Person::of(service, account).await?,
        None => None,
    };
    let party = service.party(&row.relying_party).await?;
    let writing = Writing { service, row: &row, party: &party, unsent: &unsent, person: person.as_ref() };
    Ok(Some(match (row.purpose, &own) {
        (CodePurpose::Registration, None) => Codes { letters: vec![writing.code("account_code")], account: None },
        // Whoever is registered already learns it from the letter, and nobody else does.
        (CodePurpose::Registration, Some(_)) => Codes { letters: vec![writing.code("account_known")], account: None },
        (CodePurpose::SignIn, Some(account)) => {
            Codes { letters: vec![writing.code("account_sign_in")], account: Some(account.id.clone()) }
        }
        (CodePurpose::Recovery, Some(account)) => {
            Codes { letters: vec![writing.code("account_recovery")], account: Some(account.id.clone()) }
        }
        (CodePurpose::Contact, Some(account)) => {
            // A contact of somebody else's gets no code; whoever asked learns nothing.
            let new = known.is_none().then(|| writing.code("account_contact"));
            let letters = new.into_iter().chain(writing.old_code()).collect();
            Codes { letters, account: Some(account.id.clone()) }
        }
        (CodePurpose::SignIn | CodePurpose::Recovery | CodePurpose::Contact, None) => nothing,
    }))
}

fn address(service: &Shared, party: &str) -> String {
    format!("{}/account/{party}", service.config.address())
}

struct Writing<'a> {
    service: &'a Shared,
    row: &'a AccountCode,
    party: &'a RelyingParty,
    unsent: &'a Unsent,
    person: Option<&'a Person>,
}

impl Writing<'_> {
    fn letter(&self, id: String, contact: &str, name: &str, code: &str) -> Sending {
        let language = Language::parse(&self.unsent.locale).unwrap_or_default();
        let values = [
            ("code", code),
            ("party", self.party.name.as_str()),
            ("minutes", &(VALID / 60_000).to_string()),
            ("address", &address(self.service, &self.party.id)),
        ];
        let word = self.person.and_then(|person| person.word.as_deref());
        let letter = with_word(language, letter(language, name, &values), word);
        Sending { id, party: self.party.clone(), contact: contact.to_owned(), letter }
    }

    fn code(&self, name: &str) -> Sending {
        self.letter(self.row.id.clone(), &self.unsent.reached.contact, name, &self.unsent.code)
    }

    /// The letter to the contact that there is.
    fn old_code(&self) -> Option<Sending> {
        let (person, code) = (self.person?, self.unsent.old_code.as_deref()?);
        Some(self.letter(format!("{}-old", self.row.id), &person.reached.contact, "account_contact_old", code))
    }
}
