//! The demonstration: its letters, and what its visitors need beside them. It is there with `serve --demo` alone, and for this machine alone: passwords
//! of made-up people stand in it.

mod clerk;
mod scene;

use crate::clock::written;
use crate::mail::Copy;
use crate::problem::Problem;
use crate::request::Body;
use crate::run::{ServeError, owner_only, unwritable};
use crate::second_factor::SecondFactor;
use crate::service::Shared;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Mode;

/// The file among the keys that holds what a demonstration began with, so that it is the same after a restart.
const FILE: &str = "demo.json";
/// Milliseconds for which a code of a second factor is shown.
const STEP: i64 = 30_000;
/// What a request bears that came through something between.
const BETWEEN: [&str; 6] =
    ["x-forwarded-for", "forwarded", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];

/// Somebody who can sign in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Person {
    contact: String,
    password: String,
}

/// Somebody who decides.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Reviewer {
    user: String,
    login: String,
    password: String,
}

/// A demonstration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Demo {
    party: String,
    /// Of test mode.
    key: String,
    /// The invitation.
    code: String,
    link: String,
    /// Who invites.
    friend: Person,
    /// Who declines in a hurry.
    clerk: Reviewer,
    /// Who decides on appeals.
    reviewers: Vec<Reviewer>,
}

impl Demo {
    /// The address with the invitation.
    #[must_use]
    pub fn link(&self) -> &str {
        &self.link
    }
}

/// A demonstration as it is shown.
#[derive(Debug)]
pub(crate) struct Shown {
    demo: Demo,
    /// Where the photos of the newcomer lie.
    story: Option<PathBuf>,
}

/// Opens the demonstration; its first time makes "Utopia Exchange", somebody who invites, and two reviewers. `story` is the folder that
/// `candor specimen --story` drew.
///
/// # Errors
/// [`ServeError`] when it cannot be made, letters leave this machine, others reach it, or somebody else's data is there.
pub async fn open_demo(service: &Shared, story: Option<PathBuf>) -> Result<Demo, ServeError> {
    let place = service.config.keys.join(FILE);
    let kept = kept(service, &place).await?;
    alone(service, kept.as_ref()).await?;
    let cause = "letters of a demonstration stay on this machine; unset `smtp_url`".to_owned();
    if !service.mailer.keeps_copies() {
        return Err(ServeError::Demo(cause));
    }
    let demo = match kept {
        Some(demo) => demo,
        None => {
            let demo = scene::made(service).await?;
            let text = serde_json::to_vec(&demo).map_err(|cause| ServeError::Demo(cause.to_string()))?;
            owner_only(&place, &text).map_err(|cause| unwritable(&place, &cause))?;
            demo
        }
    };
    // A second one is as good as the first.
    if service.demo.set(Shown { demo: demo.clone(), story }).is_ok() {
        tokio::spawn(clerk::works(Arc::downgrade(service), demo.clone()));
    }
    Ok(demo)
}

/// Refuses to begin where others come, or where somebody real may be: a demonstration shows letters and passwords, and its clerk declines people.
async fn alone(service: &Shared, kept: Option<&Demo>) -> Result<(), ServeError> {
    let config = &service.config;
    let refused = |cause: String| Err(ServeError::Demo(cause));
    if !config.listen.ip().to_canonical().is_loopback() {
        let listen = config.listen;
        return refused(format!("it is for this machine alone, and `listen` is {listen}; listen on 127.0.0.1"));
    }
    let public = &config.public_url;
    let host = reqwest::Url::parse(public).ok().and_then(|url| url.host_str().map(names_this_machine));
    if !public.is_empty() && host != Some(true) {
        return refused(format!(
            "it is for this machine alone, and `public_url` is {public}; unset it, or name localhost"
        ));
    }
    for party in service.store.parties().await? {
        // One of the demonstration that is not kept was begun, and not finished.
        let own = [crate::run::FIRST, crate::demo::NAME, scene::NAME].contains(&party.name.as_str());
        let own = own || kept.is_some_and(|demo| demo.party == party.id);
        let live = service.store.keys(&party.id).await?.iter().any(|key| key.mode == Mode::Live);
        if !own || live {
            let (data, name) = (config.data.display(), party.name);
            return refused(format!(
                "{data} holds data of {name:?}, and a demonstration begins among its own; name other folders (--data, --keys)"
            ));
        }
    }
    Ok(())
}

/// What it began with, where its relying party is in this database.
async fn kept(service: &Shared, place: &Path) -> Result<Option<Demo>, ServeError> {
    let Ok(text) = std::fs::read(place) else { return Ok(None) };
    let Ok(demo) = serde_json::from_slice::<Demo>(&text) else { return Ok(None) };
    Ok(service.store.party(&demo.party).await?.map(|_| demo))
}

pub(super) fn router() -> Router<Shared> {
    Router::new().route("/v1/demo/inbox", get(inbox)).route("/v1/demo/trade", post(trade))
}

