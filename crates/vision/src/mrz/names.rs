//! The name of a zone: words, one filler between them, two between family and given names, filler to the end.
//!
//! No check digit covers a name, so its form is all there is against letters that are seen in filler.

use super::lattice::PlaceScores;
use verify::mrz::FILLER;

/// What each departure from the form costs, in nats.
const STARTS_WITH_FILLER: f32 = 6.0;
/// A letter after what seemed to be the end: some states print two fillers between given names.
const GOES_ON_AFTER_END: f32 = 4.0;
/// The class of `A`; all above are letters.
const FIRST_LETTER: usize = 11;

/// Where in a name a character stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Start,
    Family,
    FamilyGap,
    Between,
    Given,
    GivenGap,
    End,
}

const FORMS: [Form; 7] =
    [Form::Start, Form::Family, Form::FamilyGap, Form::Between, Form::Given, Form::GivenGap, Form::End];

impl Form {
    /// The form after a letter, or after filler, and its cost.
    const fn after(self, letter: bool) -> (Self, f32) {
        match (self, letter) {
            (Self::Start | Self::Family | Self::FamilyGap, true) => (Self::Family, 0.0),
            (Self::Between | Self::Given | Self::GivenGap, true) => (Self::Given, 0.0),
            (Self::End, true) => (Self::Given, GOES_ON_AFTER_END),
            (Self::Start, false) => (Self::End, STARTS_WITH_FILLER),
            (Self::Family, false) => (Self::FamilyGap, 0.0),
            (Self::FamilyGap, false) => (Self::Between, 0.0),
            (Self::Given, false) => (Self::GivenGap, 0.0),
            (Self::Between | Self::GivenGap | Self::End, false) => (Self::End, 0.0),
        }
    }

    const fn index(self) -> usize {
        self as usize
    }
}

/// The likeliest name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BestName {
    pub(super) classes: Vec<u8>,
    pub(super) score: f32,
    /// Nats to the next best name, which differs in at least one character.
    pub(super) margin: f32,
    /// Whether the form was kept without cost.
    pub(super) plain: bool,
}

/// Viterbi over the form, forward and backward, so that each character is held against its best alternative with all
/// others free to follow. `None` for no places.
pub(super) fn best(places: &[PlaceScores]) -> Option<BestName> {
    if places.is_empty() {
        return None;
    }
    let letters: Vec<[(usize, f32); 2]> = places.iter().map(two_best_letters).collect();
    let impossible = f32::NEG_INFINITY;
    let mut forward = vec![[impossible; FORMS.len()]; places.len() + 1];
    forward[0][Form::Start.index()] = 0.0;
    for (at, place) in places.iter().enumerate() {
        for form in FORMS {
            for (letter, score) in [(true, letters[at][0].1), (false, place[usize::from(FILLER)])] {
                let (to, cost) = form.after(letter);
                let total = forward[at][form.index()] + score - cost;
                let slot = &mut forward[at + 1][to.index()];
                *slot = slot.max(total);
            }
        }
    }
    let mut backward = vec![[0.0f32; FORMS.len()]; places.len() + 1];
    for (at, place) in places.iter().enumerate().rev() {
        for form in FORMS {
            let way = |letter: bool, score: f32| {
                let (to, cost) = form.after(letter);
                score - cost + backward[at + 1][to.index()]
            };
            backward[at][form.index()] = way(true, letters[at][0].1).max(way(false, place[usize::from(FILLER)]));
        }
    }
    let score = backward[0][Form::Start.index()];
    let mut classes = Vec::with_capacity(places.len());
    let mut margin = f32::INFINITY;
    let mut plain = true;
    let mut form = Form::Start;
    for (at, place) in places.iter().enumerate() {
        // The best total with each kind of character here.
        let with = |letter: bool, character: f32| {
            FORMS
                .into_iter()
                .map(|from| {
                    let (to, cost) = from.after(letter);
                    forward[at][from.index()] + character - cost + backward[at + 1][to.index()]
                })
                .fold(impossible, f32::max)
        };
        let here = |letter: bool, character: f32| {
            let (to, cost) = form.after(letter);
            character - cost + backward[at + 1][to.index()]
        };
        let filler = place[usize::from(FILLER)];
        let is_letter = here(true, letters[at][0].1) > here(false, filler);
        classes.push(if is_letter { letters[at][0].0 as u8 } else { FILLER });
        let other_kind = if is_letter { with(false, filler) } else { with(true, letters[at][0].1) };
        let other_letter = if is_letter { with(true, letters[at][1].1) } else { impossible };
        margin = margin.min(score - other_kind.max(other_letter));
        let (next, cost) = form.after(is_letter);
        plain &= cost == 0.0;
        form = next;
    }
    Some(BestName { classes, score, margin: margin.max(0.0), plain })
}

fn two_best_letters(place: &PlaceScores) -> [(usize, f32); 2] {
    let mut best = [(FIRST_LETTER, f32::NEG_INFINITY); 2];
    for (class, &score) in place.iter().enumerate().skip(FIRST_LETTER) {
        if score > best[0].1 {
            best[1] = best[0];
            best[0] = (class, score);
        } else if score > best[1].1 {
            best[1] = (class, score);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::CLASSES;
    use super::*;
    use verify::mrz::class;

    fn places(text: &str, doubts: &[(usize, u8, f32)]) -> Vec<PlaceScores> {
        let mut places: Vec<PlaceScores> = text
            .bytes()
            .map(|character| {
                let mut place = [-12.0; CLASSES];
                place[usize::from(class(character).unwrap())] = -0.01;
                place
            })
            .collect();
        for &(at, character, score) in doubts {
            places[at][usize::from(class(character).unwrap())] = score;
        }
        places
    }

    fn read(text: &str, doubts: &[(usize, u8, f32)]) -> (String, BestName) {
        let best = best(&places(text, doubts)).unwrap();
        let text = super::super::decode::text(std::slice::from_ref(&best.classes)).remove(0);
        (text, best)
    }

    #[test]
    fn a_letter_seen_in_filler_is_filler() {
        let (text, best) = read("DOE<<JOHN<<<<<<", &[(12, b'K', -0.5), (12, b'<', -1.5)]);
        assert_eq!(text, "DOE<<JOHN<<<<<<");
        assert!(best.plain);
    }

    #[test]
    fn a_clear_letter_after_the_end_stays_and_is_said() {
        let (text, best) = read("DOE<<JOHN<<PAUL", &[]);
        assert_eq!(text, "DOE<<JOHN<<PAUL");
        assert!(!best.plain);
    }

    #[test]
    fn the_margin_is_that_of_the_least_sure_character() {
        let (_, best) = read("DOE<<JOHN<<<<<<", &[(6, b'Q', -1.01)]);
        assert!((best.margin - 1.0).abs() < 1e-3);
    }

    #[test]
    fn one_name_alone_is_a_name() {
        let (text, best) = read("ARKFREITH<<<<<<", &[]);
        assert_eq!(text, "ARKFREITH<<<<<<");
        assert!(best.plain && best.margin > 5.0);
    }
}
