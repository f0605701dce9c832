//! The best lines under the grammar of a layout and all its check digits at once, and how much better they are than
//! any other lines that the check digits cannot tell from them.

use super::CLASSES;
use super::lattice::PlaceScores;
use super::names::{self, BestName};
use std::collections::BTreeSet;
use verify::mrz::{ALPHABET, Check, FILLER, Layout, Place, STATES, WEIGHTS, class, value};

/// Characters that are tried at one place, likeliest first.
const MOST_CHARACTERS: usize = 12;
/// What a day or month that does not exist costs, in nats: some specimens print one, documents do not.
const NO_DATE_COST: f32 = 4.0;
/// What a state that is not in the list costs, in nats.
const UNKNOWN_STATE_COST: f32 = 3.0;

/// Lines that hold under all check digits.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Decoded {
    /// Classes of the characters.
    pub(super) lines: Vec<Vec<u8>>,
    /// Sum of the log chances of the characters, 0 or less, with the costs of unlikely dates, states and names.
    pub(super) score: f32,
    /// Nats to the next best lines that hold as well.
    pub(super) margin: f32,
    /// Whether the name has the form of one.
    pub(super) plain_name: bool,
}

/// The likeliest characters place by place, without and with the grammar, and their scores.
pub(super) struct Free {
    pub(super) any: Vec<Vec<u8>>,
    pub(super) any_score: f32,
    pub(super) grammatical: Vec<Vec<u8>>,
    pub(super) grammatical_score: f32,
}

pub(super) fn free(layout: &Layout, scores: &[Vec<PlaceScores>]) -> Free {
    let mut free = Free { any: Vec::new(), any_score: 0.0, grammatical: Vec::new(), grammatical_score: 0.0 };
    for (line, sets) in scores.iter().zip(&layout.sets) {
        let (mut any, mut grammatical) = (Vec::new(), Vec::new());
        for (place, set) in line.iter().zip(sets) {
            let best = |allowed: &dyn Fn(u8) -> bool| {
                let classes = (0..CLASSES as u8).filter(|&class| allowed(class));
                classes.max_by(|&a, &b| place[usize::from(a)].total_cmp(&place[usize::from(b)])).unwrap_or(0)
            };
            let (first, second) = (best(&|_| true), best(&|class| set.contains(class)));
            free.any_score += place[usize::from(first)];
            free.grammatical_score += place[usize::from(second)];
            any.push(first);
            grammatical.push(second);
        }
        free.any.push(any);
        free.grammatical.push(grammatical);
    }
    free
}

/// Classes as text.
pub(super) fn text(lines: &[Vec<u8>]) -> Vec<String> {
    let character = |&class: &u8| char::from(ALPHABET[usize::from(class) % ALPHABET.len()]);
    lines.iter().map(|line| line.iter().map(character).collect()).collect()
}

/// Decodes `scores` (lines x places) under `layout`. `None` when no lines hold, or the scores do not fit the layout.
pub(super) fn decode(layout: &Layout, scores: &[Vec<PlaceScores>]) -> Option<Decoded> {
    let fits = scores.len() == layout.sets.len() && scores.iter().zip(&layout.sets).all(|(a, b)| a.len() == b.len());
    if !fits {
        return None;
    }
    let view = View { layout, scores };
    let mut lines: Vec<Vec<u8>> = scores.iter().map(|line| vec![0; line.len()]).collect();
    let (mut score, mut margin) = (0.0, f32::INFINITY);
    let mut set = |characters: &[(Place, u8)]| {
        for &(place, class) in characters {
            if let Some(slot) = lines.get_mut(place.line).and_then(|line| line.get_mut(place.column)) {
                *slot = class;
            }
        }
    };
    let checked = view.under_checks()?;
    set(&checked.characters);
    score += checked.score;
    margin = checked.margin.min(margin);
    let mut done: BTreeSet<Place> = checked.characters.iter().map(|&(place, _)| place).collect();

    let mut plain_name = true;
    if let Some((first, length)) = layout.name {
        let places: Vec<Place> = (0..length).map(|i| Place { line: first.line, column: first.column + i }).collect();
        let line = &scores[first.line][first.column..first.column + length];
        let BestName { classes, score: name_score, margin: name_margin, plain } = names::best(line)?;
        set(&places.iter().copied().zip(classes).collect::<Vec<_>>());
        score += name_score;
        margin = margin.min(name_margin);
        plain_name = plain;
        done.extend(places);
    }
    for &first in &layout.states {
        let state = view.state(first)?;
        set(&state.characters);
        score += state.score;
        margin = margin.min(state.margin);
        done.extend(state.characters.iter().map(|&(place, _)| place));
    }
    for (line, sets) in layout.sets.iter().enumerate() {
        for column in 0..sets.len() {
            let place = Place { line, column };
            if done.contains(&place) {
                continue;
            }
            let options = view.options(place);
            let &(best_class, best) = options.first()?;
            set(&[(place, best_class)]);
            score += best;
            if let Some(&(_, second)) = options.get(1) {
                margin = margin.min(best - second);
            }
        }
    }
    Some(Decoded { lines, score, margin, plain_name })
}

