//! The evidence of an appeal: whether complete photos pass without a hint, and what is missing in the others is named.
//!
//! Hands on which nothing was developed are told apart. All of them are fonts: nobody's real writing is measured here.

use super::{Table, per_cent};
use crate::failure::Failure;
use crate::terminal::{Clock, Progress};
use specimen::{Assets, HeldFault, HeldPhoto};
use std::collections::BTreeMap;
use verify::finding::{AnyFinding, Evidence};
use verify::held::{HeldFacts, hints};
use verify::policy::Policy;
use vision::photo::{Channels, Photo};
use vision::{Engine, Stopwatch};

/// Seeds that nothing was developed on begin here.
const FIRST_SEED: u64 = 900_000;
/// Complete photos for each one with a fault: how often they pass is told by so many more.
const COMPLETE: u64 = 4;

/// Photos and those of them that were told right.
#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    all: usize,
    /// Of those with a fault: nothing else was named beside it.
    alone: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.all += other.all;
        self.alone += other.alone;
    }
}

/// Draws `each` photos of every kind, in one hand after another, and measures them.
pub(crate) fn measure(each: u64, assets: &Assets, engine: &Engine, table: &mut Table) -> Result<(), Failure> {
    let hands = specimen::hands(assets);
    if hands.is_empty() {
        return Err(Failure::Manifest("statements need the handwriting that `candor models pull` fetches".into()));
    }
    let kinds = HeldFault::ALL.into_iter().flat_map(|fault| [(fault, false), (fault, true)]);
    let kinds: Vec<_> = kinds.filter(|(fault, close_up)| !close_up || fault.of_the_statement()).collect();
    let count = |fault: HeldFault| if fault == HeldFault::None { COMPLETE * each } else { each };
    let progress = Progress::over(kinds.iter().map(|(fault, _)| count(*fault) as usize).sum());
    let (mut done, mut seed, mut spent) = (0, FIRST_SEED, 0.0);
    let mut counts: BTreeMap<(bool, bool, HeldFault), Count> = BTreeMap::new();
    let mut by_hand: BTreeMap<String, Count> = BTreeMap::new();
    for (kind, (fault, close_up)) in (0..).zip(kinds) {
        for number in 0..count(fault) {
            progress.at(done, fault.name());
            done += 1;
            seed += 1;
            // Each kind begins with another hand, so that few photos show all of them.
            let hand = ((number + kind) % hands.len() as u64) as usize;
            let Some(photo) = specimen::held(assets, hand, fault, close_up, seed)? else { continue };
            let (facts, found) = judged(&photo, engine, &mut spent)?;
            let codes: Vec<&str> = found.iter().map(AnyFinding::code).collect();
            let right = fault.reason().map_or(codes.is_empty(), |reason| codes.contains(&reason));
            let one = Count {
                right: usize::from(right),
                all: 1,
                alone: usize::from(right && codes.len() == usize::from(fault != HeldFault::None)),
            };
            counts.entry((close_up, hands[hand].kept_back, fault)).or_default().add(one);
            if fault == HeldFault::None {
                by_hand.entry(hands[hand].name.clone()).or_default().add(one);
            }
            if !right || one.alone == 0 {
                let shown = if close_up { "statement" } else { "held" };
                let picture = format!("{shown} {} {} {seed}", fault.name(), hands[hand].name);
                table.miss(&picture, &told(&codes, &facts, &photo));
            }
        }
    }
    drop(progress);
    for (close_up, shown) in [(false, "held"), (true, "statement")] {
        for (kept_back, developed) in [(false, "developed_on"), (true, "kept_back")] {
            rows(&format!("{shown}_{developed}"), &counts, (close_up, kept_back), table);
        }
    }
    for (hand, count) in &by_hand {
        let name = format!("complete_passed_{}", hand.to_lowercase());
        table.add("hands", &name, per_cent(count.right, count.all), "%", format!("{} photos", count.all));
    }
    table.add("time", "photo_of_an_appeal", spent / (done as f64).max(1.0), "CPU-ms", format!("{done} photos"));
    Ok(())
}

fn rows(
    group: &str,
    counts: &BTreeMap<(bool, bool, HeldFault), Count>,
    (close_up, kept_back): (bool, bool),
    table: &mut Table,
) {
    let mut all = Count::default();
    for fault in HeldFault::ALL {
        let Some(count) = counts.get(&(close_up, kept_back, fault)) else { continue };
        let of = format!("{} photos", count.all);
        if fault == HeldFault::None {
            table.add(group, "complete_passed", per_cent(count.right, count.all), "%", of);
        } else {
            let name = format!("{}_named", fault.name().replace('-', "_"));
            table.add(group, &name, per_cent(count.right, count.all), "%", of);
            all.add(*count);
        }
    }
    if all.all > 0 {
        let of = format!("{} photos", all.all);
        table.add(group, "missing_part_named", per_cent(all.right, all.all), "%", of.clone());
        table.add(group, "and_nothing_else", per_cent(all.alone, all.all), "%", of);
    }
}

