//! `GET /v1/applicant/session`.

use super::appeal::{Possible, possible};
use super::view::{Attempts, due_at};
use crate::appeals;
use crate::brand::PartyView;
use crate::clock::written;
use crate::problem::Problem;
use crate::request::{Applicant, Query};
use crate::service::{Service, Settings, Shared};
use crate::told;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::Session;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{IntoParams, ToSchema};
use verify::policy::Policy;

/// How it is read.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Reading {
    /// The language in which the decision is told; that of the session when not given.
    #[param(pattern = "^(en|zh-CN)$")]
    locale: Option<String>,
}

/// A file that was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceView {
    id: String,
    /// `front`, `back`, `selfie` or `liveness`.
    kind: String,
    size: u64,
    received: u64,
    /// The attempt that it was submitted with.
    attempt: Option<u32>,
}

/// The last word on something that was asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ConsentView {
    /// `processing` or `face`.
    kind: String,
    /// The version of the text that was shown.
    version: String,
    agreed: bool,
    at: String,
}

/// What the policy asks for, whatever was agreed to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Needs {
    selfie: bool,
    liveness: bool,
    /// Types of documents of which the back is needed too.
    back_for: Vec<&'static str>,
}

/// Whether a person can be asked to decide again.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AppealView {
    possible: bool,
    /// Until when it is or was; `null` while there is nothing to appeal against.
    until: Option<String>,
    /// Why not: `appeal.not_refused`, `appeal.window_closed`, `appeal.duplicate_open` or `appeal.decided`.
    why_not: Option<&'static str>,
    /// The appeal that is open.
    open: Option<OpenAppeal>,
}

/// An appeal, in short.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OpenAppeal {
    id: String,
    state: &'static str,
    receipt: Option<String>,
    due_at: Option<String>,
}

/// The liveness check.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LivenessView {
    /// `none`, `offered` while movements are asked for, `sent`, `passed`, or `given_up`.
    state: &'static str,
}

/// How long what is kept. Days for images and clips count from the end of the appeal window and from the decision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Retention {
    appeal_days: u16,
    evidence_days: u16,
    liveness_days: u16,
    record_days: u16,
}

/// The session, as the applicant sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ApplicantView {
    state: &'static str,
    /// `test` or `live`.
    mode: &'static str,
    attempts: Attempts,
    locale: String,
    relying_party: PartyView,
    return_url: Option<String>,
    /// Which documents can be used.
    document_types: Vec<String>,
    /// The last word of each kind.
    consents: Vec<ConsentView>,
    needs: Needs,
    liveness: LivenessView,
    retention: Retention,
    expires_at: String,
    /// When the result is due, while an attempt is with us.
    due_at: Option<String>,
    evidence: Vec<EvidenceView>,
    /// Whether a claim was entered.
    claim_entered: bool,
    /// The last decision: outcome, day, and every cause that the applicant may see, each told in the language.
    #[schema(schema_with = decided, required = false)]
    decision: Option<serde_json::Value>,
    appeal: AppealView,
}

fn decided() -> Object {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let findings = ArrayBuilder::new().items(ObjectBuilder::new().schema_type(Type::Object));
    let all = [("outcome", text().into()), ("decided_on", text().into()), ("findings", Schema::from(findings))];
    let nullable = SchemaType::from_iter([Type::Object, Type::Null]);
    let describe = |object: ObjectBuilder, (name, schema): (&str, Schema)| object.property(name, schema).required(name);
    let what =
        "The last decision: outcome, day, and every cause that the applicant may see, each told in the language.";
    // What a person wrote with it, where one decided.
    let words = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    let object = ObjectBuilder::new().schema_type(nullable).description(Some(what)).property("message", words);
    all.into_iter().fold(object, describe).build()
}

/// Read the session
#[utoipa::path(get, path = "/v1/applicant/session", tag = "applicant", security(("client_token" = [])), params(Reading),
    responses((status = 200, description = "Where it stands", body = ApplicantView)))]
