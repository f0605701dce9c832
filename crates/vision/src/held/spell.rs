//! How much speaks for words that somebody was asked to write, when it is known what they are: forced alignment with what a network makes of
//! the strokes (Graves et al. 2006, connectionist temporal classification), held against words of the same kind that nobody asked for.

use crate::text::Trace;

/// A letter is never less likely than that, as a natural logarithm: networks are surer of a misread letter than they should be.
const FLOOR: f32 = -7.0;
/// What a letter that is easily taken for another may stand for it, as a natural logarithm.
const ALIKE: f32 = -2.5;
/// What it costs to leave out a sign between letters, as a natural logarithm: 2 March 2027 is no part of Feb 23 2027.
const LEFT_OUT: f32 = -4.0;
/// Letters that are taken for one another in writing.
const LOOK_ALIKE: [&str; 16] = [
    "0OoDQ〇", "1Il7|", "2Zz乙", "5Ss", "6bG", "8B", "9gqy", "4AY", "UVuv", "CGc", "KXkx", "MNmn", "HN", "PRp", "7TF",
    "EF",
];

/// What must be there, one after another.
#[derive(Clone, Debug, PartialEq)]
struct Token {
    /// Places in [`Letters::all`], with the natural logarithm of what each counts for.
    of: Vec<(usize, f32)>,
    /// Whether it may be left out, as people write signs between others differently.
    optional: bool,
}

/// Words as the network's letters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Word {
    tokens: Vec<Token>,
    /// What must not go on before it and after it: the 4th of May is no part of the 14th.
    begins: Kind,
    ends: Kind,
}

/// What goes on without a sign between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Other,
    Digit,
    Letter,
}

impl Kind {
    fn of(letter: Option<char>) -> Self {
        match letter {
            Some(letter) if letter.is_ascii_digit() => Self::Digit,
            Some(letter) if letter.is_ascii_alphabetic() => Self::Letter,
            _ => Self::Other,
        }
    }
}

/// All letters that are asked about.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters {
    pub(super) all: Vec<char>,
}

/// Signs that separate, of which people write one for another.
const SIGNS: &str = "-–—_~.,。·、/|:：' ";

impl Letters {
    fn place(&mut self, letter: char) -> usize {
        self.all.iter().position(|other| *other == letter).unwrap_or_else(|| {
            self.all.push(letter);
            self.all.len() - 1
        })
    }

    /// The word that says `text`, in capitals or not. Spaces need not be there.
    pub(super) fn word(&mut self, text: &str) -> Word {
        let mut tokens = Vec::new();
        for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
            let optional = SIGNS.contains(letter);
            let mut of: Vec<(usize, f32)> = Vec::new();
            let mut add = |letters: &mut Self, letter: char, counts: f32| {
                let place = letters.place(letter);
                if of.iter().all(|(other, _)| *other != place) {
                    of.push((place, counts));
                }
            };
            if optional {
                SIGNS.chars().for_each(|sign| add(self, sign, 0.0));
            } else {
                letter.to_lowercase().chain(letter.to_uppercase()).for_each(|same| add(self, same, 0.0));
                let alike = LOOK_ALIKE
                    .iter()
                    .filter(|group| group.contains(letter.to_ascii_uppercase()) || group.contains(letter));
                for group in alike {
                    group.chars().for_each(|other| add(self, other, ALIKE));
                }
            }
            tokens.push(Token { of, optional });
        }
        let ends = |letter: Option<char>| Kind::of(letter);
        Word { tokens, begins: ends(text.trim().chars().next()), ends: ends(text.trim().chars().next_back()) }
    }

    /// A word that may be a part of another.
    pub(super) fn part(&mut self, text: &str) -> Word {
        Word { begins: Kind::Other, ends: Kind::Other, ..self.word(text) }
    }
}

/// Lines behind one another, as natural logarithms relative to the likeliest class of each step.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// Of nothing.
    blank: Vec<f32>,
    /// Of each letter, `letters` a step.
    of: Vec<f32>,
    letters: usize,
    /// What was read last before each step, and what is read next after it.
    before: Vec<Kind>,
    after: Vec<Kind>,
}

impl Page {
    /// The page of `traces`, each of `letters` letters a step. Between lines there is nothing.
    pub(super) fn of(traces: &[Trace], letters: usize) -> Self {
        let mut page = Self { letters, ..Self::default() };
        for trace in traces {
            for (step, (&best, &blank)) in trace.best.iter().zip(&trace.blank).enumerate() {
                page.blank.push((blank - best).max(FLOOR));
                let all = trace.letters.get(step * letters..(step + 1) * letters).unwrap_or_default();
                page.of.extend(all.iter().map(|value| value - best));
                page.of.resize(page.blank.len() * letters, f32::NEG_INFINITY);
            }
            page.blank.push(0.0);
            page.of.resize(page.blank.len() * letters, f32::NEG_INFINITY);
            page.neighbours(&trace.likeliest);
        }
        page
    }

