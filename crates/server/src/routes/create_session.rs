//! `POST /v1/sessions`.

use super::view::{SessionView, of};
use crate::idempotency::{IdempotencyKey, Key, written};
use crate::ids;
use crate::problem::Problem;
use crate::request::{Body, Caller, Party, Scope};
use crate::service::{Private, Settings, Shared, context, opened, sealed, sealed_private};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Deserializer, Serialize};
use store::{Applicant, Change, Mode, RelyingParty, Session, Step, Token};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, Type};
use verify::claim::DocumentType;
use verify::policy::Policy;
use verify::session::{Event, State as SessionState};

/// Letters of an address.
const MOST_LETTERS: usize = 2048;

/// How the applicant is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Contact {
    #[schema(example = "ada@example.org", max_length = 254, pattern = "^[!-?A-~]+@[!-?A-~]+$")]
    pub(crate) email: Option<String>,
    #[schema(example = "+4712345678", pattern = "^\\+[0-9]{6,15}$")]
    pub(crate) phone: Option<String>,
}

/// A session to be created.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSession {
    /// What you call the applicant; it must say nothing about the person. 1 to 128 letters.
    #[schema(example = "user-1001", min_length = 1, max_length = 128)]
    external_id: String,
    /// The name of the applicant's account with you, for the statement of an appeal. 1 to 128 letters.
    #[schema(min_length = 1, max_length = 128)]
    username: Option<String>,
    #[serde(default, deserialize_with = "object")]
    contact: Option<Contact>,
    /// `en` or `zh-CN`.
    #[schema(example = "en", pattern = "^(en|zh-CN)$")]
    locale: Option<String>,
    /// Where the applicant goes afterwards; it must begin with one of your allowed addresses.
    #[schema(max_length = 2048)]
    return_url: Option<String>,
    /// Which documents are asked for; what your policy takes when empty.
    #[serde(default)]
    #[schema(schema_with = document_types, required = false)]
    document_types: Vec<String>,
    /// What you want to find again; kept sealed.
    #[serde(default)]
    #[schema(value_type = Object)]
    metadata: serde_json::Map<String, serde_json::Value>,
}

impl NewSession {
    /// One for whoever holds an account, which is at `home`.
    pub(crate) fn of_account(
        account: String,
        username: String,
        contact: Contact,
        locale: String,
        home: String,
    ) -> Self {
        let (username, contact, locale, return_url) = (Some(username), Some(contact), Some(locale), Some(home));
        Self { external_id: account, username, contact, locale, return_url, ..Self::default() }
    }

    /// One for an applicant of that name, and nothing more.
    pub(crate) fn of(external_id: String) -> Self {
        Self { external_id, ..Self::default() }
    }
}

/// A session that was created.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CreatedSession {
    #[serde(flatten)]
    pub(crate) session: SessionView,
    /// Where the applicant begins. It holds the token: send it to nobody else.
    pub(crate) url: String,
    /// The applicant's token for this session, shown once.
    client_token: String,
}

/// What is known of a person, sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Known {
    pub(crate) username: Option<String>,
    pub(crate) contact: Contact,
}

/// Create a session
///
/// Returns the hosted address and the client token. With an `Idempotency-Key`, the same request again within a day gets the same answer.
#[utoipa::path(post, path = "/v1/sessions", tag = "sessions", security(("secret_key" = [])), request_body = NewSession,
    params(IdempotencyKey),
    responses((status = 201, description = "Created", body = CreatedSession)))]
pub(crate) async fn create_session(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    key: Key,
    Body { value, digest }: Body<NewSession>,
) -> Result<Response, Problem> {
    party.may(Scope::Write)?;
    if let Some(before) = key.before(&service, &party, &digest).await? {
        return Ok(before);
    }
    let row = service.party(&party.id).await?;
    let Creating { created, mut change } = creating(&service, row, party.mode, value).await?;
    change.steps.push(caller.audit(party.actor(), Event::Created.name(), &created.session.id));
    let body = written(&created)?;
    key.answered(&service, &party, &digest, change, (StatusCode::CREATED, body)).await
}

