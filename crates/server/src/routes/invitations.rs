//! Invitation codes: what one promises, and the own ones.

use crate::clock::written;
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::rebates::text_of;
use crate::request::{Body, Caller, Party, Path, Scope};
use crate::routes::account::holder::{HOLDER, Holder};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Binding, Change, InvitationCode, LedgerStep, Mode, ProgrammeRow, Step, StoreError};
use utoipa::ToSchema;
use verify::invitation::{Code, NotBound, may_bind, shown};

/// How often a code is drawn that is there already.
const TRIES: u32 = 5;

/// A code that somebody was given.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Invitation {
    #[schema(max_length = 64)]
    relying_party: String,
    /// As it was written: in any case, with hyphens and spaces.
    #[schema(example = "K7M2-9QXD", max_length = 64)]
    code: String,
    /// The device's secret, by which the owner of the code is told that it is their own.
    #[serde(default)]
    #[schema(max_length = 200)]
    device: Option<String>,
}

/// A share of a product line.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct InvitationRate {
    product_line: String,
    owner: String,
    invited: String,
}

/// What an invitation promises.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct InvitationView {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "K7M2-9QXD")]
    code: Option<String>,
    /// The programme, where it is the own account's to choose.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Title, text, payer, rates, currencies, cap, bind_until, earns_days, zone and rounding.
    #[serde(flatten)]
    #[schema(value_type = InvitationTerms)]
    terms: serde_json::Value,
    /// SHA-256 of the canonical JSON (RFC 8785) of the terms alone; it is sent back by whoever agrees.
    terms_sha256: String,
}

/// The terms that are agreed to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct InvitationTerms {
    title: BTreeMap<String, String>,
    text: BTreeMap<String, String>,
    payer: String,
    rates: Vec<InvitationRate>,
    currencies: Vec<InvitationCurrency>,
    cap: Vec<InvitationCap>,
    bind_until: Option<String>,
    earns_days: Option<u32>,
    zone: String,
    #[schema(example = "half_even")]
    rounding: String,
}

/// A currency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct InvitationCurrency {
    currency: String,
    decimals: u8,
}

/// The most that the code's owner earns in a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct InvitationCap {
    currency: String,
    amount: String,
}

fn view(code: Option<&str>, row: &ProgrammeRow) -> Result<InvitationView, Problem> {
    let terms = text_of(&row.definition)?.terms();
    Ok(InvitationView {
        code: code.map(shown),
        id: code.is_none().then(|| row.id.clone()),
        terms_sha256: terms.sha256(),
        terms: serde_json::to_value(&terms).map_err(|cause| Problem::internal(&cause))?,
    })
}

fn unknown() -> Problem {
    let detail = "there is no such code; look whether every letter is right, or ask whoever gave it to you";
    Problem::new(StatusCode::NOT_FOUND, "invitation.unknown", detail)
}

fn refused(cause: NotBound) -> Problem {
    let detail = format!("{cause}; you can register without a code");
    match cause {
        NotBound::NotBegun => Problem::conflict("invitation.not_begun", detail),
        NotBound::Expired => Problem::conflict("invitation.expired", detail),
        NotBound::Closed => Problem::conflict("invitation.closed", detail),
        NotBound::Own => Problem::conflict("invitation.own", detail),
    }
}

async fn found(
    service: &Shared,
    (party, mode): (&str, Mode),
    typed: &str,
    who: Option<&str>,
) -> Result<(InvitationCode, ProgrammeRow), Problem> {
    let code = Code::read(typed).map_err(|_| unknown())?;
    let code = service.store.invitation_code(party, mode, code.letters()).await?.ok_or_else(unknown)?;
    let row = service.store.programme(&code.programme).await?.ok_or_else(unknown)?;
    let closed = code.closed_at.is_some() || row.ended_at.is_some();
    may_bind(&text_of(&row.definition)?, closed, &code.owner, who, service.now()).map_err(refused)?;
    Ok((code, row))
}

