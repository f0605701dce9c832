//! The sentences that people read, in their language. One folder, `texts/`, is used here and by the web alike.

use crate::finding::{AnyFinding, ApplicantFinding, Evidence, Measured, Value};
use crate::reason::{Next, family};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// A language that all texts are there in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Chinese in simplified characters.
    #[serde(rename = "zh-CN")]
    Chinese,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// BCP 47.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language of that tag. `None` when there is none.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    const fn sources(self) -> [&'static str; 5] {
        match self {
            Self::English => [
                include_str!("../../../texts/en/reasons.ftl"),
                include_str!("../../../texts/en/report.ftl"),
                include_str!("../../../texts/en/mail.ftl"),
                include_str!("../../../texts/en/pages.ftl"),
                include_str!("../../../texts/en/channels.ftl"),
            ],
            Self::Chinese => [
                include_str!("../../../texts/zh-CN/reasons.ftl"),
                include_str!("../../../texts/zh-CN/report.ftl"),
                include_str!("../../../texts/zh-CN/mail.ftl"),
                include_str!("../../../texts/zh-CN/pages.ftl"),
                include_str!("../../../texts/zh-CN/channels.ftl"),
            ],
        }
    }
}

/// A reason told to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// In a few words.
    pub title: String,
    /// What we saw.
    pub saw: String,
    /// What is needed.
    pub need: String,
    /// What to do.
    #[serde(rename = "do")]
    pub remedy: String,
}

type Bundle = FluentBundle<FluentResource>;

fn bundle(language: Language) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; 2] = [const { OnceLock::new() }; 2];
    BUNDLES[language as usize].get_or_init(|| made(language, &language.sources()))
}

/// What the applicant's pages have, which is loaded where it is asked for alone.
fn pages(language: Language) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; 2] = [const { OnceLock::new() }; 2];
    BUNDLES[language as usize].get_or_init(|| {
        let sources = match language {
            Language::English => {
                [include_str!("../../../texts/en/apply.ftl"), include_str!("../../../texts/en/appeal.ftl")]
            }
            Language::Chinese => {
                [include_str!("../../../texts/zh-CN/apply.ftl"), include_str!("../../../texts/zh-CN/appeal.ftl")]
            }
        };
        made(language, &sources)
    })
}

