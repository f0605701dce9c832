//! Specimens with one fault each, and without: whether the right cause is named, and no other.

use super::{Table, per_cent};
use crate::failure::Failure;
use crate::judge::{self, Files};
use crate::terminal::Progress;
use jiff::civil::Date;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use specimen::{
    Assets, Fault, SelfieFault, Severity, Shot, Specimen, SpecimenKind, SpecimenTruth, draw, photograph, selfie,
};
use verify::checks::Case;
use verify::claim::{Claim, ClaimedDocument, DocumentType, Sex};
use verify::decision::{Outcome, decide};
use verify::facts::Facts;
use verify::finding::AnyFinding;
use verify::policy::Policy;
use verify::reading::{DocumentKind, FieldName};
use vision::Engine;

/// Seeds below this were used while the limits were tuned.
const FIRST_SEED: u64 = 300_001;
const SIZE: (u32, u32) = (1600, 1200);

/// One thing that is wrong.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    Nothing,
    Photo(Fault),
    Shot(fn(&mut Shot)),
    Selfie(SelfieFault),
    Claim(fn(&mut Claim)),
    Day(i64),
}

/// The kinds of faults, with the code that names them.
const KINDS: [(&str, &str, Wrong); 17] = [
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
    ("two faces", "face.multiple", Wrong::Selfie(SelfieFault::TwoFaces)),
];

fn steep(shot: &mut Shot) {
    (shot.perspective, shot.fill) = (0.45, 0.65);
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

/// Judges `each` specimens of every fault, and twelve times as many without any.
pub(crate) fn measure(each: u64, assets: &Assets, engine: &Engine, table: &mut Table) -> Result<(), Failure> {
    let clean = 12 * each;
    let progress = Progress::over((KINDS.len() as u64 * each + clean) as usize);
    let mut done = 0;
    let (mut all, mut all_right, mut all_alone) = (0, 0, 0);
    for (name, code, wrong) in KINDS {
        let (mut right, mut alone) = (0, 0);
        for seed in FIRST_SEED..FIRST_SEED + each {
            progress.at(done, name);
            done += 1;
            let Judged { codes, measured, .. } = judged(seed, wrong, assets, engine)?;
            let named = |found: &&str| **found == *code || (code.ends_with("name") && found.starts_with(code));
            let found = codes.iter().any(|found| named(&found.as_str()));
            let others: Vec<&String> =
                codes.iter().filter(|found| !named(&found.as_str()) && *found != "sys.check_not_run").collect();
            right += usize::from(found);
            alone += usize::from(others.is_empty());
            if !found || !others.is_empty() {
                table
                    .miss(&format!("{name} {seed}"), &format!("{code} wanted, {} found; {measured}", codes.join(", ")));
            }
        }
        all += each as usize;
        all_right += right;
        all_alone += alone;
        let row = name.replace(' ', "_");
        table.add("one_fault", &format!("{row}_named"), per_cent(right, each as usize), "%", format!("{each}"));
        table.add("one_fault", &format!("{row}_alone"), per_cent(alone, each as usize), "%", format!("{each}"));
    }
    table.add("one_fault", "right_code", per_cent(all_right, all), "%", format!("{all}"));
    table.add("one_fault", "no_wrong_code", per_cent(all_alone, all), "%", format!("{all}"));
    let mut raised: std::collections::BTreeMap<String, usize> = Default::default();
    let mut approved = 0;
    for seed in FIRST_SEED + 1000..FIRST_SEED + 1000 + clean {
        progress.at(done, "clean");
        done += 1;
        let Judged { outcome, codes, measured } = judged(seed, Wrong::Nothing, assets, engine)?;
        approved += usize::from(outcome == Outcome::Approved && codes.is_empty());
        if !codes.is_empty() {
            table.miss(&format!("clean {seed}"), &format!("{}; {measured}", codes.join(", ")));
        }
        for code in codes {
            *raised.entry(code).or_default() += 1;
        }
    }
    table.add("clean_claims", "no_finding", per_cent(approved, clean as usize), "%", format!("{clean}"));
    let most = raised.iter().filter(|(code, _)| *code != "sys.check_not_run").max_by_key(|(_, count)| **count);
    let (code, count) = most.map_or(("none", 0), |(code, count)| (code.as_str(), *count));
    table.add("clean_claims", "most_of_one_code", per_cent(count, clean as usize), "%", format!("{code}, of {clean}"));
    Ok(())
}

/// What came of one specimen.
struct Judged {
    outcome: Outcome,
    codes: Vec<String>,
    /// For people who look into a miss.
    measured: String,
}

/// Judges one specimen with one fault.
fn judged(seed: u64, wrong: Wrong, assets: &Assets, engine: &Engine) -> Result<Judged, Failure> {
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
    let mut policy = Policy { test_mode: true, ..Policy::default() };
    policy.age.minimum_years = 0;
    policy.documents.accepted = DocumentType::ALL.into();
    let files = Files { front: &photos[0], back: photos.get(1).map(Vec::as_slice), selfie: face.as_deref() };
    let (facts, _) = judge::facts(files, engine).map_err(|(_, failure)| failure)?;
    let decision = decide(&Case { claim: &claim, facts: &facts, policy: &policy, on });
    let codes = decision.findings.iter().map(AnyFinding::code).map(str::to_owned).collect();
    Ok(Judged { outcome: decision.outcome, codes, measured: measured(&facts) })
}

fn measured(facts: &Facts) -> String {
    let mut parts = Vec::new();
    if let Some(front) = &facts.front {
        parts.extend(front.quality.iter().map(|(check, measured)| format!("{check:?} {}", measured.value)));
        parts.push(format!("screen {} copy {}", front.screen, front.printed_copy));
        parts.extend(front.document.iter().map(|document| {
            format!("{:?} covered {} outside {:?}", document.kind, document.covered, document.corners_outside)
        }));
    }
    if let Some(face) = facts.selfie.as_ref().and_then(|selfie| selfie.faces.first()) {
        parts.extend(face.measurements.iter().map(|(name, value)| format!("{name} {value}")));
    }
    parts.push(format!("score {:?}", facts.face_score));
    parts.join(", ")
}

fn days_after(date: Date, days: i64) -> Date {
    date.checked_add(jiff::Span::new().days(days)).unwrap_or(date)
}

/// The right claim for a document, the day of its issue, and that of its expiry where it has one.
fn claim(truths: &[&SpecimenTruth]) -> (Claim, Date, Option<Date>) {
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
