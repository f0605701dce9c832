//! What the OpenAPI document says of every operation alike: answers that any of them may give, and headers of answers.

use crate::problem::{CODES, ProblemBody};
use utoipa::PartialSchema as _;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::schema::{Object, Schema, SchemaType, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

/// Refusals by their status.
const ANSWERS: [(u16, &str); 13] = [
    (400, "The request cannot be used"),
    (401, "The key or token is missing or refused"),
    (403, "The key lacks the scope"),
    (404, "There is no such thing, or it is not yours"),
    (408, "The body did not come in time"),
    (409, "Not possible in this state, or changed at the same moment"),
    (410, "The personal data was deleted"),
    (413, "Too large"),
    (415, "Another content type is needed"),
    (422, "A value is not possible"),
    (429, "Too many requests"),
    (500, "Something failed on our side; nothing was changed"),
    (503, "Busy; try again"),
];

/// Headers that answers have.
const HEADERS: [(&str, Type, &str); 7] = [
    ("X-Request-Id", Type::String, "The name of the request, in the log and in problems"),
    ("RateLimit-Limit", Type::Integer, "Requests that whoever asks may make in a minute"),
    ("RateLimit-Remaining", Type::Integer, "Those that are left"),
    ("Retry-After", Type::Integer, "Seconds after which to try again"),
    ("WWW-Authenticate", Type::String, "`Bearer`"),
    ("Idempotent-Replayed", Type::String, "`true`: the answer that was given before under this `Idempotency-Key`"),
    ("Tus-Resumable", Type::String, "`1.0.0`"),
];

/// The document with what stands at every operation.
pub(crate) fn described(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_default();
    named(components);
    for (path, item) in &mut document.paths.paths {
        // An appeal is named by its session, and may not be there.
        let in_path = path.contains('{') || path.starts_with("/v1/applicant/appeal") || path == "/v1/appeals";
        let uploads = path.starts_with("/v1/applicant/evidence");
        for (method, operation) in operations(item) {
            let asked = Asked::of(operation, method, in_path);
            for (status, what) in ANSWERS.iter().filter(|(status, _)| asked.may(*status)) {
                let bare = method == "head" || uploads;
                // An answer to HEAD has no body, and those about uploads a header of their own.
                let answer = if bare { problem(what, method != "head").into() } else { shared(*status) };
                operation.responses.responses.entry(status.to_string()).or_insert(answer);
            }
            for (status, answer) in &mut operation.responses.responses {
                let RefOr::T(answer) = answer else { continue };
                headers(answer, status);
                if uploads {
                    header(answer, "Tus-Resumable");
                }
                if asked.again && status.starts_with('2') {
                    header(answer, "Idempotent-Replayed");
                }
            }
        }
    }
    document
}

/// What every answer shares, under its name.
fn named(components: &mut Components) {
    for (name, kind, what) in HEADERS {
        let header =
            HeaderBuilder::new().schema(Some(Object::with_type(SchemaType::Type(kind)))).description(Some(what));
        components.headers.insert(name.to_owned(), header.build().into());
    }
    for (status, what) in ANSWERS {
        let mut answer = problem(what, true);
        headers(&mut answer, &status.to_string());
        components.responses.insert(format!("problem_{status}"), answer.into());
    }
    let mut body = ProblemBody::schema();
    if let RefOr::T(Schema::Object(body)) = &mut body
        && let Some(RefOr::T(Schema::Object(code))) = body.properties.get_mut("code")
    {
        let codes: Vec<String> = CODES.iter().map(|(code, status)| format!("`{code}` ({status})")).collect();
        let what = format!("Stable; programs may depend on it. {}; there may be more.", codes.join(", "));
        code.description = Some(what);
    }
    components.schemas.insert("ProblemBody".to_owned(), body);
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("get", &mut item.get),
        ("head", &mut item.head),
        ("options", &mut item.options),
        ("post", &mut item.post),
        ("put", &mut item.put),
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// What is asked of whom, as far as answers follow from it.
#[derive(Clone, Copy)]
struct Asked {
    key: bool,
    token: bool,
    in_path: bool,
    parameters: bool,
    body: bool,
    changes: bool,
    again: bool,
}

impl Asked {
    fn of(operation: &Operation, method: &str, in_path: bool) -> Self {
        let secured = |name: &str| {
            let wanted = SecurityRequirement::new(name, [""; 0]);
            operation.security.as_ref().is_some_and(|all| all.contains(&wanted))
        };
        let again = operation.parameters.iter().flatten().any(|parameter| {
            matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Header && parameter.name == "Idempotency-Key")
        });
        Self {
            key: secured("secret_key"),
            token: secured("client_token") || secured("waiting_token") || secured("account_token"),
            in_path,
            parameters: operation.parameters.is_some(),
            body: operation.request_body.is_some(),
            changes: !matches!(method, "get" | "head" | "options"),
            again,
        }
    }

    const fn may(self, status: u16) -> bool {
        let secured = self.key || self.token;
        match status {
            400 => self.parameters || self.body,
            401 => secured,
            403 => self.key,
            404 => secured && self.in_path,
            408 | 413 | 415 => self.body,
            409 => secured && self.changes,
            410 => self.token,
            422 => self.body || self.again,
            _ => true,
        }
    }
}

/// A refusal that is described once for all.
fn shared(status: u16) -> RefOr<Response> {
    RefOr::Ref(Ref::from_response_name(format!("problem_{status}")))
}

fn problem(what: &str, with_body: bool) -> Response {
    let answer = ResponseBuilder::new().description(what);
    if !with_body {
        return answer.build();
    }
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
    answer.content("application/problem+json", body).build()
}

fn header(answer: &mut Response, name: &str) {
    let at = RefOr::Ref(Ref::new(format!("#/components/headers/{name}")));
    answer.headers.entry(name.to_owned()).or_insert(at);
}

fn headers(answer: &mut Response, status: &str) {
    for name in ["X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining"] {
        header(answer, name);
    }
    match status {
        "401" => header(answer, "WWW-Authenticate"),
        "423" | "429" | "503" => header(answer, "Retry-After"),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use std::collections::BTreeMap;
    use std::path::Path;

    fn sources(folder: &Path, all: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, all);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("answers.rs") {
                all.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    /// The code that a call names first, and its status where that is written there.
    fn named(call: &str, after: &str) -> Option<(String, Option<u16>)> {
        let (before, rest) = after.split_once('"')?;
        let code = rest.split('"').next()?;
        let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || b"_.".contains(&byte));
        let status = match call {
            "conflict(" => Some(409),
            "unusable(" => Some(422),
            _ => before.split_once("StatusCode::").and_then(|(_, name)| {
                let name = name.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_').next()?;
                let spelled = |status: StatusCode| {
                    status.canonical_reason().map(|reason| reason.to_uppercase().replace(' ', "_"))
                };
                (400..600).find(|status| StatusCode::from_u16(*status).ok().and_then(spelled).as_deref() == Some(name))
            }),
        };
        is_code.then(|| (code.to_owned(), status))
    }

    #[test]
    fn every_code_stands_in_the_document() {
        let mut all = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        // These are the names of reasons.
        let mut found = BTreeMap::from(
            [
                "appeal.decided",
                "appeal.duplicate_open",
                "appeal.not_refused",
                "appeal.window_closed",
                "policy.attempts_exhausted",
                "policy.open_submission",
            ]
            .map(|code| (code.to_owned(), 409)),
        );
        found.insert("appeal.contact_unproven".to_owned(), 403);
        for text in &all {
            let of_problems = text.contains("pub struct Problem {");
            for call in ["new(", "conflict(", "unusable("] {
                for kind in ["Problem::", "Self::"].into_iter().filter(|kind| of_problems || *kind == "Problem::") {
                    for after in text.split(&format!("{kind}{call}")).skip(1) {
                        let Some((code, status)) = named(call, after) else { continue };
                        let status = status
                            .or_else(|| CODES.iter().find(|(known, _)| *known == code).map(|(_, status)| *status));
                        found.insert(code, status.unwrap_or_default());
                    }
                }
            }
        }
        let listed: BTreeMap<String, u16> = CODES.iter().map(|(code, status)| ((*code).to_owned(), *status)).collect();
        assert_eq!(listed, found);
    }

    /// Schemas are named by their types: of two types of one name the document would hold one.
    #[test]
    fn no_two_schemas_have_one_name() {
        let mut all = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        let mut names = std::collections::BTreeSet::new();
        for text in &all {
            for derived in text.split("#[derive(").skip(1) {
                let Some((derives, rest)) = derived.split_once(")]") else { continue };
                let named = rest.lines().find(|line| line.contains("struct ") || line.contains("enum "));
                let Some(line) = named.filter(|_| derives.contains("ToSchema")) else { continue };
                let words = line.split(|letter: char| !letter.is_alphanumeric());
                let name = words.skip_while(|word| !matches!(*word, "struct" | "enum")).nth(1).unwrap_or_default();
                assert!(names.insert(name.to_owned()), "two types are called {name}");
            }
        }
        assert!(names.len() > 50, "{}", names.len());
    }

    #[test]
    fn every_operation_says_what_it_may_answer() {
        let document = serde_json::to_value(crate::routes::document()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let answers = operation["responses"].as_object().unwrap();
                for status in ["429", "500", "503"] {
                    assert!(answers.contains_key(status), "{method} {path} {status}");
                }
                let secured = operation["security"].is_array();
                assert_eq!(secured, answers.contains_key("401"), "{method} {path}");
                for (status, answer) in answers.iter().filter(|(_, answer)| answer["$ref"].is_null()) {
                    assert!(answer["headers"]["X-Request-Id"].is_object(), "{method} {path} {status}");
                }
            }
        }
        let busy = &document["components"]["responses"]["problem_503"];
        assert!(busy["headers"]["Retry-After"].is_object() && busy["content"]["application/problem+json"].is_object());
    }
}
