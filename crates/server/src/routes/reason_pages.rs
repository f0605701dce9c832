//! `GET /reasons` and `GET /reasons/{code}`: what can stand in the way of a verification, for everybody, without script.

use crate::problem::Problem;
use crate::request::{Path, Query};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::fmt::Write as _;
use verify::reason::{Next, Tier, registry};
use verify::texts::{Explained, Language, explain, word};

const STYLE: &str = include_str!("reasons.css");
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// How a page is read.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Reading {
    lang: Option<String>,
}

/// The language that was asked for, by the address or by the browser: the first of which there are texts.
pub(crate) fn language(reading: &Reading, asked: &HeaderMap) -> Language {
    let of = |tag: &str| match tag.split(['-', ';']).next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "en" => Some(Language::English),
        "zh" => Some(Language::Chinese),
        _ => None,
    };
    let accepted = asked.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    reading.lang.as_deref().and_then(of).or_else(|| accepted.split(',').find_map(of)).unwrap_or_default()
}

/// `text` where HTML has text or a value between quotes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// The list of all reasons.
pub(crate) async fn list(Query(reading): Query<Reading>, asked: HeaderMap) -> Response {
    let language = language(&reading, &asked);
    let tag = language.tag();
    let mut body = format!("<p>{}</p>\n", escaped(&word(language, "page-reasons-what")));
    let mut group = "";
    let mut open = false;
    for reason in registry().iter().filter(|reason| reason.tier == Tier::Public) {
        let Some(Explained { code, told, .. }) = explain(language, &reason.code) else { continue };
        if group != reason.family() {
            group = reason.family();
            let end = if open { "</ul>\n" } else { "" };
            let _ = writeln!(body, "{end}<h2>{}</h2>\n<ul>", escaped(&word(language, &format!("page-group-{group}"))));
            open = true;
        }
        let _ = writeln!(
            body,
            "<li><a href=\"/reasons/{0}?lang={tag}\">{1}</a></li>",
            escaped(&code),
            escaped(&told.title)
        );
    }
    body.push_str("</ul>\n");
    page(language, &word(language, "page-reasons"), "/reasons", false, &body)
}

/// One reason, or a family of softened ones.
pub(crate) async fn reason(Path(code): Path<String>, Query(reading): Query<Reading>, asked: HeaderMap) -> Response {
    let language = language(&reading, &asked);
    let Some(Explained { code, told, next }) = explain(language, &code) else {
        return Problem::not_found("reason").into_response();
    };
    let next = match next {
        Next::Retry => "retry",
        Next::Correct => "correct",
        Next::Review => "review",
        Next::Final => "final",
        Next::Technical => "technical",
    };
    let parts = [
        ("report-saw", told.saw.clone()),
        ("report-need", told.need.clone()),
        ("report-do", told.remedy.clone()),
        ("page-next", word(language, &format!("page-next-{next}"))),
    ];
    let mut body = String::new();
    for (heading, text) in parts {
        let _ = writeln!(body, "<h2>{}</h2>\n<p>{}</p>", escaped(&word(language, heading)), escaped(&text));
    }
    let _ = writeln!(body, "<p><code>{}</code></p>", escaped(&code));
    page(language, &told.title, &format!("/reasons/{code}"), true, &body)
}

pub(crate) fn page(language: Language, title: &str, place: &str, of_list: bool, body: &str) -> Response {
    let other = Language::ALL.into_iter().find(|other| *other != language).unwrap_or_default();
    let (place, title) = (escaped(place), escaped(title));
    let words = |key: &str| escaped(&word(language, key));
    let (tag, other_tag) = (language.tag(), other.tag());
    let all =
        if of_list { format!("<a href=\"/reasons?lang={tag}\">{}</a>", words("page-all")) } else { String::new() };
    let text = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/reasons.css\">\n</head>\n<body>\n\
         <nav><a href=\"/verify\">{back}</a>{all}<a href=\"{place}?lang={other_tag}\" lang=\"{other_tag}\" hreflang=\"{other_tag}\">{switch}</a></nav>\n\
         <main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n",
        back = words("page-back"),
        switch = words("page-language"),
    );
    sent("text/html; charset=utf-8", text)
}

/// The looks of these pages.
pub(crate) async fn style() -> Response {
    sent("text/css; charset=utf-8", STYLE.to_owned())
}

fn sent(kind: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
        (header::VARY, HeaderValue::from_static("accept-language")),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_there_is_counts() {
        let language = |lang: Option<&str>, accepted: &'static str| {
            let asked = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted))]);
            language(&Reading { lang: lang.map(str::to_owned) }, &asked).tag()
        };
        assert_eq!(language(None, "fr-CH, zh-TW;q=0.9, en;q=0.8"), "zh-CN");
        assert_eq!(language(Some("en"), "zh-CN"), "en");
        assert_eq!((language(None, "fr"), language(Some("\"><x"), "")), ("en", "en"));
    }
}
