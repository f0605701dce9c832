//! A relying party's limits and rules, as a TOML file. What a file does not name is as in [`Policy::default`].

mod appeal_evidence;
mod appeals;
mod liveness;

pub use appeal_evidence::AppealEvidence;
pub use appeals::Appeals;
pub use liveness::Liveness;

use crate::claim::DocumentType;
use crate::finding::Effect;
use crate::limits::{self, Direction};
use crate::reading::QualityCheck;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// One limit: `{ at_least = 0.17, unit = "share", effect = "refuse" }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyLimit {
    /// The value must not be below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// The value must not be above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// The unit; must be that of the measurement.
    pub unit: String,
    /// What missing it does.
    #[serde(default = "refuse")]
    pub effect: Effect,
}

const fn refuse() -> Effect {
    Effect::Refuse
}

impl PolicyLimit {
    fn at_least(value: f64, unit: &str) -> Self {
        Self { at_least: Some(value), at_most: None, unit: unit.into(), effect: Effect::Refuse }
    }

    fn at_most(value: f64, unit: &str) -> Self {
        Self { at_most: Some(value), at_least: None, unit: unit.into(), effect: Effect::Refuse }
    }

    fn effect(self, effect: Effect) -> Self {
        Self { effect, ..self }
    }

    /// The value and which side of it is good.
    #[must_use]
    pub fn bound(&self) -> (f64, Direction) {
        match (self.at_least, self.at_most) {
            (Some(value), _) => (value, Direction::AtLeast),
            (None, value) => (value.unwrap_or(f64::INFINITY), Direction::AtMost),
        }
    }

    /// Whether `value` is on the good side.
    #[must_use]
    pub fn passed(&self, value: f64) -> bool {
        let (limit, direction) = self.bound();
        match direction {
            Direction::AtLeast => value >= limit,
            Direction::AtMost => value <= limit,
        }
    }
}

/// Which documents are taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Documents {
    /// Types that are accepted.
    pub accepted: BTreeSet<DocumentType>,
    /// Types of which the back is needed too.
    pub back_needed: BTreeSet<DocumentType>,
    /// Share of a document that may be covered.
    pub covered: PolicyLimit,
}

/// Which countries' documents are taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Countries {
    /// Three letters each; all countries when there is none.
    pub accepted: BTreeSet<String>,
    /// Three letters each.
    pub refused: BTreeSet<String>,
}

/// Limits of the selfie, the portrait and their comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Face {
    /// Whether a selfie is needed at all.
    pub selfie_needed: bool,
    /// Whether a clip is needed in which the face does what is asked for at random.
    pub liveness_needed: bool,
    /// At or above this the two are the same person.
    pub same: PolicyLimit,
    /// Between this and `same` the comparison says nothing; below it they are not the same.
    pub unsure: PolicyLimit,
    /// Between the eyes of a selfie.
    pub eye_distance: PolicyLimit,
    /// Between the eyes of a document's portrait.
    pub portrait_eye_distance: PolicyLimit,
    /// Mean brightness of the skin.
    pub light: PolicyLimit,
    /// The darker half's light by the lighter half's.
    pub light_evenness: PolicyLimit,
    /// Contrast over one pixel by that over three.
    pub sharpness: PolicyLimit,
    /// How far each eye is open.
    pub eye_open: PolicyLimit,
    /// Turn to a side.
    pub yaw: PolicyLimit,
    /// Up or down.
    pub pitch: PolicyLimit,
    /// Leaning to a shoulder.
    pub roll: PolicyLimit,
    /// How unlike the skin around it the mouth is.
    pub mouth_covered: PolicyLimit,
    /// How much the bridge of the nose and the eyes look like glasses.
    pub glasses: PolicyLimit,
    /// How unlike skin the forehead is.
    pub head_covering: PolicyLimit,
    /// How much of the face's side must be around it.
    pub margin: PolicyLimit,
    /// The passive signal of a live face.
    pub live: PolicyLimit,
}

/// Signals of a photo that does not show the document itself. They send a case to a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Signals {
    /// The raster of a screen.
    pub screen: PolicyLimit,
    /// The look of a printed copy.
    pub printed_copy: PolicyLimit,
}