/// A session that is there once the change is made.
pub(crate) struct Creating {
    pub(crate) created: CreatedSession,
    pub(crate) change: Change,
}

/// Makes a session for `party`. The audit entry is left to whoever knows who asked.
pub(crate) async fn creating(
    service: &Shared,
    party: RelyingParty,
    mode: Mode,
    value: NewSession,
) -> Result<Creating, Problem> {
    let policy = service.policy(&party, mode)?;
    let settings = settings(&value, &party, &policy)?;
    let now = service.now();
    let id = ids::new("ses", now)?;
    let mut steps = Vec::new();
    let (applicant, data_key) = applicant(service, &party.id, mode, &value, &mut steps).await?;
    let private = Private { metadata: value.metadata, ..Private::default() };
    let mut session = Session {
        sealed: Some(sealed_private(&data_key, &id, &private)?),
        id,
        relying_party: party.id.clone(),
        mode,
        applicant: applicant.id.clone(),
        version: 1,
        state: SessionState::Created,
        attempts: 0,
        settings: settings.written()?,
        prechecks: 0,
        precheck_hour: 0,
        created_at: now,
        updated_at: now,
        expires_at: now + i64::from(service.config.unsubmitted_days) * 86_400_000,
    };
    let happened = service.happens(&mut session, Event::Created, 0)?;
    let token = ids::secret("client")?;
    let created = CreatedSession {
        session: of(&session, &applicant, u32::from(policy.attempts.most)),
        url: format!("{}/verify#{token}", service.config.address()),
        client_token: token.clone(),
    };
    let token = Token {
        hash: ids::hashed(&token),
        session: session.id.clone(),
        expires_at: session.expires_at,
        revoked_at: None,
    };
    steps.extend([Step::NewSession(session), Step::NewToken(token), happened]);
    Ok(Creating { created, change: Change { relying_party: party.id, at: now, steps } })
}

/// An object and nothing else: a list of a struct's values would be taken for the struct.
fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Contact>, D::Error> {
    let object = Option::<serde_json::Map<String, serde_json::Value>>::deserialize(deserializer)?;
    object.map(|object| serde_json::from_value(object.into()).map_err(serde::de::Error::custom)).transpose()
}

/// One of `words`, in the OpenAPI document.
pub(crate) fn word(words: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}

/// A list of them.
pub(crate) fn words(words: impl IntoIterator<Item = &'static str>) -> Array {
    ArrayBuilder::new().items(word(words)).build()
}

fn document_types() -> Array {
    words(DocumentType::ALL.map(DocumentType::name))
}

