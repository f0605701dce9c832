//! The photos of the demonstration: one fictitious person who does everything right but for a blurred photo, and whose passport was carried for so long
//! that its portrait has worn off. The comparison of faces refuses that, wrongly, and a person sees it.

use crate::cases::claim;
use crate::failure::Failure;
use jiff::civil::Date;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use specimen::{Assets, Fault, SelfieFault, Severity, Shot, SpecimenKind, draw, held_by, photograph, selfie, worn};
use verify::claim::Claim;

const SIZE: (u32, u32) = (1600, 1200);
/// Years of age from which on people may register.
const GROWN: i16 = 18;
/// Days for which the passport must be valid still, and in whose middle it was issued at the latest.
const VALID: i64 = 365;

/// What the newcomer has.
pub(crate) struct Story {
    /// Files by name.
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
    /// What stands in the passport.
    pub(crate) claim: Claim,
}

/// Draws the story of the first passport from `seed` on that is good on that day and whose holder is grown up.
///
/// # Errors
/// [`Failure`] when a document cannot be drawn, or there are no photos or handwriting to make it from.
pub(crate) fn story(mut seed: u64, on: Date, assets: &Assets) -> Result<Story, Failure> {
    let lacks = || Failure::Argument("there are no photos and fonts to draw it from; run `candor models pull`".into());
    let (specimen, claim) = loop {
        let specimen = draw(SpecimenKind::Passport, seed, assets)?;
        let (claim, issued, expires) = claim(&[&specimen.truth]);
        let day = |days: i64| on.saturating_add(jiff::Span::new().days(days));
        let valid = issued < day(-VALID / 2) && expires.is_some_and(|expires| expires > day(VALID));
        if valid && claim.birth_date.year + GROWN < on.year() {
            break (specimen, claim);
        }
        seed = seed.wrapping_add(1);
    };
    let shown = worn(&specimen, seed);
    let taken = |fault: Option<Fault>| {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut shot = Shot::of_severity(Severity::Clean, SIZE.0, SIZE.1, &mut random);
        shot.faults.extend(fault);
        photograph(&shown, &shot, seed).jpeg
    };
    let own = selfie(assets, SelfieFault::None, seed).ok_or_else(lacks)?;
    let hand = specimen::hands(assets).iter().position(|hand| !hand.chinese).ok_or_else(lacks)?;
    let [held, statement] = held_by(assets, hand, SpecimenKind::Passport, &specimen, &shown, seed).ok_or_else(lacks)?;
    let files = vec![
        ("1-passport-blurred.jpg", taken(Some(Fault::Blur { sigma: 4.5 }))),
        ("2-passport.jpg", taken(None)),
        ("3-selfie.jpg", own),
        ("4-held.jpg", held.jpeg),
        ("5-statement.jpg", statement.jpeg),
    ];
    Ok(Story { files, claim })
}
