//! Whether what every document says could be read: a line that cannot be read is no line that differs.

use super::seen::seen;
use super::{Case, Findings, outline};
use crate::finding::{Evidence, Measured};
use crate::reading::{DocumentKind, FieldName};
use crate::reason::{Code, Exact, codes};

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    zone(case, findings);
    let kind = kind(case);
    // Which fields a document of this kind has at all.
    let fields: &[(&str, Code<Exact>, &[FieldName])] = &[
        ("name", codes::READ_NAME, &[FieldName::FamilyName, FieldName::GivenNames, FieldName::NativeName]),
        ("birth_date", codes::READ_DOB, &[FieldName::BirthDate]),
        ("number", codes::READ_NUMBER, &[FieldName::Number]),
        ("validity", codes::READ_DATES, &[FieldName::ExpiryDate]),
    ];
    let Some(kind) = kind else { return };
    for (name, code, fields) in fields {
        let unread =
            if *name == "name" { !named(case) } else { fields.iter().all(|field| seen(case, *field).is_empty()) };
        if !unread || (*name == "validity" && kind == DocumentKind::ChineseCard && case.facts.back.is_none()) {
            continue;
        }
        let evidence =
            if *name == "validity" && kind == DocumentKind::ChineseCard { Evidence::Back } else { Evidence::Front };
        match findings.blocker(evidence).map(|cause| (cause, evidence)).or_else(|| findings.document_blocker()) {
            Some((cause, side)) => findings.not_run(name, cause, side),
            None if findings.has_anywhere(codes::DOC_TYPE_MISMATCH.name()) => {
                findings.not_run(name, codes::DOC_TYPE_MISMATCH.name(), evidence);
            }
            None => {
                let region = fields
                    .iter()
                    .find_map(|field| case.sides().find_map(|(_, side)| side.fields.get(field)?.region.clone()));
                findings.raise(*code, evidence, Measured::default().at(region));
            }
        }
    }
}

/// Whether a name was read anywhere.
fn named(case: &Case<'_>) -> bool {
    case.sides().any(|(_, side)| {
        side.mrz.as_ref().is_some_and(|zone| !zone.name.is_empty())
            || [FieldName::FamilyName, FieldName::GivenNames, FieldName::NativeName].iter().any(|name| {
                side.fields.contains_key(name) || side.barcode.as_ref().is_some_and(|fields| fields.contains_key(name))
            })
    })
}

/// The kind of the document, where one of its sides says it.
pub(super) fn kind(case: &Case<'_>) -> Option<DocumentKind> {
    let mut kinds = case.sides().filter_map(|(_, side)| side.document.as_ref().map(|document| document.kind));
    kinds.find(|kind| *kind != DocumentKind::Unknown)
}

fn zone(case: &Case<'_>, findings: &mut Findings) {
    let kind = kind(case);
    let zone = case.sides().find_map(|(evidence, side)| Some((evidence, side.mrz.as_ref()?)));
    match zone {
        Some((evidence, zone)) if !zone.valid && !zone.failing.is_empty() => match findings.blocker(evidence) {
            Some(cause) => findings.not_run("mrz", cause, evidence),
            None => {
                let measured = Measured::text(zone.failing.join(", "), "").at(outline(zone.quad));
                findings.raise(codes::MRZ_CHECKSUM, evidence, Measured { limit: None, ..measured });
            }
        },
        None if matches!(kind, Some(DocumentKind::Passport | DocumentKind::Visa)) => {
            match findings.blocker(Evidence::Front) {
                Some(cause) => findings.not_run("mrz", cause, Evidence::Front),
                None => {
                    let region = case.facts.front.as_ref().and_then(|side| outline(side.document.as_ref()?.quad));
                    findings.raise(codes::MRZ_NOT_FOUND, Evidence::Front, Measured::default().at(region));
                }
            }
        }
        _ => {}
    }
}
