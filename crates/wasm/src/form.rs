//! What can be said about the form while it is filled in.

use crate::check::day;
use crate::device::{Device, Failure};
use crate::told::Hint;
use serde::Serialize;
use serde_json::Value;
use verify::checks::form;
use verify::claim::Claim;
use verify::names;

/// Spellings that are shown at most.
const MOST_SPELLINGS: usize = 8;

/// What is said about a form.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Lint {
    /// Latin spellings of a name in another script that are accepted, the ordinary one first.
    pub spellings: Vec<String>,
    /// How machine-readable zones write the name.
    pub mrz: Vec<Zone>,
    /// The number and its check character.
    pub number: Number,
    /// What is wrong, field by field. Nothing as long as the form is not filled in.
    pub findings: Vec<OfField>,
}

/// The name in one layout of zones.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Zone {
    /// `td1` for cards, `td3` for passports.
    pub format: &'static str,
    /// The name field without the filler at its end.
    pub name: String,
    /// Whether the name is longer than the field.
    pub cut: bool,
}

/// The number's check character.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Number {
    /// Whether it holds; `None` where none is known.
    pub valid: Option<bool>,
    /// What to do where it does not.
    pub note: Option<String>,
}

/// A hint about one field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfField {
    /// The field, as a claim names it.
    pub field: &'static str,
    /// What is said.
    #[serde(flatten)]
    pub hint: Hint,
}

impl Device {
    /// Looks at a form, which may be half filled in.
    ///
    /// # Errors
    /// [`Failure::Argument`] for a day that there is not, and for what is no JSON.
    pub fn check_claim(&self, claim: &str, on: &str) -> Result<Lint, Failure> {
        let on = day(on)?;
        let entered: Value = serde_json::from_str(claim).map_err(|cause| Failure::argument("claim", cause))?;
        let text = |name: &str| entered.get(name).and_then(Value::as_str).unwrap_or_default().trim();
        let (family, given) = (text("family_name"), text("given_names"));
        let mut spellings = names::spell(text("native_name"));
        if spellings.is_empty() {
            spellings = names::spell(&format!("{family}{given}"));
        }
        spellings.truncate(MOST_SPELLINGS);
        // Where the name is entered in Chinese alone, its ordinary spelling stands in the zone.
        let ordinary =
            spellings.first().and_then(|name| name.split_once(' ')).filter(|_| family.is_empty() || !family.is_ascii());
        let zone = |format, length| {
            let of_claim = names::zone_field(family, given, length);
            let field =
                of_claim.or_else(|| ordinary.and_then(|(family, given)| names::zone_field(family, given, length)));
            field.map(|(name, cut)| Zone { format, name, cut })
        };
        let mrz = [zone("td1", 30), zone("td3", 39)].into_iter().flatten().collect();
        let Ok(claim) = Claim::parse(claim) else { return Ok(Lint { spellings, mrz, ..Lint::default() }) };
        let found = form::check(&claim, &self.policy, on);
        let findings: Vec<OfField> = found
            .into_iter()
            .map(|found| OfField { field: found.field, hint: Hint::of(self.language, &found.finding) })
            .collect();
        let wrong = findings.iter().find(|found| found.field == "document.number");
        let note = wrong.map(|found| found.hint.remedy.clone());
        Ok(Lint { spellings, mrz, number: Number { valid: form::number_holds(&claim), note }, findings })
    }
}
