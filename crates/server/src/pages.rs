//! The files of the web pages, as they are sent.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What the build put into the program: the path below the built folder, and its bytes.
static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The built pages: one page, and the files that it needs.
#[derive(Clone, Debug, Default)]
pub struct Pages(BTreeMap<String, File>);

#[derive(Clone, Debug)]
struct File {
    bytes: Bytes,
    /// The same under brotli, where the build wrote that beside it.
    brotli: Option<Bytes>,
    kind: HeaderValue,
    tag: HeaderValue,
}

impl Pages {
    /// Those that were there when the program was built; none otherwise.
    #[must_use]
    pub fn embedded() -> Self {
        Self::of(EMBEDDED.iter().map(|(name, bytes)| ((*name).to_owned(), Bytes::from_static(bytes))))
    }

    /// Pages of these files, each by its path; one with `.br` at its end is the one before it, compressed.
    #[must_use]
    pub fn of(files: impl IntoIterator<Item = (String, Bytes)>) -> Self {
        let (compressed, plain): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name.ends_with(".br"));
        let mut pages: BTreeMap<String, File> =
            plain.into_iter().map(|(name, bytes)| (name.clone(), File::of(&name, bytes))).collect();
        for (name, bytes) in compressed {
            if let Some(file) = name.strip_suffix(".br").and_then(|name| pages.get_mut(name)) {
                file.brotli = Some(bytes);
            }
        }
        Self(pages)
    }

    /// The file of that path, as an answer to whoever asks so. `None` when there is none.
    pub(crate) fn answer(&self, path: &str, asked: &HeaderMap) -> Option<Response> {
        let file = self.0.get(path)?;
        // Names of what the build puts there hold a hash of the content: it never changes under that name.
        let kept = if path.trim_start_matches("console/").starts_with("assets/") { IMMUTABLE } else { "no-cache" };
        let headers = [
            (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
            (header::ETAG, file.tag.clone()),
            (header::VARY, HeaderValue::from_static("accept-encoding")),
        ];
        if asked.get(header::IF_NONE_MATCH) == Some(&file.tag) {
            return Some((StatusCode::NOT_MODIFIED, headers).into_response());
        }
        let kind = [(header::CONTENT_TYPE, file.kind.clone())];
        Some(match file.brotli.as_ref().filter(|_| takes_brotli(asked)) {
            Some(brotli) => {
                let how = [(header::CONTENT_ENCODING, HeaderValue::from_static("br"))];
                (headers, kind, how, brotli.clone()).into_response()
            }
            None => (headers, kind, file.bytes.clone()).into_response(),
        })
    }
}

/// How long what never changes may be kept.
pub(crate) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

impl File {
    fn of(name: &str, bytes: Bytes) -> Self {
        let kind = mime_guess::from_path(name).first_or_octet_stream();
        let text = kind.type_() == "text" || kind.subtype() == "javascript";
        let kind = if text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
        let tag = format!("\"{}\"", &verify::record::hex(&Sha256::digest(&bytes))[..32]);
        let value = |text: &str| HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""));
        Self { bytes, brotli: None, kind: value(&kind), tag: value(&tag) }
    }
}

/// Whether the answer may be compressed by brotli (RFC 9110, section 12.5.3).
fn takes_brotli(asked: &HeaderMap) -> bool {
    let named = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()) == Some(0.0);
        name.trim().eq_ignore_ascii_case("br") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_goes_to_whoever_takes_it() {
        let asked =
            |value: &'static str| HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
        for (value, takes) in [
            ("gzip, deflate, br, zstd", true),
            ("BR;q=0.5", true),
            ("br;q=0, gzip", false),
            ("gzip", false),
            ("brotli", false),
        ] {
            assert_eq!(takes_brotli(&asked(value)), takes, "{value}");
        }
        assert!(!takes_brotli(&HeaderMap::new()));
    }
}