/// When a document is about to expire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expiry {
    /// Days before the expiry in which it is said.
    pub margin_days: u16,
    /// What it does then.
    pub effect: Effect,
}

/// Who may pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Age {
    /// In years.
    pub minimum_years: u8,
}

/// How often a person may submit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Attempts {
    /// Submissions in one session.
    pub most: u8,
    /// Hours after a submission by which its result is due, a person's look included.
    pub due_hours: u16,
    /// In how many bits of 256 a photo must differ from each that was refused, or it is said to be the same.
    pub difference: PolicyLimit,
}

/// How long things are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days after a decision in which an appeal may be made. Everything that a person would look at is kept until then.
    pub appeal_days: u16,
    /// Days for images, after the appeal window.
    pub evidence_days: u16,
    /// Days for frames of a liveness check, after the decision.
    pub liveness_days: u16,
    /// Days for decision records.
    pub record_days: u16,
}

/// A relying party's limits and rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// What people call it.
    pub name: String,
    /// Whether specimens are accepted, as they are for trying things out.
    pub test_mode: bool,
    /// Languages in which people are addressed.
    pub languages: BTreeSet<String>,
    /// Which documents are taken.
    pub documents: Documents,
    /// Which countries' documents are taken.
    pub countries: Countries,
    /// Limits of the quality of a photo.
    pub quality: BTreeMap<QualityCheck, PolicyLimit>,
    /// How sure a printed field must be before it may contradict a claim.
    pub reading_confidence: PolicyLimit,
    /// Limits of faces.
    pub face: Face,
    /// Limits of the clip in which a face does what is asked for.
    pub liveness: Liveness,
    /// Signals of recapture.
    pub signals: Signals,
    /// When a document is about to expire.
    pub expiry: Expiry,
    /// Who may pass.
    pub age: Age,
    /// How often a person may submit.
    pub attempts: Attempts,
    /// How long things are kept.
    pub retention: Retention,
    /// How appeals are handled.
    pub appeals: Appeals,
    /// Limits of what helps an applicant with the evidence of an appeal.
    pub appeal_evidence: AppealEvidence,
}

impl Default for Documents {
    fn default() -> Self {
        use DocumentType::{DrivingLicence, IdCard, Passport, ResidencePermit};
        Self {
            accepted: [Passport, IdCard, ResidencePermit, DrivingLicence].into(),
            back_needed: [IdCard, ResidencePermit, DrivingLicence].into(),
            covered: PolicyLimit::at_most(0.01, "share"),
        }
    }
}

impl Default for Face {
    fn default() -> Self {
        let share = "share";
        Self {
            selfie_needed: true,
            liveness_needed: true,
            same: PolicyLimit::at_least(0.36, "cosine"),
            unsure: PolicyLimit::at_least(0.24, "cosine").effect(Effect::Review),
            eye_distance: PolicyLimit::at_least(60.0, "pixels"),
            portrait_eye_distance: PolicyLimit::at_least(24.0, "pixels"),
            light: PolicyLimit::at_least(60.0, "grey levels"),
            light_evenness: PolicyLimit::at_least(0.45, share).effect(Effect::Hint),
            sharpness: PolicyLimit::at_least(0.13, share),
            eye_open: PolicyLimit::at_least(0.55, share),
            yaw: PolicyLimit::at_most(25.0, "degrees"),
            pitch: PolicyLimit::at_most(25.0, "degrees"),
            roll: PolicyLimit::at_most(30.0, "degrees"),
            // Uncovered faces reach 0.95; there are no photos of covered ones to measure on.
            mouth_covered: PolicyLimit::at_most(0.98, share).effect(Effect::Hint),
            glasses: PolicyLimit::at_most(0.9, share).effect(Effect::Hint),
            head_covering: PolicyLimit::at_most(0.9, share).effect(Effect::Hint),
            margin: PolicyLimit::at_least(0.0, share),
            // Without a measured rate of false alarms only what is nearly certain is sent to a person.
            live: PolicyLimit::at_least(0.02, share).effect(Effect::Review),
        }
    }
}

impl Default for Signals {
    fn default() -> Self {
        let review = |value| PolicyLimit::at_most(value, "share").effect(Effect::Review);
        // Far above the highest of clean specimens, 0.3: a person's time is asked for only where a raster stands out.
        Self { screen: review(0.9), printed_copy: review(0.9) }
    }
}

