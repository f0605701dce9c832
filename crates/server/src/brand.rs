//! How a relying party shows itself to applicants: what may be set, and how it is shown.

use crate::routes::{is_email, is_phone};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use store::RelyingParty;
use thiserror::Error;
use utoipa::ToSchema;

/// Bytes of a logo.
const MOST_BYTES: usize = 32 * 1024;
/// What text must differ by from what it stands on (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// What cannot be shown.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BrandError {
    /// Too large.
    #[error("the logo has {0} bytes; at most {MOST_BYTES} are shown, so make it smaller")]
    Large(usize),
    /// No picture that every browser shows.
    #[error("the logo must be a PNG, WebP or SVG picture")]
    Kind,
    /// Something in it could run, or be fetched from elsewhere.
    #[error("the logo has {0}, which could run or load something; save it as plain SVG, or as PNG")]
    Active(String),
    /// No colour.
    #[error("{0:?} is no colour; write `#` and six hexadecimal digits, such as #1f5fbf")]
    Colour(String),
    /// No way to reach anybody.
    #[error("{0}")]
    Support(&'static str),
}

/// A logo of those bytes, as a `data:` address.
///
/// # Errors
/// [`BrandError`] when it is too large, no picture, or could run something.
pub fn logo(bytes: &[u8]) -> Result<String, BrandError> {
    if bytes.len() > MOST_BYTES {
        return Err(BrandError::Large(bytes.len()));
    }
    let kind = match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => {
            still(std::str::from_utf8(bytes).map_err(|_| BrandError::Kind)?)?;
            "image/svg+xml"
        }
    };
    Ok(format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes)))
}

/// That a drawing draws, and does nothing else. Pages show it as a picture, in which nothing runs; this is a second wall.
fn still(text: &str) -> Result<(), BrandError> {
    // A document type is refused by the reader.
    let document = roxmltree::Document::parse(text).map_err(|_| BrandError::Kind)?;
    if document.root_element().tag_name().name() != "svg" {
        return Err(BrandError::Kind);
    }
    const ACTIVE: [&str; 10] =
        ["script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "set", "animate", "a"];
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name().name().to_ascii_lowercase();
        if ACTIVE.contains(&name.as_str()) {
            return Err(BrandError::Active(format!("the element `{name}`")));
        }
        let styles = element.text().filter(|_| name == "style").unwrap_or_default();
        for (name, value) in element.attributes().map(|one| (one.name(), one.value())).chain([("style", styles)]) {
            let (name, value) = (name.to_ascii_lowercase(), value.trim().to_ascii_lowercase());
            let elsewhere = name == "href" && !value.starts_with('#') && !value.starts_with("data:image/");
            let fetches = value.replace("url(#", "").contains("url(")
                || value.contains("@import")
                || value.contains("javascript:");
            if name.starts_with("on") || elsewhere || fetches || name == "src" {
                return Err(BrandError::Active(format!("the attribute `{name}`")));
            }
        }
    }
    Ok(())
}

/// A colour, in small letters.
///
/// # Errors
/// [`BrandError`] when it is none.
pub fn accent(text: &str) -> Result<String, BrandError> {
    channels(text).map(|_| text.to_ascii_lowercase()).ok_or_else(|| BrandError::Colour(text.to_owned()))
}

fn channels(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    verify::record::unhex(&digits.to_ascii_lowercase())?.try_into().ok()
}

/// The text that can be read on a colour, white or black, and by how much the two differ. One of the two always can: whatever the
/// colour, the better one differs by more than WCAG 2.2 asks for. White where both can.
#[must_use]
pub fn text_on(accent: &str) -> Option<(&'static str, f64)> {
    let linear = channels(accent)?.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    let luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    let (white, black) = (1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05);
    Some(if white >= LEAST_CONTRAST { ("#ffffff", white) } else { ("#000000", black) })
}

/// An address where applicants get help.
///
/// # Errors
/// [`BrandError`] when letters cannot go there.
pub fn support_email(text: &str) -> Result<String, BrandError> {
    let wrong = "the support address must be an e-mail address, such as help@exchange.example";
    if is_email(text) { Ok(text.to_owned()) } else { Err(BrandError::Support(wrong)) }
}