pub(crate) async fn applicant_session(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    Query(reading): Query<Reading>,
) -> Result<Json<ApplicantView>, Problem> {
    let key = service.live_key(&session.applicant).await?;
    let party = service.party(&session.relying_party).await?;
    let policy = service.policy(&party, session.mode)?;
    let settings = Settings::of(&session);
    let language = told::language(reading.locale.as_deref(), &settings.locale)?;
    let given_up = settings.liveness_given_up_at.is_some();
    let private = Service::private(&key, &session)?;
    let decided = service.store.attempts(&session.id).await?.into_iter().rev().find(|attempt| attempt.copy.is_some());
    let decision = match &decided {
        Some(attempt) => told::counting(&service, &key, &session, attempt, language).await?,
        None => None,
    };
    let evidence = service.store.evidence_of(&session.id).await?.into_iter().map(|evidence| EvidenceView {
        id: evidence.id,
        kind: evidence.kind,
        size: evidence.size,
        received: evidence.received,
        attempt: evidence.attempt,
    });
    let accepted = || policy.documents.accepted.iter().map(|kind| kind.name().to_owned()).collect();
    Ok(Json(ApplicantView {
        state: session.state.name(),
        mode: session.mode.name(),
        attempts: Attempts { submitted: session.attempts, most: settings.most(&policy) },
        consents: consents(&settings),
        needs: Needs {
            selfie: policy.face.selfie_needed,
            liveness: policy.face.liveness_needed,
            back_for: policy.documents.back_needed.iter().map(|kind| kind.name()).collect(),
        },
        locale: settings.locale,
        relying_party: party.into(),
        return_url: settings.return_url,
        document_types: if settings.document_types.is_empty() { accepted() } else { settings.document_types },
        expires_at: written(session.expires_at),
        due_at: due_at(&service, &session, &policy).await?.map(written),
        evidence: evidence.collect(),
        claim_entered: private.claim.is_some(),
        decision,
        liveness: liveness(&service, &session, given_up).await?,
        retention: Retention {
            appeal_days: policy.retention.appeal_days,
            evidence_days: policy.retention.evidence_days,
            liveness_days: policy.retention.liveness_days,
            record_days: policy.retention.record_days,
        },
        appeal: appeal(&service, &key, &session, &policy).await?,
    }))
}

/// How far the liveness check has come. A clip that did not show what was asked for counts as none: another challenge is asked for.
async fn liveness(service: &Shared, session: &Session, given_up: bool) -> Result<LivenessView, Problem> {
    let last = service.store.challenges_of(&session.id).await?.pop();
    let state = match last {
        _ if given_up => "given_up",
        None => "none",
        Some(challenge) if challenge.passed => "passed",
        Some(challenge) if challenge.evidence.is_none() || challenge.spent_at.is_some() => "offered",
        Some(_) => "sent",
    };
    Ok(LivenessView { state })
}

fn consents(settings: &Settings) -> Vec<ConsentView> {
    let last = |kind: &str| settings.consents.iter().rev().find(|consent| consent.kind == kind);
    let view = |kind| {
        last(kind).map(|consent| ConsentView {
            kind: consent.kind.clone(),
            version: consent.version.clone(),
            agreed: consent.agreed,
            at: written(consent.at),
        })
    };
    ["processing", "face"].into_iter().filter_map(view).collect()
}

/// Whether a person can be asked to decide again, and the appeal in which one is.
async fn appeal(
    service: &Shared,
    key: &vault::DataKey,
    session: &Session,
    policy: &Policy,
) -> Result<AppealView, Problem> {
    let Possible { until, why_not, newest } = possible(service, key, session, policy).await?;
    let open = newest.filter(|appeal| appeals::is_open(appeal.state));
    Ok(AppealView {
        possible: why_not.is_none(),
        until: until.map(written),
        why_not,
        open: open.map(|appeal| OpenAppeal {
            id: appeal.id,
            state: appeal.state.name(),
            receipt: appeal.receipt,
            due_at: appeal.due_at.map(written),
        }),
    })
}
