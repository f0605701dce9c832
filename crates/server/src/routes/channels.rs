//! `PUT` and `GET /v1/channels`.

use crate::clock::written;
use crate::problem::Problem;
use crate::request::{Body, Caller, Party, Scope};
use crate::service::{RingSigner, Service, Shared};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::{Change, ChannelVersion, Step};
use utoipa::ToSchema;
use verify::channel::{App, ChannelList};
use verify::record::SignedRecord;

/// An app of a relying party.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChannelApp {
    /// What people call it.
    #[schema(example = "Utopia")]
    name: String,
    /// Its id on the device.
    #[schema(example = "example.utopia.wallet")]
    package: String,
    /// SHA-256 of each certificate that may sign it: 64 hexadecimal digits.
    certificates: Vec<String>,
    /// Addresses from which it may be had.
    stores: Vec<String>,
}

/// The channels of a relying party.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChannelsBody {
    /// Domains; subdomains are official with them.
    #[schema(example = json!(["utopia.example"]))]
    domains: Vec<String>,
    apps: Vec<ChannelApp>,
    /// Telephone numbers with the country's code.
    #[schema(example = json!(["+442079460123"]))]
    phones: Vec<String>,
    /// Mail addresses.
    #[schema(example = json!(["help@utopia.example"]))]
    mailboxes: Vec<String>,
}

/// The list of channels that is published.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ChannelsView {
    /// Its number; every change is a new version.
    list_version: i64,
    updated_at: String,
    domains: Vec<String>,
    apps: Vec<ChannelApp>,
    phones: Vec<String>,
    mailboxes: Vec<String>,
}

impl ChannelsView {
    fn new(row: &ChannelVersion, list: &ChannelList) -> Self {
        let app = |app: &App| ChannelApp {
            name: app.name.clone(),
            package: app.package.clone(),
            certificates: app.certificates.clone(),
            stores: app.stores.clone(),
        };
        Self {
            list_version: row.version,
            updated_at: written(row.created_at),
            domains: list.domains().to_vec(),
            apps: list.apps().iter().map(app).collect(),
            phones: list.phones().to_vec(),
            mailboxes: list.mailboxes().to_vec(),
        }
    }
}

impl From<ChannelApp> for App {
    fn from(app: ChannelApp) -> Self {
        Self { name: app.name, package: app.package, certificates: app.certificates, stores: app.stores }
    }
}

/// The newest list of a relying party. One that published none does not exist here.
pub(super) async fn newest(service: &Service, relying_party: &str) -> Result<(ChannelVersion, ChannelList), Problem> {
    let row = service.store.channels(relying_party).await?.ok_or_else(|| Problem::not_found("list of channels"))?;
    let record = SignedRecord::parse(&row.signed).map_err(|cause| Problem::internal(&cause))?;
    let list = ChannelList::of_record(&record).map_err(|cause| Problem::internal(&cause))?;
    Ok((row, list))
}

/// Publish the list of official channels
///
/// It replaces the one before as a new version, signed with the key of the server. It holds for test and live alike.
#[utoipa::path(put, path = "/v1/channels", tag = "channels", security(("secret_key" = [])), request_body = ChannelsBody,
    responses((status = 200, description = "Published", body = ChannelsView)))]
pub(crate) async fn put_channels(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Body { value, .. }: Body<ChannelsBody>,
) -> Result<Json<ChannelsView>, Problem> {
    party.may(Scope::Manage)?;
    let apps = value.apps.into_iter().map(App::from).collect();
    let list = ChannelList::new(value.domains, apps, value.phones, value.mailboxes)
        .map_err(|cause| Problem::unusable("channels.unusable", cause.to_string()))?;
    let now = service.now();
    let version = service.store.channels(&party.id).await?.map_or(0, |row| row.version) + 1;
    let signed = list.signed(&party.id, version, &written(now), &RingSigner(&service.ring));
    let signed = serde_json::to_string(&signed).map_err(|cause| Problem::internal(&cause))?;
    let row = ChannelVersion { relying_party: party.id.clone(), version, signed, created_at: now };
    let audit = caller.audit(party.actor(), "channels.published", &version.to_string());
    let steps = vec![Step::PutChannels(row.clone()), audit];
    service.store.commit(Change { relying_party: party.id.clone(), at: now, steps }).await?;
    Ok(Json(ChannelsView::new(&row, &list)))
}

/// Read the list of official channels
#[utoipa::path(get, path = "/v1/channels", tag = "channels", security(("secret_key" = [])),
    responses(
        (status = 200, description = "The newest version", body = ChannelsView),
        (status = 404, description = "None is published yet"),
    ))]
pub(crate) async fn channels(State(service): State<Shared>, party: Party) -> Result<Json<ChannelsView>, Problem> {
    party.may(Scope::Read)?;
    let (row, list) = newest(&service, &party.id).await?;
    Ok(Json(ChannelsView::new(&row, &list)))
}