fn judged(photo: &HeldPhoto, engine: &Engine, spent: &mut f64) -> Result<(HeldFacts, Vec<AnyFinding>), Failure> {
    let clock = Clock::start();
    let before = clock.cpu_ms();
    let evidence = if photo.truth.close_up { Evidence::Statement } else { Evidence::Held };
    let decoded = Photo::decode(&photo.jpeg, Channels::Colour)?;
    let facts = vision::held::measure(&decoded, &photo.truth.asked, evidence, String::new(), engine)?;
    *spent += clock.cpu_ms() - before;
    let mut found = hints(std::slice::from_ref(&facts), &photo.truth.asked, &Policy::default());
    if photo.truth.close_up {
        // The other photo is not sent here, and what it lacks says nothing of this one.
        found.retain(|finding| finding.evidence() == Evidence::Statement);
        if facts.paper.is_none() {
            found.extend(AnyFinding::of_code("appeal.statement_missing", Evidence::Statement));
        }
    }
    Ok((facts, found))
}

/// What was named, what was measured and what is written.
fn told(codes: &[&str], facts: &HeldFacts, photo: &HeldPhoto) -> String {
    let shown = |value: Option<String>| value.unwrap_or_else(|| "none".into());
    let face = facts.face.as_ref().map(|face| format!("{} free {}", face.confidence, face.free));
    let document = facts.document.as_ref().map(|card| {
        format!("{} legible {} number {:?} name {:?}", card.confidence, card.legible, card.number, card.name)
    });
    let paper = facts.paper.as_ref().map(|paper| {
        format!(
            "{} lines {} hand {:?} username {} date {} {} purpose {} code {}",
            paper.confidence,
            paper.lines,
            paper.handwritten,
            paper.username,
            paper.date,
            shown(paper.other_date.map(|date| date.to_string())),
            paper.purpose,
            paper.code
        )
    });
    let asked = &photo.truth.asked;
    format!(
        "{}; face {}; document {}; paper {}; asked {} {:?} {}; written {:?}",
        codes.join(" "),
        shown(face),
        shown(document),
        shown(paper),
        asked.username,
        asked.dates.first().map(ToString::to_string),
        asked.code,
        photo.truth.written
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// One of each: together, with a day too old, without a document, and the sheet alone. In a hand of each script.
    #[test]
    fn a_complete_photo_of_an_appeal_passes_and_what_is_missing_is_named() {
        let store = Store::of_the_project();
        let assets = crate::assets::load(&store).unwrap();
        let engine = store.into_engine(std::num::NonZeroUsize::MIN);
        let hands = specimen::hands(&assets);
        let hand = |chinese: bool| hands.iter().position(|hand| hand.chinese == chinese && !hand.kept_back).unwrap();
        let mut spent = 0.0;
        for (chinese, fault, close_up) in [
            (true, HeldFault::None, false),
            (false, HeldFault::NoDocument, false),
            (false, HeldFault::Yesterday, true),
            (true, HeldFault::WrongCode, true),
        ] {
            let photo = specimen::held(&assets, hand(chinese), fault, close_up, 12).unwrap().unwrap();
            let (facts, found) = judged(&photo, &engine, &mut spent).unwrap();
            let codes: Vec<&str> = found.iter().map(AnyFinding::code).collect();
            let expected: Vec<&str> = fault.reason().into_iter().collect();
            assert_eq!(codes, expected, "{fault:?} {}", told(&codes, &facts, &photo));
        }
        let kept_back: Vec<_> = hands.iter().filter(|hand| hand.kept_back).collect();
        assert_eq!((hands.len(), kept_back.len()), (6, 2));
        assert!(kept_back.iter().any(|hand| hand.chinese) && kept_back.iter().any(|hand| !hand.chinese));
    }

    #[test]
    fn the_same_seed_draws_the_same_photo_of_an_appeal() {
        let assets = crate::assets::load(&Store::of_the_project()).unwrap();
        let drawn = |seed| specimen::held(&assets, 0, HeldFault::None, true, seed).unwrap().unwrap();
        let (one, again, other) = (drawn(5), drawn(5), drawn(6));
        assert_eq!(one.jpeg, again.jpeg);
        assert!(one.jpeg != other.jpeg && one.truth.asked.code != other.truth.asked.code);
    }
}
