//! Where each character of a zone belongs, which characters may stand there, and what the check digits cover.

use super::{ALPHABET, FILLER, MrzFormat, WEIGHTS, class, value};

/// A set of characters, by class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CharacterSet(u64);

impl CharacterSet {
    const FILLER: Self = Self(1);
    const DIGITS: Self = Self(0x7fe);
    const LETTERS: Self = Self(0x1f_ffff_f800);
    /// Every character of a zone.
    pub const ANY: Self = Self(0x1f_ffff_ffff);

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn of(characters: &str) -> Self {
        Self(characters.bytes().filter_map(class).fold(0, |set, class| set | 1 << class))
    }

    /// Whether the set holds `class`.
    #[must_use]
    pub const fn contains(self, class: u8) -> bool {
        class < 64 && self.0 >> class & 1 == 1
    }

    /// The set of one letter of the templates below.
    fn of_template(letter: char) -> Self {
        match letter {
            'a' => Self::LETTERS,
            'A' => Self::LETTERS.or(Self::FILLER),
            'd' => Self::DIGITS,
            'D' => Self::DIGITS.or(Self::FILLER),
            's' => Self::of("MFX<"),
            'P' => Self::of("P"),
            'V' => Self::of("V"),
            // First letter of the code of cards (part 5, section 4.2.2, and part 6).
            'I' => Self::of("IAC"),
            'i' => Self::of("I"),
            'x' => Self::of("D"),
            'F' => Self::of("F"),
            'R' => Self::of("R"),
            'f' => Self::of("A"),
            '<' => Self::FILLER,
            _ => Self::ANY,
        }
    }
}

/// A character's place: line from the top, column from the left, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line from the top.
    pub line: usize,
    /// Column from the left.
    pub column: usize,
}

/// A check digit and what it covers, in the order of the weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The covered characters.
    pub covered: Vec<Place>,
    /// The digit.
    pub digit: Place,
    /// Whether filler may stand for the digit 0.
    pub filler_is_zero: bool,
}

/// One layout in all detail. A long document number gives a layout of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The format.
    pub format: MrzFormat,
    /// Which characters may stand where; one vector a line.
    pub sets: Vec<Vec<CharacterSet>>,
    /// The check digits of single fields.
    pub checks: Vec<Check>,
    /// The check digit over all of them, where there is one.
    pub composite: Option<Check>,
    /// First places of dates (`YYMMDD`, six characters).
    pub dates: Vec<Place>,
    /// First places of states (three characters).
    pub states: Vec<Place>,
    /// The name: its first place and its length. `None` where a composite check digit covers it.
    pub name: Option<(Place, usize)>,
    /// Characters of the document number beyond the ninth, which stand in the optional data.
    pub extra_number: usize,
}

impl Layout {
    /// Most characters of a document number beyond the ninth: of `format`'s optional data, less the check digit and
    /// the filler that follows (part 5, section 4.2.2.1, note j; part 6 likewise).
    #[must_use]
    pub const fn most_extra_number(format: MrzFormat) -> usize {
        match format {
            MrzFormat::Td1 => 13,
            MrzFormat::Td2 => 5,
            _ => 0,
        }
    }

    /// The layout of `format`, with `extra_number` characters of the document number in the optional data (0 when the
    /// number has nine or fewer; more than [`Layout::most_extra_number`] counts as that).
    #[must_use]
    pub fn new(format: MrzFormat, extra_number: usize) -> Self {
        let extra_number = extra_number.min(Self::most_extra_number(format));
        let mut layout = Self {
            format,
            sets: templates(format).iter().map(|line| line.chars().map(CharacterSet::of_template).collect()).collect(),
            checks: Vec::new(),
            composite: None,
            dates: Vec::new(),
            states: Vec::new(),
            name: None,
            extra_number,
        };
        match format {
            MrzFormat::Td1 => layout.complete_td1(),
            MrzFormat::FrenchId => layout.complete_french(),
            _ => layout.complete_two_lines(),
        }
        if extra_number > 0 {
            layout.lengthen_number();
        }
        layout
    }