fn settings(value: &NewSession, row: &RelyingParty, policy: &Policy) -> Result<Settings, Problem> {
    let wrong = |detail: String| Err(Problem::unusable("session.unusable", detail));
    let printable = |text: &String| (1..=128).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if !printable(&value.external_id) {
        return wrong("`external_id` must be 1 to 128 printable letters".into());
    }
    if value.username.as_ref().is_some_and(|name| !printable(name)) {
        return wrong("`username` must be 1 to 128 printable letters".into());
    }
    for name in &value.document_types {
        let known = DocumentType::ALL.iter().find(|kind| kind.name() == name);
        if !known.is_some_and(|kind| policy.documents.accepted.contains(kind)) {
            return wrong(format!("`document_types` names {name:?}, which the policy does not take"));
        }
    }
    let locale = value.locale.clone().unwrap_or_else(|| "en".into());
    if !policy.languages.contains(&locale) {
        return wrong(format!(
            "`locale` is {locale:?}; the policy has {}",
            policy.languages.iter().cloned().collect::<Vec<_>>().join(", ")
        ));
    }
    if let Some(url) = &value.return_url {
        if url.len() > MOST_LETTERS {
            return wrong(format!("`return_url` is longer than {MOST_LETTERS} letters"));
        }
        let allowed = |start: &String| {
            let rest = url.strip_prefix(start.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        };
        if !row.return_urls.iter().any(allowed) {
            return wrong(
                "`return_url` begins with none of your allowed addresses; add it with `candor admin return-url`".into(),
            );
        }
    }
    let email = value.contact.as_ref().and_then(|contact| contact.email.as_ref());
    if email.is_some_and(|email| !is_email(email)) {
        return wrong("`contact.email` is no address".into());
    }
    let phone = value.contact.as_ref().and_then(|contact| contact.phone.as_ref());
    if phone.is_some_and(|phone| !is_phone(phone)) {
        return wrong("`contact.phone` must be `+` and 6 to 15 digits (E.164)".into());
    }
    if serde_json::to_vec(&value.metadata).map_or(0, |bytes| bytes.len()) > 16_384 {
        return wrong("`metadata` is larger than 16 KB".into());
    }
    Ok(Settings {
        locale,
        return_url: value.return_url.clone(),
        document_types: value.document_types.clone(),
        consents: vec![],
        erasure_asked_at: None,
        liveness_given_up_at: None,
        granted: 0,
        contact_codes: vec![],
        struck: [].into(),
    })
}

/// Whether letters can go to that address, as [`Contact`] describes it.
pub(crate) fn is_email(text: &str) -> bool {
    let letters = text.bytes().all(|byte| byte.is_ascii_graphic()) && text.matches('@').count() == 1;
    letters && text.len() <= 254 && text.parse::<lettre::Address>().is_ok()
}

/// Whether that is a telephone number with its country (E.164).
pub(crate) fn is_phone(text: &str) -> bool {
    let digits = |digits: &str| (6..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix('+').is_some_and(digits)
}

/// By which a contact, `email` or `phone`, is found again within one relying party and mode.
pub(crate) fn contact_index(service: &Shared, party: &str, mode: Mode, what: &str, text: &str) -> Vec<u8> {
    let owner = format!("{party}/{}", mode.name());
    service.ring.blind_index(&owner, what, text.trim().to_lowercase().as_bytes()).to_vec()
}

/// The applicant of that name, as known or new, and its key.
async fn applicant(
    service: &Shared,
    party: &str,
    mode: Mode,
    value: &NewSession,
    steps: &mut Vec<Step>,
) -> Result<(Applicant, vault::DataKey), Problem> {
    let known = service.store.applicant_called(party, mode, &value.external_id).await?;
    let mark =
        |what: &str, text: &Option<String>| text.as_ref().map(|text| contact_index(service, party, mode, what, text));
    let contact = value.contact.clone().unwrap_or_default();
    let (email_index, phone_index) = (mark("email", &contact.email), mark("phone", &contact.phone));
    let fresh = Known { username: value.username.clone(), contact };
    if let Some(mut applicant) = known {
        let key = service.live_key(&applicant.id).await?;
        let place = context("applicant", &applicant.id, "known");
        let before: Known =
            applicant.sealed.as_deref().map(|text| opened(&key, &place, text)).transpose()?.unwrap_or_default();
        // What is not said again stays.
        let merged = Known {
            username: fresh.username.or_else(|| before.username.clone()),
            contact: Contact {
                email: fresh.contact.email.or_else(|| before.contact.email.clone()),
                phone: fresh.contact.phone.or_else(|| before.contact.phone.clone()),
            },
        };
        if merged != before {
            applicant.sealed = Some(sealed(&key, &place, &merged)?);
            applicant.email_index = email_index.or(applicant.email_index);
            applicant.phone_index = phone_index.or(applicant.phone_index);
            steps.push(Step::PutApplicant(applicant.clone()));
        }
        return Ok((applicant, key));
    }
    let id = ids::new("app", service.now())?;
    let key = service.new_data_key(&id).await?;
    let applicant = Applicant {
        sealed: Some(sealed(&key, &context("applicant", &id, "known"), &fresh)?),
        id,
        relying_party: party.to_owned(),
        mode,
        external_id: value.external_id.clone(),
        email_index,
        phone_index,
        legal_hold: false,
        created_at: service.now(),
        redacted_at: None,
        receipt: None,
    };
    steps.push(Step::NewApplicant(applicant.clone()));
    Ok((applicant, key))
}
