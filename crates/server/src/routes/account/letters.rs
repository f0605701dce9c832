//! Letters to accounts. The holder's word stands in every one.

use super::code::{Unsent, VALID};
use super::{Person, Reached};
use crate::ids;
use crate::problem::Problem;
use crate::service::{Shared, context, opened, sealed};
use serde::{Deserialize, Serialize};
use store::{Account, AccountCode, AccountStep, CodePurpose, Mode, NewJob, RelyingParty, Step};
use verify::texts::{Language, Letter, letter};

/// Codes that are sent to one contact for one purpose in an hour; more are asked for in vain. Whoever asks for codes to register or recover with
/// somebody's contact leaves those that follow the right password alone.
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

/// The word of the account that an applicant is, if it is one and is reached by that contact: a relying party may give its applicants any.
pub(crate) async fn word_of(
    service: &Shared,
    party: &str,
    mode: Mode,
    external_id: &str,
    contact: &str,
) -> Result<Option<String>, Problem> {
    if !external_id.starts_with("acc_") {
        return Ok(None);
    }
    let account = service.store.account(external_id).await?;
    let own = account.filter(|account| account.relying_party == party && account.mode == mode);
    let Some(account) = own else { return Ok(None) };
    let person = Person::of(service, &account).await?.filter(|person| person.reached.contact == contact);
    Ok(person.and_then(|person| person.word))
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

/// What a code sends, and what is noted once it is sent.
pub(crate) struct Codes {
    pub(crate) letters: Vec<Sending>,
    pub(crate) noted: AccountStep,
}

/// What the code of that id sends: to whoever is registered a code to get in, and to whoever is not one to register. `None` when it is gone or was sent.
pub(crate) async fn codes(service: &Shared, id: &str) -> Result<Option<Codes>, Problem> {
    let Some(row) = service.store.account_code(id).await? else { return Ok(None) };
    let Some(unsent) = Unsent::of(service, &row)? else { return Ok(None) };
    let (hour, id) = (row.created_at - HOUR, row.id.clone());
    let asked = service.store.account_codes(row.purpose, &row.contact, hour, row.created_at).await?;
    if asked > MOST_AN_HOUR || row.expires_at <= service.now() {
        // What nobody was sent is nobody's to guess.
        return Ok(Some(Codes { letters: vec![], noted: AccountStep::EndCode { id } }));
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
    let locale = own.as_ref().map_or(&unsent.locale, |account| &account.locale);
    let language = Language::parse(locale).unwrap_or_default();
    let writing = Writing { service, row: &row, party: &party, unsent: &unsent, person: person.as_ref(), language };
    let letters = match (row.purpose, &own) {
        (CodePurpose::Registration, None) => vec![writing.code("account_code")],
        // Whoever is registered already learns it from the letter, and nobody else does.
        (CodePurpose::Registration, Some(_)) => vec![writing.code("account_known")],
        (CodePurpose::SignIn, Some(_)) => vec![writing.code("account_sign_in")],
        (CodePurpose::Recovery, Some(_)) => vec![writing.code("account_recovery")],
        (CodePurpose::Contact, Some(_)) => {
            // A contact of somebody else's gets no code; whoever asked learns nothing.
            let new = known.is_none().then(|| writing.code_to_new());
            new.into_iter().chain(writing.old_code()).collect()
        }
        (CodePurpose::SignIn | CodePurpose::Recovery | CodePurpose::Contact, None) => vec![],
    };
    let registers = row.purpose == CodePurpose::Registration;
    let account = own.filter(|_| !registers).map(|account| account.id);
    let needed = registers || row.purpose == CodePurpose::Contact;
    let sealed = needed.then(|| unsent.spent().sealed(service, &id)).transpose()?;
    Ok(Some(Codes { letters, noted: AccountStep::CodeSent { id, account, sealed } }))
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
    language: Language,
}

impl Writing<'_> {
    fn letter(&self, id: String, contact: &str, name: &str, code: &str, word: Option<&str>) -> Sending {
        let values = [
            ("code", code),
            ("party", self.party.name.as_str()),
            ("minutes", &(VALID / 60_000).to_string()),
            ("address", &address(self.service, &self.party.id)),
        ];
        let letter = with_word(self.language, letter(self.language, name, &values), word);
        Sending { id, party: self.party.clone(), contact: contact.to_owned(), letter }
    }

    fn word(&self) -> Option<&str> {
        self.person.and_then(|person| person.word.as_deref())
    }

    /// To the contact as it was registered, where it is: another spelling of it may be somebody else's.
    fn code(&self, name: &str) -> Sending {
        let reached = self.person.map_or(&self.unsent.reached, |person| &person.reached);
        self.letter(self.row.id.clone(), &reached.contact, name, &self.unsent.code, self.word())
    }

    /// The letter to the contact to be, without the word: it may be a stranger's, by a slip of the finger.
    fn code_to_new(&self) -> Sending {
        let contact = &self.unsent.reached.contact;
        self.letter(self.row.id.clone(), contact, "account_contact", &self.unsent.code, None)
    }

    /// The letter to the contact that there is.
    fn old_code(&self) -> Option<Sending> {
        let (person, code) = (self.person?, self.unsent.old_code.as_deref()?);
        Some(self.letter(
            format!("{}-old", self.row.id),
            &person.reached.contact,
            "account_contact_old",
            code,
            self.word(),
        ))
    }
}