struct View<'a> {
    layout: &'a Layout,
    scores: &'a [Vec<PlaceScores>],
}

/// One thing that can stand at one or more places, with what it adds to the sums of check digits (modulo 10).
struct Candidate {
    characters: Vec<(Place, u8)>,
    score: f32,
    field: u8,
    composite: u8,
}

/// Characters with what they score, and by how many nats the next best score less.
struct Chosen {
    characters: Vec<(Place, u8)>,
    score: f32,
    margin: f32,
}

impl View<'_> {
    fn score(&self, place: Place, class: u8) -> f32 {
        self.scores[place.line][place.column][usize::from(class)]
    }

    /// Allowed classes with their scores, likeliest first.
    fn options(&self, place: Place) -> Vec<(u8, f32)> {
        let set = self.layout.sets[place.line][place.column];
        let allowed = (0..CLASSES as u8).filter(|&class| set.contains(class));
        let mut options: Vec<(u8, f32)> = allowed.map(|class| (class, self.score(place, class))).collect();
        options.sort_by(|a, b| b.1.total_cmp(&a.1));
        options.truncate(MOST_CHARACTERS);
        options
    }

    /// A state: one of the list, or another at a cost.
    fn state(&self, first: Place) -> Option<Chosen> {
        let places = [0, 1, 2].map(|i| Place { line: first.line, column: first.column + i });
        let (mut best, mut second): (Option<([u8; 3], f32)>, f32) = (None, f32::NEG_INFINITY);
        let mut offer = |classes: [u8; 3], score: f32| match &mut best {
            Some((kept, highest)) if *kept == classes => *highest = highest.max(score),
            Some((_, highest)) if score <= *highest => second = second.max(score),
            _ => {
                if let Some((_, highest)) = best {
                    second = second.max(highest);
                }
                best = Some((classes, score));
            }
        };
        for code in STATES {
            let mut classes = [0; 3];
            for (to, from) in classes.iter_mut().zip(code.bytes()) {
                *to = class(from)?;
            }
            offer(classes, places.iter().zip(classes).map(|(&place, class)| self.score(place, class)).sum());
        }
        // Beside the list, the likeliest triples that the grammar allows.
        let options = places.map(|place| self.options(place).into_iter().take(3).collect::<Vec<_>>());
        for &(a, first) in &options[0] {
            for &(b, second) in &options[1] {
                for &(c, third) in &options[2] {
                    let code = [a, b, c].map(|class| ALPHABET[usize::from(class)]);
                    let listed = str::from_utf8(&code).is_ok_and(|code| STATES.binary_search(&code).is_ok());
                    if !listed {
                        offer([a, b, c], first + second + third - UNKNOWN_STATE_COST);
                    }
                }
            }
        }
        let (classes, score) = best?;
        let characters = places.into_iter().zip(classes).collect();
        Some(Chosen { characters, score, margin: score - second })
    }

    /// The best and the second best characters at all places that check digits cover, by dynamic programming over
    /// (sum of the field modulo 10) x (sum of the composite modulo 10), two paths a state.
    fn under_checks(&self) -> Option<Chosen> {
        let composite_weight = |place: Place| {
            let composite = self.layout.composite.as_ref()?;
            let index = composite.covered.iter().position(|&covered| covered == place)?;
            Some(WEIGHTS[index % WEIGHTS.len()])
        };
        let weights = |place: Place| composite_weight(place).unwrap_or(0);
        let mut paths = Paths::default();
        let mut states = States::start(&mut paths);
        let mut done: BTreeSet<Place> = BTreeSet::new();
        for check in &self.layout.checks {
            states = self.through_field(check, &weights, states, &mut paths);
            done.extend(&check.covered);
            done.insert(check.digit);
        }
        if let Some(composite) = &self.layout.composite {
            for &place in composite.covered.iter().filter(|place| !done.contains(place)) {
                let candidates: Vec<Candidate> = self
                    .options(place)
                    .into_iter()
                    .map(|(class, score)| Candidate {
                        characters: vec![(place, class)],
                        score,
                        field: 0,
                        composite: value(class) % 10 * weights(place) % 10,
                    })
                    .collect();
                states = states.step(&candidates, &mut paths);
            }
            states = states.digit(composite, |sum| self.digit(composite, sum), true, |_| 0, &mut paths);
        }
        let [best, second] = states.best_two();
        let (score, end) = best?;
        let margin = second.map_or(f32::INFINITY, |(second, _)| score - second);
        Some(Chosen { characters: paths.back(end), score, margin })
    }

    fn through_field(
        &self,
        check: &Check,
        composite_weight: &dyn Fn(Place) -> u8,
        mut states: States,
        paths: &mut Paths,
    ) -> States {
        let empty = check.filler_is_zero.then(|| states.step(&[self.empty_field(check)], paths));
        let mut index = 0;
        while let Some(&place) = check.covered.get(index) {
            let date_offset = self.layout.dates.iter().any(|&date| {
                date.line == place.line && (place.column == date.column + 2 || place.column == date.column + 4)
            });
            let next = check.covered.get(index + 1);
            let weight = |offset: usize| WEIGHTS[(index + offset) % WEIGHTS.len()];
            let candidate = |characters: Vec<(Place, u8)>, score: f32| {
                let sums =
                    characters.iter().enumerate().fold((0u8, 0u8), |(field, composite), (offset, &(place, class))| {
                        let digit = value(class) % 10;
                        ((field + digit * weight(offset)) % 10, (composite + digit * composite_weight(place)) % 10)
                    });
                Candidate { characters, score, field: sums.0, composite: sums.1 }
            };
            let candidates: Vec<Candidate> = match next {
                // Month and day are judged as pairs.
                Some(&next) if date_offset => {
                    let first_of_date = self.layout.dates.iter().any(|date| place.column == date.column + 2);
                    self.date_pairs(place, next, if first_of_date { 12 } else { 31 })
                        .into_iter()
                        .map(|(classes, score)| candidate(vec![(place, classes[0]), (next, classes[1])], score))
                        .collect()
                }
                _ => {
                    let options = self.options(place).into_iter();
                    options.map(|(class, score)| candidate(vec![(place, class)], score)).collect()
                }
            };
            index += if date_offset && next.is_some() { 2 } else { 1 };
            states = states.step(&candidates, paths);
        }
        let composite = |class| value(class) % 10 * composite_weight(check.digit) % 10;
        let filled = states.digit(check, |sum| self.digit(check, sum), false, composite, paths);
        match empty {
            Some(empty) => filled.or(empty),
            None => filled,
        }
    }

    /// Pairs of characters of a month or day up to `most`, likeliest first.
    fn date_pairs(&self, first: Place, second: Place, most: u8) -> Vec<([u8; 2], f32)> {
        let mut pairs = Vec::new();
        for (a, left) in self.options(first) {
            for (b, right) in self.options(second) {
                let number = value(a) * 10 + value(b);
                let digits = a != 0 && b != 0;
                let exists = (digits && (1..=most).contains(&number)) || (a == 0 && b == 0);
                pairs.push(([a, b], left + right - if exists { 0.0 } else { NO_DATE_COST }));
            }
        }
        pairs.sort_by(|a, b| b.1.total_cmp(&a.1));
        pairs.truncate(2 * MOST_CHARACTERS);
        pairs
    }

    /// The check digit of `sum` and its score.
    fn digit(&self, check: &Check, sum: u8) -> (u8, f32) {
        (sum + 1, self.score(check.digit, sum + 1))
    }

    /// An empty field, whose check digit may be filler as well.
    fn empty_field(&self, check: &Check) -> Candidate {
        let places = check.covered.iter().chain([&check.digit]);
        let characters: Vec<(Place, u8)> = places.map(|&place| (place, FILLER)).collect();
        let score = characters.iter().map(|&(place, class)| self.score(place, class)).sum();
        Candidate { characters, score, field: 0, composite: 0 }
    }
}