    /// Notes what is read around each step of a line, and around the one that ends it. What is read of one letter over several steps is one.
    fn neighbours(&mut self, likeliest: &[Option<char>]) {
        let (start, mut last) = (self.before.len(), Kind::Other);
        let mut own = None;
        // Before: the letter before the one that is read here or was read last.
        for letter in likeliest {
            self.before.push(match letter {
                Some(_) if own == Some(*letter) => self.before.last().copied().unwrap_or_default(),
                Some(_) => last,
                None => last,
            });
            if letter.is_some() {
                last = Kind::of(*letter);
            }
            own = Some(*letter);
        }
        self.before.push(last);
        let mut next = Kind::Other;
        let mut after = vec![Kind::Other];
        let mut own = None;
        for letter in likeliest.iter().rev() {
            after.push(match letter {
                Some(_) if own == Some(*letter) => after.last().copied().unwrap_or_default(),
                _ => next,
            });
            if letter.is_some() {
                next = Kind::of(*letter);
            }
            own = Some(*letter);
        }
        after.reverse();
        self.after.extend(after);
        self.before.truncate(start + likeliest.len() + 1);
    }

    /// What it costs to begin or end a word where another goes on.
    fn cut(kind: Kind, around: Option<&Kind>) -> f32 {
        if kind != Kind::Other && around == Some(&kind) { FLOOR } else { 0.0 }
    }

    fn emits(&self, step: usize, token: &Token) -> f32 {
        let likeliest = token.of.iter().map(|(letter, counts)| {
            self.of.get(step * self.letters + letter).map_or(f32::NEG_INFINITY, |value| value + counts)
        });
        likeliest.fold(FLOOR, f32::max)
    }

    /// By how much the likeliest way to read `word` somewhere on the page is less likely than the likeliest way to read anything there, as
    /// a natural logarithm: 0 where the network reads just that, and lower the less it does. `None` for no word, or an empty page.
    pub(super) fn lacks(&self, word: &Word) -> Option<f32> {
        let tokens = &word.tokens;
        if tokens.is_empty() || self.blank.is_empty() {
            return None;
        }
        const NEVER: f32 = -1e9;
        // After each step: in the token, and in the nothing after it.
        let (mut within, mut after) = (vec![NEVER; tokens.len()], vec![NEVER; tokens.len()]);
        let mut best = NEVER;
        for step in 0..self.blank.len() {
            let blank = self.blank[step];
            let (begin, end) =
                (Self::cut(word.begins, self.before.get(step)), Self::cut(word.ends, self.after.get(step)));
            // From the last to the first, so that what is read of the ones before is of the step before.
            for index in (0..tokens.len()).rev() {
                let mut from = within[index].max(if index == 0 { begin } else { NEVER });
                let (mut before, mut left_out) = (index, 0.0);
                while before > 0 {
                    before -= 1;
                    let same = tokens[before] == tokens[index];
                    from = from.max(left_out + after[before].max(if same { NEVER } else { within[before] }));
                    if !tokens[before].optional {
                        break;
                    }
                    left_out += LEFT_OUT;
                    if before == 0 {
                        from = from.max(left_out + begin);
                    }
                }
                after[index] = blank + after[index].max(within[index]);
                within[index] = from + self.emits(step, &tokens[index]);
            }
            let ends = tokens.iter().rposition(|token| !token.optional).unwrap_or(0);
            best = within[ends..].iter().map(|value| value + end).fold(best, f32::max);
        }
        (best > NEVER / 2.0).then_some(best)
    }
}

/// Evidence for `meant` against `others`, in bits: the logarithm to the base 2 of how much likelier the page is if `meant` is written on
/// it than if one of the others is, whichever. `None` where there is nothing to compare.
pub(super) fn evidence(page: &Page, meant: &Word, others: &[Word]) -> Option<f32> {
    let own = page.lacks(meant)?;
    let others: Vec<f32> = others.iter().filter_map(|other| page.lacks(other)).collect();
    Some((own - mean(&others)?) / std::f32::consts::LN_2)
}