/// Look at an invitation
///
/// Codes that are not there are counted by network address.
#[utoipa::path(post, path = "/v1/invitations", tag = "accounts", request_body = Invitation,
    responses(
        (status = 200, description = "What it promises", body = InvitationView),
        (status = 404, description = "There is no such code", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It cannot be used: not begun, expired, closed, or your own", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn read_invitation(
    State(service): State<Shared>,
    caller: Caller,
    Body { value, .. }: Body<Invitation>,
) -> Result<Json<InvitationView>, Problem> {
    service.limits.invitations_left(&caller.origin, service.now())?;
    let party = service.store.party(&value.relying_party).await?;
    let mode = party.as_ref().and_then(|party| party.registration);
    let who = match &value.device {
        Some(device) => service.store.device_of(&ids::hashed(device)).await?,
        None => None,
    };
    let looked = match party.zip(mode) {
        Some((party, mode)) => found(&service, (&party.id, mode), &value.code, who.as_deref()).await,
        None => Err(unknown()),
    };
    match looked {
        Ok((code, row)) => Ok(Json(view(Some(&code.code), &row)?)),
        Err(problem) => {
            if problem.code() == "invitation.unknown" {
                service.limits.count_invitation(&caller.origin, service.now());
            }
            Err(problem)
        }
    }
}

/// The code with which somebody registers, and the terms that they were shown.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accepted {
    #[schema(max_length = 64)]
    code: String,
    /// The `terms_sha256` that was shown.
    #[schema(min_length = 64, max_length = 64)]
    terms_sha256: String,
}

/// The promise is another by now, or the code is closed.
pub(super) fn changed() -> Problem {
    let detail = "the terms of this invitation have changed since they were shown; look at them again";
    Problem::conflict("invitation.terms", detail)
}

/// Binds a new account to the code, if its terms are still those that were shown.
pub(crate) async fn binding(
    service: &Shared,
    caller: &Caller,
    (party, mode): (&str, Mode),
    account: &str,
    accepted: &Accepted,
) -> Result<Step, Problem> {
    service.limits.invitations_left(&caller.origin, service.now())?;
    let looked = found(service, (party, mode), &accepted.code, Some(account)).await;
    let (code, row) = match looked {
        Ok(found) => found,
        Err(problem) => {
            if problem.code() == "invitation.unknown" {
                service.limits.count_invitation(&caller.origin, service.now());
            }
            return Err(problem);
        }
    };
    let terms_sha256 = text_of(&row.definition)?.terms().sha256();
    if terms_sha256 != accepted.terms_sha256 {
        return Err(changed());
    }
    Ok(Step::Ledger(LedgerStep::NewBinding(Binding {
        account: account.to_owned(),
        relying_party: party.to_owned(),
        mode,
        code: code.code,
        programme: row.id,
        version: row.version,
        terms_sha256,
        bound_at: service.now(),
        verified_at: None,
        void_at: None,
        closed_at: None,
    })))
}

/// Programmes of which a code may be had.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OpenProgrammes {
    programmes: Vec<InvitationView>,
}

async fn open_ones(service: &Shared, holder: &Holder) -> Result<Vec<ProgrammeRow>, Problem> {
    let (party, now) = (&holder.account.relying_party, service.now());
    let mut rows = service.store.programmes(party, holder.account.mode).await?;
    let open = |row: &ProgrammeRow| {
        let promise = text_of(&row.definition)?;
        Ok::<bool, Problem>(may_bind(&promise, row.ended_at.is_some(), "", None, now).is_ok())
    };
    let mut kept = Vec::new();
    for row in rows.drain(..) {
        if open(&row)? {
            kept.push(row);
        }
    }
    Ok(kept)
}

/// List the programmes that are open
#[utoipa::path(get, path = "/v1/account/programmes", tag = "accounts", security(("account_token" = [])),
    responses((status = 200, description = "With their terms", body = OpenProgrammes)))]
pub(crate) async fn open_programmes(
    State(service): State<Shared>,
    holder: Holder,
) -> Result<Json<OpenProgrammes>, Problem> {
    let rows = open_ones(&service, &holder).await?;
    Ok(Json(OpenProgrammes { programmes: rows.iter().map(|row| view(None, row)).collect::<Result<_, _>>()? }))
}

/// Of which programme.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCode {
    #[schema(max_length = 64)]
    programme: String,
}