/// All paths as a tree that grows from its leaves back to the start.
#[derive(Default)]
struct Paths {
    nodes: Vec<(usize, Vec<(Place, u8)>)>,
}

impl Paths {
    fn push(&mut self, before: usize, characters: Vec<(Place, u8)>) -> usize {
        self.nodes.push((before, characters));
        self.nodes.len() - 1
    }

    fn back(&self, end: usize) -> Vec<(Place, u8)> {
        let mut characters = Vec::new();
        let mut at = end;
        while let Some((before, here)) = self.nodes.get(at) {
            characters.extend(here);
            if at == *before {
                break;
            }
            at = *before;
        }
        characters
    }
}

/// The two best paths to a state: score and last node, the better first.
type BestTwo = [Option<(f32, usize)>; 2];

/// The best paths to each (field sum, composite sum).
struct States {
    kept: Vec<BestTwo>,
}

/// A way into a state that is not yet a path: score, path before, index of the candidate.
type Offer = Option<(f32, usize, usize)>;

impl States {
    fn empty() -> Vec<[Offer; 2]> {
        vec![[None; 2]; 100]
    }

    fn start(paths: &mut Paths) -> Self {
        let root = paths.push(0, Vec::new());
        let mut kept = vec![[None; 2]; 100];
        kept[0][0] = Some((0.0, root));
        Self { kept }
    }