/// The logarithm of the mean of what `logarithms` are of.
pub(super) fn mean(logarithms: &[f32]) -> Option<f32> {
    let highest = logarithms.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if !highest.is_finite() {
        return None;
    }
    let sum: f32 = logarithms.iter().map(|value| (value - highest).exp()).sum();
    Some(highest + (sum / logarithms.len() as f32).ln())
}

/// Words of the same kind as `text`, that nobody asked for: each letter is another of `alphabet`, where it is of it.
pub(super) fn others_like(text: &str, alphabets: &[&str], count: usize) -> Vec<String> {
    let turned = |letter: char, by: usize| {
        let alphabet = alphabets.iter().find(|alphabet| alphabet.contains(letter))?;
        let all: Vec<char> = alphabet.chars().collect();
        let place = all.iter().position(|other| *other == letter)?;
        Some(all[(place + 1 + by % (all.len() - 1).max(1)) % all.len()])
    };
    (0..count)
        .map(|number| {
            let letters = text.chars().enumerate();
            // Steps without a common pattern, so that the others differ from one another in every place.
            letters
                .map(|(place, letter)| turned(letter, number * (2 * place + 5) + place * place * 3).unwrap_or(letter))
                .collect()
        })
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A page on which a network reads `text`, each letter with that certainty, with nothing between.
    pub(in crate::held) fn page(letters: &mut Letters, text: &str, sure: f32) -> Page {
        let places: Vec<usize> = text.chars().map(|letter| letters.place(letter)).collect();
        let count = letters.all.len();
        let mut trace = Trace::default();
        for place in places {
            for step in 0..3 {
                let blank = step != 1 || letters.all[place] == ' ';
                trace.best.push(sure.ln());
                trace.blank.push(if blank { sure } else { 1.0 - sure }.ln());
                let of = (0..count).map(|letter| if !blank && letter == place { sure.ln() } else { f32::NEG_INFINITY });
                trace.letters.extend(of);
                trace.likeliest.push((!blank).then(|| letters.all[place]));
            }
        }
        Page::of(&[trace], count)
    }

    fn measured(written: &str, meant: &str) -> f32 {
        let mut letters = Letters::default();
        let word = letters.word(meant);
        let others: Vec<Word> = others_like(meant, &["ABCDEFGHJKMNPQRSTUVWXYZ23456789"], 30)
            .iter()
            .map(|other| letters.word(other))
            .collect();
        let page = page(&mut letters, written, 0.9);
        evidence(&page, &word, &others).unwrap()
    }

    #[test]
    fn what_is_written_is_far_likelier_than_what_is_not() {
        for written in ["X K7M2QX Y", "k7m2qx", "K7MZQX"] {
            let bits = measured(written, "K7M2QX");
            assert!(bits > 15.0, "{written} {bits}");
        }
        for written in ["W4PAT9", "......", "KKKKKK"] {
            let bits = measured(written, "K7M2QX");
            assert!(bits < 12.0, "{written} {bits}");
        }
    }

    #[test]
    fn signs_and_spaces_may_be_others_or_missing() {
        let mut letters = Letters::default();
        let word = letters.word("2026-11-28");
        for written in ["2026-11-28", "2026.11.28", "20261128", "2026 / 11 / 28"] {
            let lacks = page(&mut letters, written, 0.95).lacks(&word).unwrap();
            assert!(lacks > -9.0, "{written} {lacks}");
        }
        let other = page(&mut letters, "2026-11-27", 0.95).lacks(&word).unwrap();
        assert!(other < -4.0, "{other}");
        assert_eq!(Page::default().lacks(&word), None);
        assert_eq!(page(&mut letters, "x", 0.9).lacks(&Word::default()), None);
    }

    #[test]
    fn a_day_is_no_part_of_another() {
        let mut letters = Letters::default();
        let (fourth, second) = (letters.word("4may2027"), letters.word("2026-11-2"));
        for (written, word) in [("14 May 2027", &fourth), ("2026-11-28", &second)] {
            let page = page(&mut letters, written, 0.95);
            let lacks = page.lacks(word).unwrap();
            assert!(lacks < -4.0, "{written} {lacks}");
        }
        let alone = page(&mut letters, "Date:4 May 2027", 0.95).lacks(&fourth).unwrap();
        assert!(alone > -2.0, "{alone}");
    }

    #[test]
    fn others_differ_in_every_place_and_keep_what_is_of_no_alphabet() {
        for other in others_like("ab-12", &["abcdefgh", "0123456789"], 20) {
            let pairs: Vec<(char, char)> = other.chars().zip("ab-12".chars()).collect();
            assert_eq!(pairs.len(), 5);
            assert!(pairs.iter().all(|(one, two)| (one == two) == (*two == '-')), "{other}");
        }
    }
}