/// An own code.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CodeView {
    #[schema(example = "K7M2-9QXD")]
    code: String,
    programme: String,
    /// Where somebody registers with it.
    link: String,
    created_at: String,
}

fn code_view(service: &Shared, row: &InvitationCode) -> CodeView {
    let code = shown(&row.code);
    let link = format!("{}/account/{}/register#code={code}", service.config.address(), row.relying_party);
    CodeView { link, code, programme: row.programme.clone(), created_at: written(row.created_at) }
}

/// Get a code of a programme
///
/// One for each programme: asked again, it is the same.
#[utoipa::path(post, path = "/v1/account/codes", tag = "accounts", security(("account_token" = [])), request_body = NewCode,
    responses(
        (status = 201, description = "The code", body = CodeView),
        (status = 404, description = "There is no such programme that is open", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create_code(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
    Body { value, .. }: Body<NewCode>,
) -> Result<(StatusCode, Json<CodeView>), Problem> {
    let owner = &holder.account.id;
    let own = async || {
        let own = service.store.codes_of(owner).await?;
        Ok::<_, Problem>(own.into_iter().find(|code| code.programme == value.programme))
    };
    for _ in 0..TRIES {
        if let Some(row) = own().await? {
            return Ok((StatusCode::CREATED, Json(code_view(&service, &row))));
        }
        if !open_ones(&service, &holder).await?.iter().any(|row| row.id == value.programme) {
            return Err(Problem::not_found("programme"));
        }
        let now = service.now();
        let row = InvitationCode {
            code: Code::new(vault::random()?).letters().to_owned(),
            relying_party: holder.account.relying_party.clone(),
            mode: holder.account.mode,
            programme: value.programme.clone(),
            owner: owner.clone(),
            created_at: now,
            closed_at: None,
        };
        let steps = vec![Step::Ledger(LedgerStep::NewCode(row.clone())), caller.audit(HOLDER, "code.created", owner)];
        let change = Change { relying_party: row.relying_party.clone(), at: now, steps };
        match service.store.commit(change).await {
            Ok(()) => return Ok((StatusCode::CREATED, Json(code_view(&service, &row)))),
            // Somebody has this code, or it was made at the same moment.
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::busy(1, "no code could be drawn; try again"))
}

/// Own codes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Codes {
    codes: Vec<CodeView>,
}

/// List the own codes
#[utoipa::path(get, path = "/v1/account/codes", tag = "accounts", security(("account_token" = [])),
    responses((status = 200, description = "Oldest first", body = Codes)))]
pub(crate) async fn own_codes(State(service): State<Shared>, holder: Holder) -> Result<Json<Codes>, Problem> {
    let rows = service.store.codes_of(&holder.account.id).await?;
    Ok(Json(Codes { codes: rows.iter().map(|row| code_view(&service, row)).collect() }))
}

/// Who is bound to a code, by ids alone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BoundAccounts {
    /// `acc_...`, as they were bound.
    accounts: Vec<BoundAccount>,
}

/// An account that was invited.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BoundAccount {
    account: String,
    version: i64,
    terms_sha256: String,
    bound_at: String,
    verified_at: Option<String>,
    void_at: Option<String>,
}

/// List who is bound to a code
#[utoipa::path(get, path = "/v1/codes/{code}/accounts", tag = "rebates", security(("secret_key" = [])),
    params(("code" = String, Path, description = "`K7M2-9QXD`")),
    responses((status = 200, description = "By their ids", body = BoundAccounts)))]
pub(crate) async fn bound_accounts(
    State(service): State<Shared>,
    party: Party,
    Path(code): Path<String>,
) -> Result<Json<BoundAccounts>, Problem> {
    party.may(Scope::Read)?;
    let code = Code::read(&code).map_err(|_| Problem::not_found("code"))?;
    let mut rows = service.store.bound_to(&party.id, party.mode, code.letters()).await?;
    rows.sort_by_key(|row| row.bound_at);
    let view = |row: Binding| BoundAccount {
        account: row.account,
        version: row.version,
        terms_sha256: row.terms_sha256,
        bound_at: written(row.bound_at),
        verified_at: row.verified_at.map(written),
        void_at: row.void_at.map(written),
    };
    Ok(Json(BoundAccounts { accounts: rows.into_iter().map(view).collect() }))
}