    fn step(&self, candidates: &[Candidate], paths: &mut Paths) -> Self {
        let mut offers = Self::empty();
        for (state, kept) in self.kept.iter().enumerate() {
            for &(score, node) in kept.iter().flatten() {
                for (index, candidate) in candidates.iter().enumerate() {
                    let field = (state / 10 + usize::from(candidate.field)) % 10;
                    let composite = (state % 10 + usize::from(candidate.composite)) % 10;
                    insert(&mut offers[field * 10 + composite], (score + candidate.score, node, index));
                }
            }
        }
        Self::settled(offers, paths, |index| candidates[index].characters.clone())
    }

    /// Closes a field with its check digit: only paths whose sum it names go on, with a field sum of 0.
    fn digit(
        &self,
        check: &Check,
        digit: impl Fn(u8) -> (u8, f32),
        is_composite: bool,
        composite: impl Fn(u8) -> u8,
        paths: &mut Paths,
    ) -> Self {
        let mut offers = Self::empty();
        for sum in 0..10u8 {
            let (class, digit_score) = digit(sum);
            for (state, kept) in self.kept.iter().enumerate() {
                let named = if is_composite { state % 10 } else { state / 10 };
                if named != usize::from(sum) {
                    continue;
                }
                let target = if is_composite { 0 } else { (state % 10 + usize::from(composite(class))) % 10 };
                for &(score, node) in kept.iter().flatten() {
                    insert(&mut offers[target], (score + digit_score, node, usize::from(class)));
                }
            }
        }
        Self::settled(offers, paths, |class| vec![(check.digit, class as u8)])
    }

    fn settled(offers: Vec<[Offer; 2]>, paths: &mut Paths, characters: impl Fn(usize) -> Vec<(Place, u8)>) -> Self {
        let mut settle =
            |offer: Offer| offer.map(|(score, before, index)| (score, paths.push(before, characters(index))));
        Self { kept: offers.into_iter().map(|[first, second]| [settle(first), settle(second)]).collect() }
    }

    /// The better two of both, state by state.
    fn or(self, other: Self) -> Self {
        let better = |(a, b): (BestTwo, BestTwo)| {
            let mut paths: Vec<(f32, usize)> = a.into_iter().chain(b).flatten().collect();
            paths.sort_by(|a, b| b.0.total_cmp(&a.0));
            [paths.first().copied(), paths.get(1).copied()]
        };
        Self { kept: self.kept.into_iter().zip(other.kept).map(better).collect() }
    }

    fn best_two(&self) -> BestTwo {
        let mut all: Vec<(f32, usize)> = self.kept.iter().flatten().flatten().copied().collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        [all.first().copied(), all.get(1).copied()]
    }
}