impl Default for Expiry {
    fn default() -> Self {
        Self { margin_days: 90, effect: Effect::Hint }
    }
}

impl Default for Age {
    fn default() -> Self {
        Self { minimum_years: 18 }
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self { most: 5, due_hours: 72, difference: PolicyLimit::at_least(6.0, "bits") }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { appeal_days: 30, evidence_days: 30, liveness_days: 7, record_days: 1_825 }
    }
}

impl Default for Policy {
    fn default() -> Self {
        let quality = limits::default_limits().quality.into_iter().map(|(check, limit)| {
            let value = (f64::from(limit.value) * 1000.0).round() / 1000.0;
            let limit = match limit.direction {
                Direction::AtLeast => PolicyLimit::at_least(value, limits::unit(check)),
                Direction::AtMost => PolicyLimit::at_most(value, limits::unit(check)),
            };
            // Photos that went through a chat are compressed and often good enough all the same.
            let hint = check == QualityCheck::Compressed;
            (check, if hint { limit.effect(Effect::Hint) } else { limit })
        });
        Self {
            name: "default".into(),
            test_mode: false,
            languages: ["en".to_owned(), "zh-CN".to_owned()].into(),
            documents: Documents::default(),
            countries: Countries::default(),
            quality: quality.collect(),
            reading_confidence: PolicyLimit::at_least(0.85, "share"),
            face: Face::default(),
            liveness: Liveness::default(),
            signals: Signals::default(),
            expiry: Expiry::default(),
            age: Age::default(),
            attempts: Attempts::default(),
            retention: Retention::default(),
            appeals: Appeals::default(),
            appeal_evidence: AppealEvidence::default(),
        }
    }
}

/// A policy that cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PolicyError {
    /// It is not TOML, or names what there is not.
    #[error("line {line}: {cause}; `candor policy show` prints every key")]
    Malformed {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        cause: String,
    },
    /// A value that cannot be meant.
    #[error("line {line}: {key} {cause}")]
    Wrong {
        /// Counted from 1; 0 when the key stands in no line.
        line: usize,
        /// The key, with its table.
        key: String,
        /// What is wrong, and the remedy.
        cause: String,
    },
}

