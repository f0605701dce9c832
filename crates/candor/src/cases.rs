//! Cases of specimens: photos, selfie and claim of one fictitious person, with one thing wrong, or none.

use crate::failure::Failure;
use jiff::civil::Date;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};
use specimen::{
    Assets, Fault, SelfieFault, Severity, Shot, Specimen, SpecimenKind, SpecimenTruth, draw, photograph, selfie,
};
use verify::claim::{Claim, ClaimedDocument, DocumentType, Sex};
use verify::policy::Policy;
use verify::reading::{DocumentKind, FieldName};

const SIZE: (u32, u32) = (1600, 1200);

/// One thing that is wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wrong {
    Nothing,
    /// With the photo of the front.
    Photo(Fault),
    /// With how it was taken.
    Shot(fn(&mut Shot)),
    Selfie(SelfieFault),
    Claim(fn(&mut Claim)),
    /// The decision is made so many days after the expiry.
    Day(i64),
}

/// What a case is, for people and for whoever judges it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    /// What is wrong, in words.
    pub(crate) wrong: String,
    /// The code that names it; `None` when nothing is wrong.
    pub(crate) code: Option<String>,
    /// The day of the decision.
    pub(crate) on: Date,
}

/// One case.
pub(crate) struct SpecimenCase {
    pub(crate) front: Vec<u8>,
    pub(crate) back: Option<Vec<u8>>,
    /// `None` without portraits.
    pub(crate) selfie: Option<Vec<u8>>,
    pub(crate) claim: Claim,
    pub(crate) on: Date,
}

/// What specimens are judged by: they pass for documents, and fictitious people may be of any age.
pub(crate) fn policy() -> Policy {
    let mut policy = Policy { test_mode: true, ..Policy::default() };
    policy.age.minimum_years = 0;
    policy
}

/// Whether `found` is the code that names a fault: a letter of a Chinese name differs from its spelling or from itself.
pub(crate) fn names(found: &str, code: &str) -> bool {
    found == code || (code == "data.name" && ["data.name_char_diff", "data.name_pinyin_diff"].contains(&found))
}

/// The kinds of faults, with the code that names them.
pub(crate) const KINDS: [(&str, &str, Wrong); 20] = [
    ("blur", "img.blurry", Wrong::Photo(Fault::Blur { sigma: 4.5 })),
    ("motion", "img.blurry", Wrong::Photo(Fault::Motion { length: 26.0, degrees: 20.0 })),
    ("glare", "img.glare", Wrong::Photo(Fault::Glare { at: [0.55, 0.4], radius: 0.2, peak: 320.0 })),
    ("dark", "img.too_dark", Wrong::Photo(Fault::LowLight { gain: 0.25 })),
    ("overexposed", "img.overexposed", Wrong::Photo(Fault::Overexposure { gain: 2.2 })),
    ("shadow", "img.shadow", Wrong::Photo(Fault::Shadow { depth: 0.85 })),
    ("cut corner", "doc.corner_cut", Wrong::Photo(Fault::CutCorner { corner: 1, share: 0.06 })),
    ("finger", "doc.covered", Wrong::Photo(Fault::Finger { at: [0.35, 0.6] })),
    ("low resolution", "img.low_resolution", Wrong::Shot(|shot| shot.fill = 0.2)),
    ("skew", "img.skewed", Wrong::Shot(steep)),
    ("wrong type", "doc.type_mismatch", Wrong::Claim(|claim| claim.document.kind = other_type(claim.document.kind))),
    ("expired", "doc.expired", Wrong::Day(40)),
    ("one letter", "data.name", Wrong::Claim(wrong_letter)),
    ("birth date", "data.dob_mismatch", Wrong::Claim(wrong_date)),
    ("one digit", "data.number_mismatch", Wrong::Claim(wrong_digit)),
    ("dark selfie", "face.too_dark", Wrong::Selfie(SelfieFault::Dark(0.2))),
    ("closed eyes", "face.eyes_closed", Wrong::Selfie(SelfieFault::ClosedEyes)),
    ("turned head", "face.pose", Wrong::Selfie(SelfieFault::Turned)),
    ("two faces", "face.multiple", Wrong::Selfie(SelfieFault::TwoFaces)),
    ("other person", "face.mismatch", Wrong::Selfie(SelfieFault::OtherPerson)),
];

fn steep(shot: &mut Shot) {
    (shot.perspective, shot.tilt) = (0.0, 52.0);
}

const fn other_type(kind: DocumentType) -> DocumentType {
    if matches!(kind, DocumentType::Passport) { DocumentType::IdCard } else { DocumentType::Passport }
}

fn wrong_letter(claim: &mut Claim) {
    if let Some(native) = &mut claim.native_name {
        let mut letters: Vec<char> = native.chars().collect();
        if let Some(last) = letters.last_mut() {
            *last = if *last == '静' { '婷' } else { '静' };
        }
        *native = letters.into_iter().collect();
        claim.family_name = native.clone();
        claim.given_names.clear();
        return;
    }
    let mut letters: Vec<char> = claim.family_name.chars().collect();
    if let Some(letter) = letters.get_mut(1) {
        *letter = if *letter == 'E' { 'O' } else { 'E' };
    }
    claim.family_name = letters.into_iter().collect();
}

