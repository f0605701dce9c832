//! The type and country that were chosen against those of the document.

use super::seen::country;
use super::{Case, Findings, outline};
use crate::claim::DocumentType;
use crate::finding::{Effect, Evidence, Measured, WouldPassIf};
use crate::reading::DocumentKind;
use crate::reason::codes;

/// What a document of this kind may be chosen as.
const fn types(kind: DocumentKind) -> &'static [DocumentType] {
    match kind {
        DocumentKind::Passport => &[DocumentType::Passport],
        DocumentKind::Card => &[DocumentType::IdCard, DocumentType::ResidencePermit],
        DocumentKind::Visa => &[DocumentType::Visa],
        DocumentKind::Licence => &[DocumentType::DrivingLicence],
        DocumentKind::ChineseCard => &[DocumentType::IdCard],
        DocumentKind::Unknown => &[],
    }
}

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let chosen = case.claim.document.kind;
    let accepted = &case.policy.documents.accepted;
    let list = || accepted.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
    for (evidence, side) in case.sides() {
        let Some(document) = &side.document else { continue };
        let found = types(document.kind);
        let place = outline(document.quad);
        match found.first() {
            // A back often says too little; the front must be known.
            None if evidence == Evidence::Front => match findings.blocker(evidence) {
                Some(cause) => findings.not_run("kind", cause, evidence),
                None => findings.raise(codes::DOC_UNRECOGNISED, evidence, Measured::default().at(place)),
            },
            // Once: both sides are of one document.
            Some(shown) if !found.contains(&chosen) && !findings.has_anywhere(codes::DOC_TYPE_MISMATCH.name()) => {
                let measured = Measured::text(shown.name(), chosen.name()).at(place);
                let measured = measured.passes_if(WouldPassIf::ClaimSays(shown.name().into()));
                findings.raise(codes::DOC_TYPE_MISMATCH, evidence, measured);
            }
            _ => {}
        }
        if let Some(shown) = found.first()
            && found.iter().all(|kind| !accepted.contains(kind))
        {
            findings.raise(codes::DOC_TYPE_NOT_ACCEPTED, evidence, Measured::text(shown.name(), list()));
            return;
        }
    }
    if !accepted.contains(&chosen) && !findings.has_anywhere(codes::DOC_TYPE_MISMATCH.name()) {
        findings.raise(codes::DOC_TYPE_NOT_ACCEPTED, Evidence::Claim, Measured::text(chosen.name(), list()));
    }
    countries(case, findings);
}

fn countries(case: &Case<'_>, findings: &mut Findings) {
    let claimed = &case.claim.document.issuing_country;
    let zone = case.sides().find_map(|(evidence, side)| {
        let zone = side.mrz.as_ref().filter(|zone| zone.valid)?;
        Some((evidence, country(&zone.issuing_state), zone.quad))
    });
    let issued_by = zone.as_ref().map_or(claimed, |(_, state, _)| state);
    if let Some((evidence, state, quad)) = &zone
        && state != claimed
        && !findings.has_anywhere(codes::DOC_TYPE_MISMATCH.name())
    {
        let measured = Measured::text(state, claimed).at(outline(*quad));
        let measured = measured.passes_if(WouldPassIf::ClaimSays(state.clone()));
        findings.raise_with(codes::DOC_COUNTRY_MISMATCH, *evidence, measured, Effect::Refuse);
    }
    let countries = &case.policy.countries;
    let closed = !countries.accepted.is_empty() && !countries.accepted.contains(issued_by);
    if closed || countries.refused.contains(issued_by) {
        let evidence = zone.as_ref().map_or(Evidence::Claim, |(evidence, ..)| *evidence);
        let accepted = countries.accepted.iter().cloned().collect::<Vec<_>>().join(", ");
        findings.raise(codes::DOC_COUNTRY_NOT_ACCEPTED, evidence, Measured::text(issued_by, accepted));
    }
}