impl Policy {
    /// Reads a policy; what it does not name is as in the default.
    ///
    /// # Errors
    /// [`PolicyError`] with the line and the remedy.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let mut policy: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text.get(..start).map_or(1, |before| before.matches('\n').count() + 1);
            PolicyError::Malformed { line, cause: error.message().lines().collect::<Vec<_>>().join(" ") }
        })?;
        let named = std::mem::replace(&mut policy.quality, Self::default().quality);
        policy.quality.extend(named);
        let usual = Self::default();
        for ((key, limit), (_, usual)) in policy.limits().into_iter().zip(usual.limits()) {
            check(&key, limit, usual, text)?;
        }
        let unknown = policy.languages.iter().find(|language| !["en", "zh-CN"].contains(&language.as_str()));
        if let Some(language) = unknown {
            let cause = format!("names {language}; en and zh-CN are there");
            return Err(PolicyError::Wrong { line: line_of(text, "languages"), key: "languages".into(), cause });
        }
        for (key, countries) in [("accepted", &policy.countries.accepted), ("refused", &policy.countries.refused)] {
            let wrong = |code: &&String| code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase());
            if let Some(code) = countries.iter().find(wrong) {
                let cause = format!("names {code:?}; write three capital letters, such as \"UTO\"");
                return Err(PolicyError::Wrong { line: line_of(text, code), key: format!("countries.{key}"), cause });
            }
        }
        Ok(policy)
    }

    /// Every limit by its key.
    #[must_use]
    pub fn limits(&self) -> Vec<(String, &PolicyLimit)> {
        let (face, liveness, appeal) = (&self.face, &self.liveness, &self.appeal_evidence);
        let mut limits: Vec<(String, &PolicyLimit)> = self
            .quality
            .iter()
            .map(|(check, limit)| {
                let name = serde_json::to_value(check).ok();
                (format!("quality.{}", name.as_ref().and_then(|name| name.as_str()).unwrap_or_default()), limit)
            })
            .collect();
        let named = [
            ("documents.covered", &self.documents.covered),
            ("reading_confidence", &self.reading_confidence),
            ("face.same", &face.same),
            ("face.unsure", &face.unsure),
            ("face.eye_distance", &face.eye_distance),
            ("face.portrait_eye_distance", &face.portrait_eye_distance),
            ("face.light", &face.light),
            ("face.light_evenness", &face.light_evenness),
            ("face.sharpness", &face.sharpness),
            ("face.eye_open", &face.eye_open),
            ("face.yaw", &face.yaw),
            ("face.pitch", &face.pitch),
            ("face.roll", &face.roll),
            ("face.mouth_covered", &face.mouth_covered),
            ("face.glasses", &face.glasses),
            ("face.head_covering", &face.head_covering),
            ("face.margin", &face.margin),
            ("face.live", &face.live),
            ("liveness.turn", &liveness.turn),
            ("liveness.nod", &liveness.nod),
            ("liveness.blink", &liveness.blink),
            ("liveness.depth", &liveness.depth),
            ("liveness.one_face", &liveness.one_face),
            ("liveness.seen", &liveness.seen),
            ("liveness.frames", &liveness.frames),
            ("liveness.interval", &liveness.interval),
            ("liveness.jitter", &liveness.jitter),
            ("liveness.held", &liveness.held),
            ("liveness.leap", &liveness.leap),
            ("attempts.difference", &self.attempts.difference),
            ("signals.screen", &self.signals.screen),
            ("signals.printed_copy", &self.signals.printed_copy),
            ("appeal_evidence.face", &appeal.face),
            ("appeal_evidence.face_free", &appeal.face_free),
            ("appeal_evidence.document", &appeal.document),
            ("appeal_evidence.document_width", &appeal.document_width),
            ("appeal_evidence.document_legible", &appeal.document_legible),
            ("appeal_evidence.document_same", &appeal.document_same),
            ("appeal_evidence.paper", &appeal.paper),
            ("appeal_evidence.handwritten", &appeal.handwritten),
            ("appeal_evidence.username", &appeal.username),
            ("appeal_evidence.date", &appeal.date),
            ("appeal_evidence.purpose", &appeal.purpose),
            ("appeal_evidence.code", &appeal.code),
        ];
        limits.extend(named.map(|(key, limit)| (key.to_owned(), limit)));
        limits
    }

    /// The policy for checks on the applicant's own device: what somebody could tune a forgery against stands there as everybody can
    /// read it anyway, in the default.
    #[must_use]
    pub fn for_devices(&self) -> Self {
        let usual = Self::default();
        Self {
            face: Face { same: usual.face.same, unsure: usual.face.unsure, live: usual.face.live, ..self.face.clone() },
            signals: usual.signals,
            liveness: usual.liveness,
            appeals: usual.appeals,
            appeal_evidence: usual.appeal_evidence,
            attempts: Attempts { difference: usual.attempts.difference, ..self.attempts.clone() },
            ..self.clone()
        }
    }

    /// The whole policy as TOML, every key named.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// SHA-256 of the policy's canonical JSON (RFC 8785), as hexadecimal digits: the same for files that mean the same.
    #[must_use]
    pub fn hash(&self) -> String {
        let canonical = serde_jcs::to_vec(self).unwrap_or_default();
        Sha256::digest(&canonical).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What is not the same in `other`: key, value here, value there.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<(String, String, String)> {
        let (mut here, mut there) = (BTreeMap::new(), BTreeMap::new());
        for (policy, flat) in [(self, &mut here), (other, &mut there)] {
            flatten(&serde_json::to_value(policy).unwrap_or_default(), "", flat);
        }
        let keys: BTreeSet<&String> = here.keys().chain(there.keys()).collect();
        let shown = |value: Option<&String>| value.cloned().unwrap_or_else(|| "not named".into());
        keys.into_iter()
            .filter(|key| here.get(*key) != there.get(*key))
            .map(|key| (key.clone(), shown(here.get(key)), shown(there.get(key))))
            .collect()
    }
}

fn flatten(value: &serde_json::Value, key: &str, into: &mut BTreeMap<String, String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (name, value) in map {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                flatten(value, &key, into);
            }
        }
        _ => {
            into.insert(key.to_owned(), value.to_string());
        }
    }
}

