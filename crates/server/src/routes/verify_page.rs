//! `GET /verify`: where an applicant begins, until the guided flow is there: it shows where the session stands.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

const PAGE: &str = include_str!("verify.html");
const SCRIPT: &str = include_str!("verify.js");
/// Nothing from elsewhere, nothing inline but the page's own style.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page. The token stays in the fragment, which browsers do not send.
pub(crate) async fn page() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (headers, PAGE).into_response()
}

/// Its script.
pub(crate) async fn script() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"))], SCRIPT).into_response()
}

#[cfg(test)]
mod tests {
    use verify::session::State;

    #[test]
    fn every_state_has_words_in_every_language() {
        let (english, chinese) = super::SCRIPT.split_once("'zh-CN': {").unwrap();
        for state in State::ALL {
            for (language, words) in [("en", english), ("zh-CN", chinese)] {
                assert!(words.contains(&format!("\n    {}: ['", state.name())), "{} in {language}", state.name());
            }
        }
    }
}
