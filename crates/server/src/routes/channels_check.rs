//! `POST /v1/channels/check`.

use super::channels::newest;
use crate::clock::written;
use crate::problem::Problem;
use crate::request::Body;
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::ChannelVersion;
use utoipa::ToSchema;
use verify::channel::{Answer, check};

/// What somebody wants to know about.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChannelQuestion {
    /// Whose channel it is said to be.
    relying_party: String,
    /// A link, mail address, telephone number or id of an app, as it stands in the message; at most 8 kB.
    #[schema(example = "https://utopia-login.test/verify")]
    what: String,
}

/// What is said of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ChannelAnswer {
    #[serde(flatten)]
    #[schema(inline)]
    said: ChannelSaid,
    /// The version of the list that it was held against.
    list_version: i64,
    /// Since when that version is published.
    updated_at: String,
}

/// The answer of the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ChannelSaid {
    /// `official`, `not_official` or `looks_like`.
    #[schema(example = "looks_like")]
    answer: String,
    /// `link`, `mailbox`, `phone` or `app`.
    kind: String,
    /// What was understood, safe to be shown: no parameters, and no name before an `@`.
    shown: String,
    /// The entry that it is, or imitates.
    entry: Option<String>,
    /// How: `confusable`, `typo`, `other_suffix`, `nested`, `swapped`, `added_word`, `userinfo`, `path`, `invitation_on_foreign_domain`,
    /// `app_outside_stores`, `other_certificate`, `package_look_alike`, `display_name` or `number_look_alike`.
    method: Option<String>,
    /// What is not seen at first sight: `http`, `userinfo`, `port`, `punycode`, `invisible`, `defanged`, `several`, `official_domain`,
    /// `country_assumed`, `certificate_unseen`, `official_signer` or `read_as_app`.
    hidden: Vec<String>,
}

impl ChannelAnswer {
    /// `answer`, of that version of the list.
    pub(super) fn new(answer: &Answer, row: &ChannelVersion) -> Self {
        let said = ChannelSaid {
            answer: name(&answer.answer),
            kind: name(&answer.kind),
            shown: answer.shown.clone(),
            entry: answer.entry.clone(),
            method: answer.method.map(|method| method.name().to_owned()),
            hidden: answer.hidden.iter().map(name).collect(),
        };
        Self { said, list_version: row.version, updated_at: written(row.created_at) }
    }
}

/// The name that programs know `value` by.
fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Check a link, mail address, telephone number or id of an app
///
/// Says whether it is one of the relying party's own, or imitates one. Nothing is opened or asked, and nothing is kept.
#[utoipa::path(post, path = "/v1/channels/check", tag = "public", request_body = ChannelQuestion,
    responses(
        (status = 200, description = "What is said of it", body = ChannelAnswer),
        (status = 404, description = "The relying party published no list"),
        (status = 422, description = "There is nothing in it that could be checked"),
    ))]
pub(crate) async fn check_channel(
    State(service): State<Shared>,
    Body { value, .. }: Body<ChannelQuestion>,
) -> Result<Json<ChannelAnswer>, Problem> {
    let (row, list) = newest(&service, &value.relying_party).await?;
    // A long text and a long list keep a core busy for a while; whoever asks something else does not wait for it.
    let checked = tokio::task::spawn_blocking(move || check(&list, &value.what)).await;
    let answer = checked
        .map_err(|cause| Problem::internal(&cause))?
        .map_err(|cause| Problem::unusable("channel.unreadable", cause.to_string()))?;
    Ok(Json(ChannelAnswer::new(&answer, &row)))
}
