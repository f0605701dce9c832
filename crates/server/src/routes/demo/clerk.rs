//! A clerk in a hurry: declines for the face whoever the comparison did not match, as it happens where nobody looks twice. The demonstration does that
//! by itself, so that its visitors come to the appeal, which is decided by people.

use super::scene::{sent, text};
use super::{Demo, code_of};
use crate::run::ServeError;
use crate::service::{Service, Shared};
use axum::http::{HeaderName, Method, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Weak;
use std::time::Duration;

/// How often the clerk looks.
const OFTEN: Duration = Duration::from_secs(2);
/// Why people are declined.
const REASON: &str = "face.mismatch";
const OWN_PAGE: HeaderName = HeaderName::from_static("x-candor-console");

/// Works until the service is gone.
pub(super) async fn works(service: Weak<Service>, demo: Demo) {
    let (mut cookie, mut seen) = (None, BTreeSet::new());
    loop {
        tokio::time::sleep(OFTEN).await;
        let Some(service) = service.upgrade() else { return };
        if let Err(cause) = glances(&service, &demo, &mut cookie, &mut seen).await {
            // A sign-in that ended, or a code that was used within the same half minute: the next glance begins anew.
            tracing::warn!(%cause, "the clerk of the demonstration is away");
            cookie = None;
        }
    }
}

async fn glances(
    service: &Shared,
    demo: &Demo,
    cookie: &mut Option<String>,
    seen: &mut BTreeSet<String>,
) -> Result<(), ServeError> {
    if cookie.is_none() {
        *cookie = Some(signs_in(service, demo).await?);
    }
    let cookie = cookie.clone().unwrap_or_default();
    let console = async |method: Method, path: &str, body: Value| {
        let headers = [(header::COOKIE, cookie.as_str()), (OWN_PAGE, "1")];
        Ok::<_, ServeError>(sent(service, method, &format!("/v1/console/{path}"), &headers, &body).await?.1)
    };
    let waiting = console(Method::GET, "cases?mode=test&kind=review", Value::Null).await?;
    for case in waiting["cases"].as_array().into_iter().flatten() {
        let id = text(case, "id");
        if !seen.insert(id.clone()) {
            continue;
        }
        console(Method::POST, &format!("cases/{id}/take"), json!({})).await?;
        console(Method::POST, &format!("cases/{id}/open"), json!({ "purpose": "decide" })).await?;
        let shown = console(Method::GET, &format!("cases/{id}"), Value::Null).await?;
        // Whatever else is amiss is for people.
        if !shown.to_string().contains(REASON) {
            console(Method::POST, &format!("cases/{id}/release"), json!({})).await?;
            continue;
        }
        let declined = json!({ "outcome": "declined", "reasons": [REASON] });
        console(Method::POST, &format!("cases/{id}/decision"), declined).await?;
    }
    Ok(())
}

/// Signs in with both factors, and gives the cookie.
async fn signs_in(service: &Shared, demo: &Demo) -> Result<String, ServeError> {
    let cookie = |headers: &axum::http::HeaderMap| {
        let set = headers.get(header::SET_COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        set.split(';').next().unwrap_or_default().to_owned()
    };
    let clerk = &demo.clerk;
    let password = json!({ "login": clerk.login, "password": clerk.password, "relying_party": demo.party });
    let own = (OWN_PAGE, "1");
    let (headers, _) =
        sent(service, Method::POST, "/v1/console/sign-in", std::slice::from_ref(&own), &password).await?;
    let first = cookie(&headers);
    let code = code_of(service, clerk).await.map_err(|problem| ServeError::Demo(problem.code().to_owned()))?;
    let both = [own, (header::COOKIE, first.as_str())];
    let code = json!({ "code": code });
    Ok(cookie(&sent(service, Method::POST, "/v1/console/second-factor", &both, &code).await?.0))
}
