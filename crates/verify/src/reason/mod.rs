//! The registry of reasons: what may keep a person from passing, who may see it, and what comes next.
//!
//! Who may see a reason is part of its code's type, so that an internal one has no way to an applicant:
//! [`Finding`](crate::finding::Finding) carries the type along, and only those that may be shown turn into an
//! [`ApplicantFinding`](crate::finding::ApplicantFinding).

pub mod codes;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::OnceLock;

/// Who may see a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The applicant, exactly: but for `auth.*`, with what was measured.
    Public,
    /// The applicant learns the family and what to do, no more.
    Softened,
    /// Reviewers alone.
    Internal,
}

/// What comes after a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Take the photo again.
    Retry,
    /// Correct what was entered, or use another document.
    Correct,
    /// A person looks at it.
    Review,
    /// Nothing within this session.
    Final,
    /// The system tries again by itself; no attempt is counted.
    Technical,
}

/// One entry of the registry.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The code, `family.name`.
    pub code: String,
    /// What it is about, for people who read the list.
    pub group: String,
    /// Who may see it.
    pub tier: Tier,
    /// What comes after it.
    pub next: Next,
    /// Whether a check of this version raises it, or will soon.
    pub core: bool,
    /// What others call it.
    pub vendors: BTreeMap<String, Vec<String>>,
}

impl Reason {
    /// The part of the code before the full stop.
    #[must_use]
    pub fn family(&self) -> &str {
        family(&self.code)
    }
}

/// The part of `code` before the full stop.
#[must_use]
pub fn family(code: &str) -> &str {
    code.split_once('.').map_or(code, |(family, _)| family)
}

/// All reasons, in the order of the registry.
#[must_use]
pub fn registry() -> &'static [Reason] {
    static REGISTRY: OnceLock<Vec<Reason>> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        // The file is part of the program and a test reads it; an empty registry would fail every other test too.
        serde_json::from_str(include_str!("registry.json")).unwrap_or_default()
    })
}

/// Where a reason comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Origin {
    /// A check raises it, and a test proves that.
    Raised {
        /// The check's name.
        check: String,
        /// The test's name.
        test: String,
    },
    /// Nothing raises it yet.
    NotYet {
        /// Why.
        not_yet: String,
    },
}

/// Where each core reason comes from, and every other that is raised; the rest wait.
#[must_use]
pub fn origins() -> BTreeMap<String, Origin> {
    serde_json::from_str(include_str!("raised.json")).unwrap_or_default()
}

/// The page `docs/reasons.md`.
#[must_use]
pub fn page() -> String {
    let origins = origins();
    let mut page = String::from(
        "# Reasons\n\nMade by `candor reasons --markdown`. Who sees a reason: public (the applicant, exactly; `auth.*` and `face.mismatch` without values), \
         softened (its family alone), internal (reviewers).\n\n| code | tier | next | core | raised by | proven by | others say |\n|---|---|---|---|---|---|---|\n",
    );
    for reason in registry() {
        let (check, test) = match origins.get(&reason.code) {
            Some(Origin::Raised { check, test }) => (check.clone(), format!("`{test}`")),
            Some(Origin::NotYet { not_yet }) => ("not yet".to_owned(), not_yet.clone()),
            None => ("waits".to_owned(), String::new()),
        };
        let vendors: Vec<String> =
            reason.vendors.iter().map(|(vendor, names)| format!("{vendor}: {}", names.join(", "))).collect();
        page.push_str(&format!(
            "| `{}` | {} | {} | {} | {check} | {test} | {} |\n",
            reason.code,
            format!("{:?}", reason.tier).to_lowercase(),
            format!("{:?}", reason.next).to_lowercase(),
            if reason.core { "yes" } else { "" },
            vendors.join("; ").replace('|', "/"),
        ));
    }
    page
}

/// The reason of that code. `None` when there is none: codes of later versions must be borne.
#[must_use]
pub fn find(code: &str) -> Option<&'static Reason> {
    registry().iter().find(|reason| reason.code == code)
}

/// May be shown with what was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exact {}
/// May be shown with what to do, never with a value or a limit: `auth.*` and `face.mismatch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeOnly {}
/// Shown as its family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Softened {}
/// Never shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Internal {}

/// A code of the registry; `Seen` says who may see it.
#[derive(Debug)]
pub struct Code<Seen>(&'static str, PhantomData<Seen>);

impl<Seen> Clone for Code<Seen> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Seen> Copy for Code<Seen> {}

impl<Seen> Code<Seen> {
    pub(crate) const fn new(code: &'static str) -> Self {
        Self(code, PhantomData)
    }

    /// `family.name`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_up_to_date_and_few_core_reasons_wait() {
        let kept = include_str!("../../../../docs/reasons.md");
        assert!(kept == page(), "run `candor reasons --markdown > docs/reasons.md`");
        let early = ["file", "img", "doc", "read", "mrz", "data", "face"];
        let waiting = |reason: &&Reason| {
            reason.core
                && early.contains(&reason.family())
                && !matches!(origins().get(&reason.code), Some(Origin::Raised { .. }))
        };
        assert!(registry().iter().filter(waiting).count() <= 10);
    }

    #[test]
    fn what_is_said_to_be_proven_stands_in_that_test() {
        let tests = [
            include_str!("../checks/tests.rs"),
            include_str!("../held/tests.rs"),
            include_str!("../../../candor/tests/command.rs"),
            include_str!("../../../candor/tests/drawn.rs"),
            include_str!("../../../server/tests/service/appeals.rs"),
        ];
        for (code, origin) in origins() {
            let Origin::Raised { test, .. } = origin else { continue };
            let proof = tests.iter().find_map(|text| {
                let start = text.find(&format!("fn {test}("))?;
                let rest = &text[start..];
                Some(&rest[..rest.find("\n}\n").unwrap_or(rest.len())])
            });
            // Codes of files stand in a snapshot of what that test prints.
            let snapshot = include_str!(
                "../../../candor/tests/snapshots/command__every_bad_file_gets_one_clear_line_and_the_others_are_read.snap"
            );
            // That test judges the case of every kind, and each says its code.
            let kinds = include_str!("../../../candor/src/cases.rs");
            let kinds = if test == "cases_are_judged_with_an_index" { kinds } else { "" };
            let quoted = format!("\"{code}\"");
            let named = |proof: &str| proof.contains(&quoted) || kinds.contains(&quoted) || snapshot.contains(&code);
            assert!(proof.is_some_and(named), "{code} in {test}");
        }
    }

    #[test]
    fn the_registry_is_whole_and_each_code_has_a_constant_of_the_right_type() {
        assert_eq!(registry().len(), 140);
        let constants = include_str!("codes.rs");
        for reason in registry() {
            let seen = match reason.tier {
                Tier::Internal => "Internal",
                _ if reason.code == "face.mismatch" => "CodeOnly",
                Tier::Public if reason.family() == "auth" => "CodeOnly",
                Tier::Public => "Exact",
                Tier::Softened => "Softened",
            };
            let name = reason.code.replace('.', "_").to_uppercase();
            let line = format!("pub const {name}: Code<{seen}> = Code::new(\"{}\");", reason.code);
            let short = constants.replace("\n    ", " ");
            assert!(short.contains(&line), "{line}");
        }
        assert_eq!(constants.matches("pub const").count(), 140);
    }
}