/// A number where applicants get help.
///
/// # Errors
/// [`BrandError`] when it is none.
pub fn support_phone(text: &str) -> Result<String, BrandError> {
    let wrong = "the support number must be `+` and 6 to 15 digits (E.164)";
    if is_phone(text) { Ok(text.to_owned()) } else { Err(BrandError::Support(wrong)) }
}

/// A page where applicants get help.
///
/// # Errors
/// [`BrandError`] when it is none.
pub fn support_url(text: &str) -> Result<String, BrandError> {
    let wrong = "the support page must be an address that begins with https://";
    if crate::run::may_return(text) { Ok(text.to_owned()) } else { Err(BrandError::Support(wrong)) }
}

/// The relying party, as applicants see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PartyView {
    name: String,
    /// A `data:` address of a PNG, WebP or SVG picture.
    logo: Option<String>,
    #[schema(example = "#1f5fbf")]
    accent: Option<String>,
    /// White or black: the text that can be read on `accent`.
    #[schema(example = "#ffffff")]
    on_accent: Option<&'static str>,
    support: Support,
}

/// Where it helps.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Support {
    email: Option<String>,
    phone: Option<String>,
    url: Option<String>,
}

impl From<RelyingParty> for PartyView {
    fn from(party: RelyingParty) -> Self {
        let brand = party.brand;
        Self {
            name: party.name,
            on_accent: brand.accent.as_deref().and_then(text_on).map(|(text, _)| text),
            logo: brand.logo,
            accent: brand.accent,
            support: Support { email: brand.support_email, phone: brand.support_phone, url: brand.support_url },
        }
    }
}

impl PartyView {
    /// Where it helps.
    pub(crate) fn into_support(self) -> Support {
        self.support
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_a_small_picture_that_does_nothing() {
        let svg = |inside: &str| {
            logo(format!(r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</svg>"#).as_bytes())
        };
        assert!(
            svg(r##"<path d="M0 0h9" fill="url(#a)"/><use href="#b"/><style>path { fill: red }</style>"##)
                .is_ok_and(|shown| shown.starts_with("data:image/svg+xml;base64,"))
        );
        for active in [
            "<script>x</script>",
            "<g><SCRIPT/></g>",
            r#"<path onload="x()"/>"#,
            r#"<a href="javascript:x()"/>"#,
            r#"<use xlink:href="https://one.example/x.svg#a"/>"#,
            r#"<image href="data:text/html,x"/>"#,
            "<style>@import 'https://one.example/x.css'</style>",
            r#"<rect style="fill: url( https://one.example/x )"/>"#,
            "<foreignObject/>",
        ] {
            assert!(matches!(svg(active), Err(BrandError::Active(_))), "{active}");
        }
        for none in [&b"<html/>"[..], b"GIF89a", b"", b"<svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>"] {
            assert_eq!(logo(none), Err(BrandError::Kind), "{none:?}");
        }
        let png = [&[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a][..], &[0; MOST_BYTES]].concat();
        assert!(matches!(logo(&png), Err(BrandError::Large(_))));
        assert!(logo(&png[..100]).is_ok_and(|shown| shown.starts_with("data:image/png;base64,")));
    }

    #[test]
    fn on_every_colour_there_is_text_that_can_be_read() {
        for (colour, text) in
            [("#ffffff", "#000000"), ("#000000", "#ffffff"), ("#1F5FBF", "#ffffff"), ("#f0b90b", "#000000")]
        {
            assert_eq!(text_on(colour).map(|(text, _)| text), Some(text), "{colour}");
        }
        let steps = || (0..=255u8).step_by(5);
        for (red, green, blue) in
            steps().flat_map(|red| steps().flat_map(move |green| steps().map(move |blue| (red, green, blue))))
        {
            let (_, contrast) = text_on(&format!("#{red:02x}{green:02x}{blue:02x}")).unwrap();
            assert!(contrast >= LEAST_CONTRAST, "#{red:02x}{green:02x}{blue:02x} {contrast}");
        }
        for none in ["1f5fbf", "#1f5fb", "#1f5fbg", "red", "#1f5fbf;", "#1f5fbf0"] {
            assert_eq!(accent(none), Err(BrandError::Colour(none.into())));
        }
    }
}