fn insert(slot: &mut [Offer; 2], offer: (f32, usize, usize)) {
    if slot[0].is_none_or(|best| offer.0 > best.0) {
        slot[1] = slot[0];
        slot[0] = Some(offer);
    } else if slot[1].is_none_or(|second| offer.0 > second.0) {
        slot[1] = Some(offer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use verify::mrz::MrzFormat;

    const PASSPORT: [&str; 2] =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

    /// Scores of a reading that is sure of `lines` but gives `doubts` (line, column, character, log chance) as well.
    fn scores(lines: &[&str], doubts: &[(usize, usize, u8, f32)]) -> Vec<Vec<PlaceScores>> {
        let mut scores: Vec<Vec<PlaceScores>> = lines
            .iter()
            .map(|line| {
                line.bytes()
                    .map(|character| {
                        let mut place = [-12.0; CLASSES];
                        place[usize::from(class(character).unwrap())] = -0.01;
                        place
                    })
                    .collect()
            })
            .collect();
        for &(line, column, character, score) in doubts {
            scores[line][column][usize::from(class(character).unwrap())] = score;
        }
        scores
    }

    fn passport(doubts: &[(usize, usize, u8, f32)]) -> Option<Decoded> {
        decode(&Layout::new(MrzFormat::Td3, 0), &scores(&PASSPORT, doubts))
    }

    #[test]
    fn clear_lines_come_back_with_a_wide_margin() {
        let decoded = passport(&[]).unwrap();
        assert_eq!(text(&decoded.lines), PASSPORT);
        assert!(decoded.margin > 8.0 && decoded.plain_name);
    }

    #[test]
    fn a_misread_digit_is_repaired_by_its_check_digit() {
        // 7 seen as 1 in the birth date, with the truth a poor second.
        let decoded = passport(&[(1, 13, b'7', -3.0), (1, 13, b'1', -0.05)]).unwrap();
        assert_eq!(text(&decoded.lines), PASSPORT);
    }

    #[test]
    fn letters_that_check_digits_cannot_tell_apart_cost_the_margin() {
        // In the document number, 8 and S stand for 8 and 28: equal modulo 10.
        let decoded = passport(&[(1, 1, b'S', -0.8), (1, 1, b'8', -0.6)]).unwrap();
        assert!(decoded.margin < 0.5, "{}", decoded.margin);
        // A name is under no check digit at all.
        assert!(passport(&[(0, 7, b'J', -1.0), (0, 7, b'I', -0.5)]).unwrap().margin < 0.6);
    }

    #[test]
    fn a_state_of_the_list_beats_a_likelier_one_that_is_not() {
        let decoded = passport(&[(1, 12, b'O', -1.0), (1, 12, b'Q', -0.4)]).unwrap();
        assert_eq!(text(&decoded.lines)[1], PASSPORT[1]);
    }

    #[test]
    fn long_numbers_and_the_french_card_decode_under_their_own_layouts() {
        let long =
            ["I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"];
        let decoded =
            decode(&Layout::new(MrzFormat::Td1, 3), &scores(&long, &[(0, 16, b'8', -0.02), (0, 16, b'3', -2.0)]));
        assert_eq!(text(&decoded.unwrap().lines), long);
        let french = french_card();
        let french: Vec<&str> = french.iter().map(String::as_str).collect();
        let decoded =
            decode(&Layout::new(MrzFormat::FrenchId, 0), &scores(&french, &[(0, 6, b'X', -0.02), (0, 6, b'E', -2.0)]));
        assert_eq!(text(&decoded.unwrap().lines), french);
    }

    fn french_card() -> [String; 2] {
        use verify::mrz::check_digit;
        let first = format!("IDFRA{:<<25}{:<<6}", "BERTHIER", "123456");
        let number = "880692310285";
        let mut second = format!("{number}{}{:<<14}", check_digit(number), "CORINNE");
        second.push_str(&format!("651206{}F", check_digit("651206")));
        let composite = check_digit(&format!("{first}{second}"));
        second.push(composite);
        [first, second]
    }

    #[test]
    fn scores_of_another_shape_give_nothing() {
        assert_eq!(decode(&Layout::new(MrzFormat::Td3, 0), &[]), None);
        assert_eq!(decode(&Layout::new(MrzFormat::Td1, 0), &scores(&PASSPORT, &[])), None);
    }

    proptest! {
        /// Whatever the scores, what comes back holds under all check digits and the grammar.
        #[test]
        fn whatever_comes_back_holds(seed in any::<u64>(), format in 0usize..6) {
            let format = MrzFormat::ALL[format];
            let layout = Layout::new(format, 0);
            let mut state = seed | 1;
            let mut next = || { state ^= state << 13; state ^= state >> 7; state ^= state << 17; -((state % 1000) as f32) / 100.0 };
            let scores: Vec<Vec<PlaceScores>> = layout.sets.iter()
                .map(|line| line.iter().map(|_| { let mut place = [0.0; CLASSES]; place.fill_with(&mut next); place }).collect())
                .collect();
            let decoded = decode(&layout, &scores).unwrap();
            let lines = text(&decoded.lines);
            prop_assert!(layout.checks_hold(&lines).into_iter().all(|holds| holds), "{:?}", lines);
            for (line, sets) in decoded.lines.iter().zip(&layout.sets) {
                prop_assert!(line.iter().zip(sets).all(|(&class, set)| set.contains(class)));
            }
            prop_assert!(decoded.margin >= 0.0);
        }
    }
}
