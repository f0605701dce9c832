//! The name that was entered against the name on the document, by the rules of [`crate::names`].

use super::field::not_read;
use super::seen::Source;
use super::{Case, Findings, outline};
use crate::claim::Claim;
use crate::finding::{Evidence, Measured, WouldPassIf};
use crate::geometry::Region;
use crate::names::{self, Outcome, Rule};
use crate::reading::FieldName;
use crate::reason::codes;

/// A name as some part of the document has it.
pub(super) struct Found {
    /// Family name before a comma, where the part tells them apart.
    pub(super) name: String,
    source: Source,
    evidence: Evidence,
    region: Option<Region>,
    sure: bool,
}

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let found = found(case);
    let latin = case.claim.name();
    let native = case.claim.native_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let claims: Vec<&str> =
        [Some(latin.as_str()), native].into_iter().flatten().filter(|name| !name.is_empty()).collect();
    let mut swapped = None;
    for found in &found {
        for claim in &claims {
            let comparison = names::compare(claim, &found.name);
            match comparison.outcome {
                Outcome::Differs => {}
                // Both say which part is the family name, and say it differently.
                Outcome::SameByRule
                    if comparison.rules.contains(&Rule::Order)
                        && claim.contains(',')
                        && found.name.contains([',', '<']) =>
                {
                    swapped = swapped.or(Some(found));
                }
                _ => return,
            }
        }
    }
    if let Some(found) = swapped {
        let family = |name: &str| name.split([',', '<']).next().unwrap_or_default().to_owned();
        let measured = Measured::text(family(&found.name), family(&latin)).at(found.region.clone());
        let right = WouldPassIf::ClaimSays(found.name.replace("<<", ", ").replace('<', " "));
        findings.raise(codes::DATA_NAME_ORDER, found.evidence, measured.passes_if(right));
        return;
    }
    let Some(found) = found.iter().find(|found| found.sure) else {
        // Read, but not surely enough to contradict anybody.
        if let Some(first) = found.first() {
            not_read(findings, "name", codes::READ_NAME, first.evidence, first.region.clone());
        }
        return;
    };
    if let (Source::Print, Some(cause)) = (found.source, findings.blocker(found.evidence)) {
        findings.not_run("name", cause, found.evidence);
        return;
    }
    if findings.has_anywhere(codes::DOC_TYPE_MISMATCH.name()) {
        findings.not_run("name", codes::DOC_TYPE_MISMATCH.name(), found.evidence);
        return;
    }
    raise(&claims, found, findings);
}

fn raise(claims: &[&str], found: &Found, findings: &mut Findings) {
    let shown = found.name.replace("<<", ", ").replace('<', " ");
    // A Chinese name beside a Chinese name.
    let in_its_script = claims.iter().find(|claim| names::same_script(claim, &shown));
    let claim = in_its_script.or(claims.first()).copied().unwrap_or_default();
    let accepted = names::spell(claim);
    if in_its_script.is_none() && !accepted.is_empty() {
        let measured = Measured::text(&shown, accepted.join(", ")).at(found.region.clone());
        let measured = measured.passes_if(WouldPassIf::DocumentSays(accepted[0].clone()));
        findings.raise(codes::DATA_NAME_PINYIN_DIFF, found.evidence, measured);
        return;
    }
    let measured =
        Measured::text(&shown, claim).at(found.region.clone()).passes_if(WouldPassIf::ClaimSays(shown.clone()));
    let code = if in_its_script.is_some() { codes::DATA_NAME_CHAR_DIFF } else { codes::DATA_NAME_SCRIPT };
    findings.raise(code, found.evidence, measured);
}

/// Whether `name` is the whole name of `claim`, with nothing in another place.
pub(super) fn is_of(claim: &Claim, name: &str) -> bool {
    let comparison = names::compare(&claim.name(), name);
    comparison.outcome != Outcome::Differs && !comparison.rules.contains(&Rule::Order)
}

/// Every name of the document, the surest first.
pub(super) fn found(case: &Case<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (evidence, side) in case.sides() {
        if let Some(zone) = side.mrz.as_ref().filter(|zone| !zone.name.is_empty()) {
            let region = outline(zone.quad);
            found.push(Found { name: zone.name.clone(), source: Source::Zone, evidence, region, sure: zone.valid });
        }
    }
    for (evidence, side) in case.sides() {
        if let Some(fields) = &side.barcode {
            let part = |name| fields.get(&name).map(String::as_str);
            if let Some(name) = whole(part(FieldName::FamilyName), part(FieldName::GivenNames)) {
                found.push(Found { name, source: Source::Barcode, evidence, region: None, sure: true });
            }
        }
    }
    for (evidence, side) in case.sides() {
        let part = |name| side.fields.get(&name);
        let sure = |name| part(name).is_none_or(|field| case.policy.reading_confidence.passed(field.confidence));
        let text = |name| part(name).map(|field| field.value.as_str());
        if let Some(name) = whole(text(FieldName::FamilyName), text(FieldName::GivenNames)) {
            let both = text(FieldName::FamilyName).is_some() == text(FieldName::GivenNames).is_some();
            let sure = both && sure(FieldName::FamilyName) && sure(FieldName::GivenNames);
            let region =
                part(FieldName::FamilyName).or(part(FieldName::GivenNames)).and_then(|field| field.region.clone());
            found.push(Found { name, source: Source::Print, evidence, region, sure });
        }
        if let Some(native) = part(FieldName::NativeName) {
            let sure = sure(FieldName::NativeName);
            let (name, region) = (native.value.clone(), native.region.clone());
            found.push(Found { name, source: Source::Print, evidence, region, sure });
        }
    }
    found
}

fn whole(family: Option<&str>, given: Option<&str>) -> Option<String> {
    match (family, given) {
        (Some(family), Some(given)) => Some(format!("{family}, {given}")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}