    fn complete_two_lines(&mut self) {
        let length = self.format.length();
        self.states = vec![at(0, 2), at(1, 10)];
        self.dates = vec![at(1, 13), at(1, 21)];
        self.name = Some((at(0, 5), length - 5));
        let document = matches!(self.format, MrzFormat::Td2 | MrzFormat::Td3);
        self.checks = vec![
            Check { covered: run(1, 0, 9), digit: at(1, 9), filler_is_zero: false },
            Check { covered: run(1, 13, 19), digit: at(1, 19), filler_is_zero: false },
            Check { covered: run(1, 21, 27), digit: at(1, 27), filler_is_zero: false },
        ];
        if self.format == MrzFormat::Td3 {
            self.checks.push(Check { covered: run(1, 28, 42), digit: at(1, 42), filler_is_zero: true });
        }
        if document {
            let covered = [run(1, 0, 10), run(1, 13, 20), run(1, 21, length - 1)].concat();
            self.composite = Some(Check { covered, digit: at(1, length - 1), filler_is_zero: false });
        }
    }

    fn complete_td1(&mut self) {
        self.states = vec![at(0, 2), at(1, 15)];
        self.dates = vec![at(1, 0), at(1, 8)];
        self.name = Some((at(2, 0), 30));
        self.checks = vec![
            Check { covered: run(0, 5, 14), digit: at(0, 14), filler_is_zero: false },
            Check { covered: run(1, 0, 6), digit: at(1, 6), filler_is_zero: false },
            Check { covered: run(1, 8, 14), digit: at(1, 14), filler_is_zero: false },
        ];
        let covered = [run(0, 5, 30), run(1, 0, 7), run(1, 8, 15), run(1, 18, 29)].concat();
        self.composite = Some(Check { covered, digit: at(1, 29), filler_is_zero: false });
    }

    fn complete_french(&mut self) {
        self.dates = vec![at(1, 27)];
        self.checks = vec![
            Check { covered: run(1, 0, 12), digit: at(1, 12), filler_is_zero: false },
            Check { covered: run(1, 27, 33), digit: at(1, 33), filler_is_zero: false },
        ];
        let covered = [run(0, 0, 36), run(1, 0, 35)].concat();
        self.composite = Some(Check { covered, digit: at(1, 35), filler_is_zero: false });
    }

    /// The number goes on in the optional data: filler in place of its check digit, the rest, the check digit, filler.
    fn lengthen_number(&mut self) {
        let Some(number) = self.checks.first_mut() else { return };
        let (mark, optional) = match self.format {
            MrzFormat::Td1 => (at(0, 14), at(0, 15)),
            _ => (at(1, 9), at(1, 28)),
        };
        let end = optional.column + self.extra_number;
        number.covered.extend(run(optional.line, optional.column, end));
        number.digit = at(optional.line, end);
        let number_end = at(optional.line, end + 1);
        let letters = CharacterSet::LETTERS.or(CharacterSet::DIGITS);
        let mut set = |place: Place, characters: CharacterSet| {
            if let Some(slot) = self.sets.get_mut(place.line).and_then(|line| line.get_mut(place.column)) {
                *slot = characters;
            }
        };
        set(mark, CharacterSet::FILLER);
        for column in optional.column..end {
            set(at(optional.line, column), letters);
        }
        set(at(optional.line, end), CharacterSet::DIGITS);
        set(number_end, CharacterSet::FILLER);
    }

    /// Every check digit: of the fields, then the composite one.
    pub fn all_checks(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().chain(&self.composite)
    }

    /// The layout that `lines` follow: the long number is found by the filler in place of its check digit. `None` when
    /// count or length of the lines do not fit, or a character is of no zone.
    #[must_use]
    pub fn of_lines(format: MrzFormat, lines: &[String]) -> Option<Self> {
        let fits = lines.len() == format.lines()
            && lines.iter().all(|line| line.len() == format.length() && line.bytes().all(|c| class(c).is_some()));
        if !fits {
            return None;
        }
        let (mark, optional) = match format {
            MrzFormat::Td1 => (*lines[0].as_bytes().get(14)?, lines[0].get(15..30)?),
            MrzFormat::Td2 => (*lines[1].as_bytes().get(9)?, lines[1].get(28..35)?),
            _ => return Some(Self::new(format, 0)),
        };
        let rest = optional.find('<').unwrap_or(optional.len());
        let extra = if mark == b'<' && rest >= 2 { rest - 1 } else { 0 };
        Some(Self::new(format, extra))
    }

    /// Whether each check digit of `lines` holds, in the order of [`Layout::all_checks`]. A place outside the lines
    /// counts as filler.
    #[must_use]
    pub fn checks_hold(&self, lines: &[String]) -> Vec<bool> {
        let class_at = |place: &Place| {
            lines
                .get(place.line)
                .and_then(|line| line.as_bytes().get(place.column))
                .and_then(|&c| class(c))
                .unwrap_or(FILLER)
        };
        self.all_checks()
            .map(|check| {
                let sum: u32 = check
                    .covered
                    .iter()
                    .zip(WEIGHTS.iter().cycle())
                    .map(|(place, &weight)| u32::from(value(class_at(place))) * u32::from(weight))
                    .sum();
                let digit = ALPHABET[usize::from(class_at(&check.digit)) % ALPHABET.len()];
                u32::from(digit) == u32::from(b'0') + sum % 10 || (check.filler_is_zero && digit == b'<' && sum == 0)
            })
            .collect()
    }
}