fn made(language: Language, sources: &[&str]) -> Bundle {
    let tag = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Marks around what is put in would be shown by terminals that do not know them.
    bundle.set_use_isolating(false);
    for source in sources {
        // A test reads every message, so a part that cannot be read is found there.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn message(
    language: Language,
    key: &str,
    attribute: Option<&str>,
    arguments: Option<&FluentArgs<'_>>,
) -> Option<String> {
    in_bundle(bundle(language), key, attribute, arguments)
}

fn in_bundle(
    bundle: &Bundle,
    key: &str,
    attribute: Option<&str>,
    arguments: Option<&FluentArgs<'_>>,
) -> Option<String> {
    let message = bundle.get_message(key)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    Some(bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned())
}

/// A word or sentence of reports. The key itself when there is none: a report with a key in it is better than none.
#[must_use]
pub fn word(language: Language, key: &str) -> String {
    message(language, key, None, None).unwrap_or_else(|| key.to_owned())
}

/// The message of that name, with `values` put in. The name itself when there is none.
#[must_use]
pub fn put(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    message(language, key, None, Some(&named(values))).unwrap_or_else(|| key.to_owned())
}

/// The message of that name as the applicant's pages show it, with `values` put in. The name itself when there is none.
#[must_use]
pub fn on_page(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    in_bundle(pages(language), key, None, Some(&named(values))).unwrap_or_else(|| key.to_owned())
}

fn named<'a>(values: &[(&'a str, &'a str)]) -> FluentArgs<'a> {
    let mut arguments = FluentArgs::new();
    for (name, value) in values {
        arguments.set(*name, *value);
    }
    arguments
}

/// A letter, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject, one line.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// The letter of that name, with `values` put in. Line ends in values become spaces, so that nobody writes a header through them.
#[must_use]
pub fn letter(language: Language, name: &str, values: &[(&str, &str)]) -> Letter {
    let key = format!("mail-{name}");
    let mut arguments = FluentArgs::new();
    for (name, value) in values {
        arguments.set(*name, value.replace(char::is_control, " "));
    }
    let part = |attribute| message(language, &key, attribute, Some(&arguments)).unwrap_or_default();
    Letter { subject: part(None), text: part(Some("text")) }
}

/// `value` with its unit, as people read it.
#[must_use]
pub fn shown(language: Language, value: &Value, unit: Option<&str>) -> String {
    match (value, unit) {
        (Value::Text(text), _) => listed(language, text),
        (Value::Number(number), Some("share")) => format!("{} %", trimmed(number * 100.0)),
        (Value::Number(number), Some("cosine") | None) => trimmed(*number),
        (Value::Number(number), Some(unit)) => {
            let key = format!("unit-{}", unit.replace(' ', "-"));
            let mut arguments = FluentArgs::new();
            arguments.set("count", *number);
            let name = message(language, &key, None, Some(&arguments)).unwrap_or(key);
            format!("{} {name}", trimmed(*number))
        }
    }
}

/// Words that stand for something are said in the language: types of documents, sides, names of checks and codes.
fn listed(language: Language, text: &str) -> String {
    let one = |part: &str| {
        let key = format!("word-{}", part.replace(['_', '.'], "-"));
        message(language, &key, None, None)
            .or_else(|| part.contains('.').then(|| message(language, &part.replace('.', "-"), None, None)).flatten())
            .unwrap_or_else(|| part.to_owned())
    };
    text.split(", ").map(one).collect::<Vec<_>>().join(", ")
}

fn trimmed(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Tells a finding to the applicant.
#[must_use]
pub fn tell(language: Language, finding: &ApplicantFinding) -> Told {
    tell_again(language, finding.code(), finding.measured())
}

/// Tells a finding of which code and measurement were kept as the applicant may see them, in whichever language is asked for now.
#[must_use]
pub fn tell_again(language: Language, code: &str, measured: &Measured) -> Told {
    told(language, &key_of(code), measured)
}

/// A softened finding is told as its family.
fn key_of(code: &str) -> String {
    if code == family(code) { format!("family-{code}") } else { code.replace('.', "-") }
}

/// A reason as everybody may read it, without a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The code, or for a softened reason its family.
    pub code: String,
    /// What it is about, and what to do.
    pub told: Told,
    /// What comes after it.
    pub next: Next,
}

/// Explains a reason, or a family of softened ones, to everybody. A sentence that needs a value of a case gives way to one that says where
/// the value stands. `None` when there is no such reason, or applicants must not see it.
#[must_use]
pub fn explain(language: Language, code: &str) -> Option<Explained> {
    let (code, next) = match AnyFinding::of_code(code, Evidence::Front) {
        Some(finding) => {
            let shown = finding.for_applicant()?;
            (shown.code().to_owned(), shown.next())
        }
        None => (code.to_owned(), Next::Review),
    };
    let key = key_of(&code);
    let part = |attribute, in_general| plain(language, &key, attribute).or_else(|| Some(word(language, in_general)));
    let told = Told {
        title: plain(language, &key, None)?,
        saw: part(Some("saw"), "page-saw-in-general")?,
        need: part(Some("need"), "page-need-in-general")?,
        remedy: plain(language, &key, Some("do"))?,
    };
    Some(Explained { code, told, next })
}

/// A message that needs no value. `None` when it needs one, or there is none.
fn plain(language: Language, key: &str, attribute: Option<&str>) -> Option<String> {
    let bundle = bundle(language);
    let message = bundle.get_message(key)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    let mut wanting = Vec::new();
    let text = bundle.format_pattern(pattern, None, &mut wanting).into_owned();
    wanting.is_empty().then_some(text)
}

/// Tells the reason `code`. `None` when the registry has no such code.
#[must_use]
pub fn tell_code(language: Language, code: &str, measured: &Measured) -> Option<Told> {
    crate::reason::find(code).map(|reason| told(language, &reason.code.replace('.', "-"), measured))
}

fn told(language: Language, key: &str, measured: &Measured) -> Told {
    let mut arguments = FluentArgs::new();
    let unit = measured.unit.as_deref();
    for (name, value) in [("value", &measured.value), ("limit", &measured.limit)] {
        let text = value.as_ref().map_or_else(|| "–".to_owned(), |value| shown(language, value, unit));
        arguments.set(name, text);
    }
    let part = |attribute| message(language, key, attribute, Some(&arguments)).unwrap_or_default();
    Told { title: part(None), saw: part(Some("saw")), need: part(Some("need")), remedy: part(Some("do")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Direction;
    use crate::reason::{Tier, registry};
    use std::collections::BTreeSet;

    #[test]
    fn every_reason_is_told_whole_in_every_language() {
        let measured = Measured::number(0.123, 0.17, Direction::AtLeast, "share");
        for language in Language::ALL {
            let mut families = BTreeSet::new();
            for reason in registry() {
                let told = tell_code(language, &reason.code, &measured).unwrap();
                for text in [&told.title, &told.saw, &told.need, &told.remedy] {
                    assert!(!text.is_empty() && text.chars().count() < 140, "{} {told:?}", reason.code);
                    assert!(!text.contains(['!', '！', '{', '}']), "{} {text}", reason.code);
                }
                if reason.tier == Tier::Softened {
                    families.insert(format!("family-{}", reason.family()));
                }
            }
            for key in families {
                let told = told(language, &key, &Measured::default());
                assert!(!told.title.is_empty() && !told.remedy.is_empty(), "{key}");
            }
        }
    }

    #[test]
    fn everybody_reads_reasons_without_values_and_internal_ones_never() {
        for language in Language::ALL {
            for reason in registry() {
                let Some(explained) = explain(language, &reason.code) else {
                    assert_eq!(reason.tier, Tier::Internal, "{}", reason.code);
                    continue;
                };
                assert_ne!(reason.tier, Tier::Internal);
                let Told { title, saw, need, remedy } = &explained.told;
                assert!([title, saw, need, remedy].iter().all(|text| !text.contains(['{', '–'])), "{explained:?}");
                let heading = format!("page-group-{}", reason.family());
                assert_ne!(word(language, &heading), heading);
            }
        }
        let blurry = explain(Language::English, "img.blurry").unwrap();
        assert_eq!(blurry.told.saw, "What we saw in your case is shown with your result.");
        let softened = explain(Language::English, "auth.portrait_replaced").unwrap();
        assert_eq!((softened.code.as_str(), softened.next), ("auth", Next::Review));
        assert_eq!(Some(softened), explain(Language::English, "auth"));
        assert_eq!(explain(Language::English, "img"), None);
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        let keys = |language: Language| -> BTreeSet<String> {
            let lines = language.sources().into_iter().flat_map(str::lines);
            lines.filter_map(|line| Some(line.split_once(" =")?.0.trim().to_owned())).collect()
        };
        let (english, chinese) = (keys(Language::English), keys(Language::Chinese));
        assert_eq!(english.symmetric_difference(&chinese).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn letters_hold_what_is_put_in_and_nothing_breaks_out_of_the_subject() {
        let values =
            [("code", "123456\r\nBcc: x"), ("party", "Utopia"), ("minutes", "10"), ("address", "https://one.example")];
        for language in Language::ALL {
            let way_back = letter(language, "way_back", &values);
            assert!(way_back.subject.contains("123456") && !way_back.subject.contains('\n'), "{way_back:?}");
            assert!(values[1..].iter().all(|(_, value)| way_back.text.contains(value)), "{way_back:?}");
            let disabled = letter(language, "endpoint_disabled", &[("endpoint", "whk_1"), ("party", "Utopia")]);
            assert!(disabled.text.contains("whk_1") && !disabled.text.contains("{$"), "{disabled:?}");
        }
    }

    #[test]
    fn values_carry_their_units() {
        let told = tell_code(
            Language::English,
            "img.low_resolution",
            &Measured::number(3.25, 5.0, Direction::AtLeast, "pixels per millimetre"),
        );
        let told = told.unwrap();
        assert_eq!(told.saw, "The document has 3.2 pixels per millimetre.");
        assert_eq!(told.need, "At least 5 pixels per millimetre is needed.");
        let corner = Measured::number(1.0, 0.0, Direction::AtMost, "corners");
        let told = tell_code(Language::English, "doc.corner_cut", &corner).unwrap();
        assert_eq!(told.saw, "Outside the frame: 1 corner.");
        let kind = tell_code(Language::Chinese, "doc.type_mismatch", &Measured::text("id_card", "passport")).unwrap();
        assert_eq!((kind.saw.as_str(), kind.need.as_str()), ("照片拍的是：身份证。", "您选择的是：护照。"));
    }
}