/// Somebody at this machine, where there is a demonstration. For everybody else there is none.
struct Visitor;

impl FromRequestParts<Shared> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_canonical());
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        // A page of elsewhere whose name was made to lead here brings its own name.
        let here = peer.is_some_and(|peer| peer.is_loopback()) && names_this_machine(host);
        let through = BETWEEN.iter().any(|name| parts.headers.contains_key(*name));
        match service.demo.get() {
            Some(_) if here && !through => Ok(Self),
            _ => Err(Problem::not_found("page")),
        }
    }
}

fn names_this_machine(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name).trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn shown(service: &Shared) -> Result<&Shown, Problem> {
    service.demo.get().ok_or_else(|| Problem::not_found("page"))
}

fn failed(cause: ServeError) -> Problem {
    Problem::internal(&cause)
}

/// The code of a second factor now; `None` where it was forgotten.
async fn code_of(service: &Shared, reviewer: &Reviewer) -> Result<Option<String>, Problem> {
    let sealed = service.store.user(&reviewer.user).await?.and_then(|user| user.second_factor);
    let factor = sealed.map(|sealed| SecondFactor::open(service, &reviewer.user, &sealed)).transpose()?;
    Ok(factor.map(|factor| factor.code(service.now())))
}

/// The newest account that came by the invitation.
async fn newcomer(service: &Shared, demo: &Demo) -> Result<Option<String>, Problem> {
    let path = format!("/v1/codes/{}/accounts", demo.code);
    let bound = scene::asked(service, Method::GET, &path, &demo.key, &Value::Null).await.map_err(failed)?;
    let last = bound["accounts"].as_array().and_then(|all| all.last());
    Ok(last.and_then(|one| one["account"].as_str()).map(str::to_owned))
}

/// The letters that were sent since the service began, who is there, and what comes next.
async fn inbox(State(service): State<Shared>, _: Visitor) -> Result<Json<Value>, Problem> {
    let Shown { demo, story } = shown(&service)?;
    let now = service.now();
    let mut reviewers = Vec::new();
    for reviewer in &demo.reviewers {
        let code = code_of(&service, reviewer).await?;
        reviewers.push(json!({ "login": reviewer.login, "password": reviewer.password, "code": code,
            "code_until": written((now / STEP + 1) * STEP) }));
    }
    let own = |copy: &Copy| copy.party.as_ref() == Some(&demo.party);
    let letters: Vec<Value> = service.mailer.copies().into_iter().filter(own).map(|copy| {
        json!({ "id": copy.id, "at": written(copy.at), "to": copy.to, "subject": copy.letter.subject, "text": copy.letter.text })
    }).collect();
    let address = service.config.address();
    let possible = newcomer(&service, demo).await?.is_some();
    Ok(Json(json!({
        "letters": letters,
        "relying_party": demo.party,
        "name": scene::NAME,
        "invitation": { "code": demo.code, "link": demo.link },
        "friend": { "email": demo.friend.contact, "password": demo.friend.password },
        "console": format!("{address}/console"),
        "reviewers": reviewers,
        "story": story.as_deref().map(told),
        "trade": { "possible": possible },
    })))
}

/// The newcomer's folder, and what stands on the document.
fn told(folder: &Path) -> Value {
    let claim = std::fs::read(folder.join("claim.json")).ok();
    let claim = claim.and_then(|text| serde_json::from_slice::<Value>(&text).ok());
    json!({ "folder": folder.display().to_string(), "claim": claim })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// A trade of whoever came last, as the relying party reports it.
async fn trade(State(service): State<Shared>, _: Visitor, Body { .. }: Body<Nothing>) -> Result<Json<Value>, Problem> {
    let Shown { demo, .. } = shown(&service)?;
    let account = newcomer(&service, demo).await?.ok_or_else(|| Problem::not_found("newcomer"))?;
    let now = service.now();
    let id = crate::ids::new("trd", now)?;
    let trade = json!({ "id": id, "account": account, "product_line": "spot", "fee": "12.500000", "currency": "USDT",
        "at": written(now) });
    let body = json!({ "trades": [trade] });
    let answer = scene::asked(&service, Method::POST, "/v1/trades", &demo.key, &body).await.map_err(failed)?;
    let result = &answer["results"][0];
    Ok(Json(json!({ "product_line": "spot", "fee": "12.500000", "currency": "USDT", "owner": result["owner"],
        "invited": result["invited"], "without": result["without"] })))
}

#[cfg(test)]
mod tests {
    use super::names_this_machine;

    #[test]
    fn a_page_of_elsewhere_is_not_this_machine() {
        for host in ["localhost:8080", "127.0.0.1:1", "[::1]:8080", "LOCALHOST", "127.0.0.1"] {
            assert!(names_this_machine(host), "{host}");
        }
        for host in ["utopia.example:8080", "127.0.0.1.evil.test", "localhost.evil.test:8080", "", "192.0.2.1:8080"] {
            assert!(!names_this_machine(host), "{host}");
        }
    }
}