const fn at(line: usize, column: usize) -> Place {
    Place { line, column }
}

fn run(line: usize, from: usize, to: usize) -> Vec<Place> {
    (from..to).map(|column| at(line, column)).collect()
}

/// One letter a place: see [`CharacterSet::of_template`]; `n` is any character.
fn templates(format: MrzFormat) -> Vec<String> {
    let second = format!("{}dAAA{}ds{}d", "n".repeat(9), "D".repeat(6), "d".repeat(6));
    let first = |code: &str, length: usize| format!("{code}aAA{}", "A".repeat(length - 5));
    match format {
        MrzFormat::Td3 => vec![first("PA", 44), format!("{second}{}Dd", "n".repeat(14))],
        MrzFormat::MrvA => vec![first("VA", 44), format!("{second}{}", "n".repeat(16))],
        MrzFormat::MrvB => vec![first("VA", 36), format!("{second}{}", "n".repeat(8))],
        MrzFormat::Td2 => vec![first("IA", 36), format!("{second}{}d", "n".repeat(7))],
        MrzFormat::Td1 => vec![
            format!("InaAA{}d{}", "n".repeat(9), "n".repeat(15)),
            format!("{}ds{}dAAA{}d", "D".repeat(6), "d".repeat(6), "n".repeat(11)),
            "A".repeat(30),
        ],
        MrzFormat::FrenchId => vec![
            format!("ixFRf{}{}", "A".repeat(25), "n".repeat(6)),
            format!("{}d{}{}dsd", "n".repeat(12), "A".repeat(14), "D".repeat(6)),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::check_digit;
    use super::*;

    fn lines(text: &[&str]) -> Vec<String> {
        text.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn the_specimens_of_icao_9303_hold() {
        // ICAO 9303 part 4 appendix B, part 5 appendix B, part 6 appendix B, part 7 appendix B.
        for (format, zone) in [
            (
                MrzFormat::Td3,
                vec!["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"],
            ),
            (
                MrzFormat::Td1,
                vec![
                    "I<UTOD231458907<<<<<<<<<<<<<<<",
                    "7408122F1204159UTO<<<<<<<<<<<6",
                    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
                ],
            ),
            (MrzFormat::Td2, vec!["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]),
            (
                MrzFormat::MrvA,
                vec!["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"],
            ),
        ] {
            let zone = lines(&zone);
            let layout = Layout::of_lines(format, &zone).unwrap();
            assert!(layout.checks_hold(&zone).into_iter().all(|holds| holds), "{zone:?}");
            for (line, sets) in zone.iter().zip(&layout.sets) {
                assert!(line.bytes().zip(sets).all(|(c, set)| set.contains(class(c).unwrap())), "{line}");
            }
        }
    }

    #[test]
    fn a_long_number_is_found_and_its_digit_covers_all_of_it() {
        // ICAO 9303 part 5, section 4.2.2.1: D23145890734 in the example of note j.
        let zone = lines(&[
            "I<UTOD23145890<7349<<<<<<<<<<<",
            "3407127M9507122UTO<<<<<<<<<<<2",
            "STEVENSON<<PETER<JOHN<<<<<<<<<",
        ]);
        let layout = Layout::of_lines(MrzFormat::Td1, &zone).unwrap();
        assert_eq!(layout.extra_number, 3);
        assert_eq!(check_digit("D23145890734"), '9');
        assert!(layout.checks_hold(&zone).into_iter().all(|holds| holds));
    }

    #[test]
    fn one_wrong_digit_breaks_its_own_check_and_the_composite() {
        let zone =
            lines(&["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408222F1204159ZE184226B<<<<<10"]);
        let layout = Layout::new(MrzFormat::Td3, 0);
        assert_eq!(layout.checks_hold(&zone), [true, false, true, true, false]);
    }

    #[test]
    fn templates_have_the_length_of_their_lines() {
        for format in MrzFormat::ALL {
            for extra in 0..=Layout::most_extra_number(format) {
                let layout = Layout::new(format, extra);
                assert_eq!(layout.sets.len(), format.lines());
                assert!(layout.sets.iter().all(|line| line.len() == format.length()), "{format:?}");
            }
        }
    }
}