fn check(key: &str, limit: &PolicyLimit, usual: &PolicyLimit, text: &str) -> Result<(), PolicyError> {
    let wrong = |cause: String| {
        let last = key.rsplit('.').next().unwrap_or(key);
        Err(PolicyError::Wrong { line: line_of(text, last), key: key.to_owned(), cause })
    };
    let (value, direction) = limit.bound();
    let word = match usual.bound().1 {
        Direction::AtLeast => "at_least",
        Direction::AtMost => "at_most",
    };
    if limit.at_least.is_some() == limit.at_most.is_some() || direction != usual.bound().1 {
        return wrong(format!("needs {word}, and only that"));
    }
    if limit.unit != usual.unit {
        return wrong(format!("has the unit {:?}; it is measured in {:?}", limit.unit, usual.unit));
    }
    if !value.is_finite() || (limit.unit == "share" && !(-1.0..=2.0).contains(&value)) {
        return wrong(format!("has the value {value}, which no measurement has in {}", limit.unit));
    }
    Ok(())
}

/// The line in which `key` stands, counted from 1; 0 when it stands in none.
fn line_of(text: &str, key: &str) -> usize {
    text.lines().position(|line| line.contains(key)).map_or(0, |line| line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_file_is_the_default_and_what_is_shown_is_read_again() {
        assert_eq!(Policy::parse(""), Ok(Policy::default()));
        assert_eq!(Policy::parse(&Policy::default().to_toml()), Ok(Policy::default()));
    }

    #[test]
    fn every_fault_is_told_with_line_and_remedy() {
        for (text, line, says) in [
            ("\nlanguage = [\"en\"]", 2, "unknown field `language`"),
            ("[quality]\nblurry = { at_least = 0.2, unit = \"pixels\" }", 2, "measured in \"share\""),
            ("[quality]\nblurry = { at_most = 0.2, unit = \"share\" }", 2, "needs at_least"),
            ("[quality]\nblury = { at_least = 0.2, unit = \"share\" }", 2, "blury"),
            ("[face]\n\nyaw = { at_most = 1e400, unit = \"degrees\" }", 3, ""),
            ("languages = [\"fr\"]", 1, "en and zh-CN"),
            ("[countries]\naccepted = [\"Utopia\"]", 2, "three capital letters"),
            ("[age]\nminimum_years = \"18\"", 2, "invalid type"),
        ] {
            let error = Policy::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(&format!("line {line}: ")) && error.contains(says), "{error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn policies_that_mean_the_same_have_one_hash_and_no_differences() {
        let spelled =
            Policy::parse("test_mode = false\n[quality]\nglare = { unit = \"share\", at_most = 0.1 }").unwrap();
        assert_eq!(spelled.hash(), Policy::default().hash());
        let other = Policy::parse("test_mode = true").unwrap();
        assert_ne!(other.hash(), Policy::default().hash());
        assert_eq!(
            Policy::default().differences(&other),
            [("test_mode".to_owned(), "false".to_owned(), "true".to_owned())]
        );
    }

    #[test]
    fn devices_learn_what_helps_applicants_and_nothing_to_tune_against() {
        let text = "[quality]\nglare = { at_most = 0.2, unit = \"share\" }\n[face]\nsame = { at_least = 0.5, unit = \"cosine\" }\n\
             unsure = { at_least = 0.4, unit = \"cosine\" }\nlive = { at_least = 0.6, unit = \"share\" }\n\
             yaw = { at_most = 20.0, unit = \"degrees\" }\n[signals]\nscreen = { at_most = 0.3, unit = \"share\" }\n\
             [attempts]\nmost = 3\ndifference = { at_least = 9.0, unit = \"bits\" }\n[appeal_evidence]\ncode = { at_least = 9.0, unit = \"bits\" }";
        let shown = Policy::parse(text).unwrap().for_devices();
        let told: Vec<String> = Policy::default().differences(&shown).into_iter().map(|(key, _, _)| key).collect();
        assert_eq!(told, ["attempts.most", "face.yaw.at_most", "quality.glare.at_most"]);
    }

    proptest! {
        #[test]
        fn no_policy_panics(text in "\\PC{0,80}") {
            let _ = Policy::parse(&text);
        }
    }
}