fn wrong_date(claim: &mut Claim) {
    let day = claim.birth_date.day.unwrap_or(1);
    claim.birth_date.day = Some(if day > 14 { day - 7 } else { day + 7 });
}

fn wrong_digit(claim: &mut Claim) {
    let mut letters: Vec<char> = claim.document.number.chars().collect();
    let digit = letters.iter().rposition(char::is_ascii_digit).unwrap_or(0);
    if let Some(letter) = letters.get_mut(digit) {
        *letter = if *letter == '5' { '6' } else { '5' };
    }
    claim.document.number = letters.into_iter().collect();
}

/// Draws the case of `seed`; the kind of document goes by the seed.
///
/// # Errors
/// [`Failure`] when a document cannot be drawn.
pub(crate) fn specimen_case(seed: u64, wrong: Wrong, assets: &Assets) -> Result<SpecimenCase, Failure> {
    use SpecimenKind::{
        CardTd1Back, CardTd1Front, CardTd2Back, CardTd2Front, ChineseCardBack, ChineseCardFront, LicenceBack,
        LicenceFront, Passport,
    };
    let sides: &[SpecimenKind] = match seed % 5 {
        0 | 1 => &[Passport],
        2 => &[CardTd1Front, CardTd1Back],
        3 => {
            if seed.is_multiple_of(2) {
                &[CardTd2Front, CardTd2Back]
            } else {
                &[LicenceFront, LicenceBack]
            }
        }
        _ => &[ChineseCardFront, ChineseCardBack],
    };
    let specimens: Vec<Specimen> = sides.iter().map(|&kind| draw(kind, seed, assets)).collect::<Result<_, _>>()?;
    let mut photos = Vec::new();
    for (index, specimen) in specimens.iter().enumerate() {
        let mut random = ChaCha8Rng::seed_from_u64(seed * 7 + index as u64);
        let mut shot = Shot::of_severity(Severity::Clean, SIZE.0, SIZE.1, &mut random);
        if index == 0 {
            match wrong {
                Wrong::Photo(fault) => {
                    let same = |other: &Fault| std::mem::discriminant(other) == std::mem::discriminant(&fault);
                    shot.faults.retain(|other| !same(other));
                    shot.faults.push(fault);
                }
                Wrong::Shot(change) => change(&mut shot),
                _ => {}
            }
        }
        photos.push(photograph(&specimen.image, &shot, seed + index as u64).jpeg);
    }
    let fault = if let Wrong::Selfie(fault) = wrong { fault } else { SelfieFault::None };
    let face = selfie(assets, fault, seed);
    let truths: Vec<&SpecimenTruth> = specimens.iter().map(|specimen| &specimen.truth).collect();
    let (mut claim, issued, expires) = claim(&truths);
    if let Wrong::Claim(change) = wrong {
        change(&mut claim);
    }
    // Half a year after the issue nothing is about to expire.
    let on = match (wrong, expires) {
        (Wrong::Day(after), Some(expires)) => days_after(expires, after),
        // Valid for ever: as if it had been issued tomorrow cannot be had, so the fault is a day before the issue.
        _ => days_after(issued, 180),
    };
    let mut photos = photos.into_iter();
    Ok(SpecimenCase { front: photos.next().unwrap_or_default(), back: photos.next(), selfie: face, claim, on })
}

fn days_after(date: Date, days: i64) -> Date {
    date.checked_add(jiff::Span::new().days(days)).unwrap_or(date)
}

/// The right claim for a document, the day of its issue, and that of its expiry where it has one.
pub(crate) fn claim(truths: &[&SpecimenTruth]) -> (Claim, Date, Option<Date>) {
    let field = |name: FieldName| {
        truths.iter().find_map(|truth| truth.fields.get(&name)).map(|field| field.value.clone()).unwrap_or_default()
    };
    let native = Some(field(FieldName::NativeName)).filter(|name| !name.is_empty());
    let kind = match truths.first().map(|truth| truth.kind) {
        Some(DocumentKind::Passport) => DocumentType::Passport,
        Some(DocumentKind::Visa) => DocumentType::Visa,
        Some(DocumentKind::Licence) => DocumentType::DrivingLicence,
        _ => DocumentType::IdCard,
    };
    let sex = match field(FieldName::Sex).as_str() {
        "F" => Some(Sex::F),
        "M" => Some(Sex::M),
        _ => None,
    };
    let date = |name| field(name).parse::<Date>().ok();
    let family = field(FieldName::FamilyName);
    let birth_date = field(FieldName::BirthDate).parse();
    let claim = Claim {
        family_name: if family.is_empty() { native.clone().unwrap_or_default() } else { family },
        given_names: field(FieldName::GivenNames),
        native_name: native,
        birth_date: birth_date.unwrap_or(verify::date::PartialDate { year: 1990, month: None, day: None }),
        birth_country: "UTO".into(),
        nationality: "UTO".into(),
        sex,
        address: None,
        document: ClaimedDocument {
            kind,
            number: field(FieldName::Number),
            issuing_country: "UTO".into(),
            expires: None,
        },
    };
    let issued = date(FieldName::IssueDate).unwrap_or(Date::constant(2026, 1, 1));
    (claim, issued, date(FieldName::ExpiryDate))
}
