//! Lines taken apart: labels, and texts that may be their values.

use super::labels::{self, Label};
use super::sheet::{Area, Placed};
use super::values;
use super::words::Announced;
use verify::geometry::{Point, Quad};
use verify::reading::FieldName;

/// A part of a line.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// What it says, without separators at its ends.
    pub(super) text: String,
    /// Index of its line on the sheet.
    pub(super) line: usize,
    /// Its first character in the line, and the one after its last.
    pub(super) span: (usize, usize),
    /// Where it is on the sheet.
    pub(super) area: Area,
}

impl Piece {
    /// How far off its place may be, in pixels: the further it stands from the start of its line, the less is known of the
    /// widths of the characters before it.
    pub(super) fn slack(&self) -> f32 {
        let shown = (self.span.1 - self.span.0).max(1) as f32;
        0.12 * (self.area.right - self.area.left) / shown * self.span.0 as f32
    }

    /// The characters from `start` to before `end`, without separators at their ends.
    pub(super) fn part(&self, start: usize, end: usize) -> Self {
        let characters: Vec<char> = self.text.chars().collect();
        let end = end.min(characters.len());
        let start = start.min(end);
        let text: String = characters[start..end].iter().collect();
        let trimmed = values::trimmed(&text);
        let lead = text.find(trimmed).map_or(0, |at| text[..at].chars().count());
        let (start, end) = (start + lead, start + lead + trimmed.chars().count());
        let (from, to) = shares(&characters, (start, end));
        let width = self.area.right - self.area.left;
        Self {
            text: trimmed.to_owned(),
            line: self.line,
            span: (self.span.0 + start, self.span.0 + end),
            area: Area { left: self.area.left + width * from, right: self.area.left + width * to, ..self.area },
        }
    }
}

/// A label, or several that say the same in other languages.
#[derive(Clone, Debug)]
pub(super) struct LabelPiece {
    /// What it announces.
    pub(super) announced: Announced,
    /// 0 to 1: how many of its characters fit.
    pub(super) likeness: f32,
    /// Whether it is an abbreviation of AAMVA cards.
    pub(super) american: bool,
    /// Whether it is the number of a field, so that its value takes one line.
    pub(super) numbered: bool,
    /// Where it stands.
    pub(super) piece: Piece,
    /// The text that follows it in its own line, if it can be its value.
    pub(super) inline: Option<Inline>,
}

/// Text after a label in one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inline {
    /// Index of the text among the texts.
    pub(super) text: usize,
    /// Whether it must be the value (a colon, capitals after small letters); else it may be the label in another language.
    pub(super) sure: bool,
}

/// All labels and all texts of a sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    pub(super) labels: Vec<LabelPiece>,
    pub(super) texts: Vec<Piece>,
}

/// How fields are numbered, as on driving licences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    /// Not at all.
    None,
    /// `1 ERIKSSON`.
    Plain,
    /// `1. ERIKSSON`.
    Marked,
}

impl Numbers {
    /// What at least three different numbers at the start of lines say.
    fn of(lines: &[Placed]) -> Self {
        let count = |marked: bool| {
            let numbers: std::collections::BTreeSet<String> = lines
                .iter()
                .filter_map(|line| {
                    let label =
                        labels::numbered(&line.text).filter(|label| labels::is_marked(&line.text, label) == marked)?;
                    Some(line.text.chars().take(label.end).filter(|c| c.is_alphanumeric()).collect())
                })
                .collect();
            numbers.len()
        };
        let (marked, plain) = (count(true), count(false));
        match (marked.max(plain) >= 3, marked >= plain) {
            (false, _) => Self::None,
            (true, true) => Self::Marked,
            (true, false) => Self::Plain,
        }
    }

    /// A mark may be lost where the number has a letter, as `4a` is nothing else, and where it stands alone.
    fn fits(self, text: &str, label: &Label) -> bool {
        let lettered = text.chars().skip(label.start).take(label.end - label.start).any(char::is_alphabetic);
        self == Self::Plain || lettered || label.end == text.chars().count() || labels::is_marked(text, label)
    }
}

impl Pieces {
    /// Takes `lines` apart. Numbers count as labels where several of them stand before lines, as on driving licences.
    pub(super) fn of(lines: &[Placed]) -> Self {
        let numbers = Numbers::of(lines);
        let mut pieces = Self::default();
        for (index, line) in lines.iter().enumerate() {
            if !is_machine_readable(&line.text) && !labels::is_heading(&line.text) {
                pieces.add(index, line, numbers);
            }
        }
        // Where given names have a label of their own, `Name` is the family name.
        let given = pieces.labels.iter().any(|label| label.announced == Announced::Field(FieldName::GivenNames));
        for label in pieces.labels.iter_mut().filter(|label| given && label.announced == Announced::WholeName) {
            label.announced = Announced::Field(FieldName::FamilyName);
        }
        pieces
    }

    fn add(&mut self, index: usize, line: &Placed, numbers: Numbers) {
        let characters: Vec<char> = line.text.chars().collect();
        let groups = groups(&line.text, &characters, numbers);
        let Some(first) = groups.first() else {
            self.text(index, line, &characters, (0, characters.len()));
            return;
        };
        // The label in a language that is not known belongs to the label, so that its column starts where it does.
        let mut from = 0;
        if is_value_before_label(&characters, first) {
            self.text(index, line, &characters, (0, first.start));
            from = first.start;
        }
        for (position, group) in groups.iter().enumerate() {
            let next = groups.get(position + 1);
            let until = next.map_or(characters.len(), |next| next.start);
            let after = value_after_label(&characters, group, until, next.is_some());
            let inline = after.and_then(|(start, sure)| {
                self.text(index, line, &characters, (start, until)).map(|text| Inline { text, sure })
            });
            let label_end = if inline.is_some() { group.end } else { until };
            self.labels.push(LabelPiece {
                announced: group.announced,
                likeness: group.likeness,
                american: group.american,
                numbered: group.numbered,
                piece: piece(index, line, &characters, (from, label_end)),
                inline,
            });
            from = until;
        }
    }

    /// Adds the characters of `span` as a text; `None` when they say nothing.
    fn text(
        &mut self,
        index: usize,
        line: &Placed,
        characters: &[char],
        (start, end): (usize, usize),
    ) -> Option<usize> {
        let text = piece(index, line, characters, (0, characters.len())).part(start, end);
        text.text.chars().any(char::is_alphanumeric).then(|| {
            self.texts.push(text);
            self.texts.len() - 1
        })
    }
}

fn piece(index: usize, line: &Placed, characters: &[char], span: (usize, usize)) -> Piece {
    Piece {
        text: characters.get(span.0..span.1).unwrap_or_default().iter().collect(),
        line: index,
        span,
        area: cut_area(line, characters, span),
    }
}

/// The part of a line's area that the characters of `span` take.
fn cut_area(line: &Placed, characters: &[char], span: (usize, usize)) -> Area {
    let (from, to) = shares(characters, span);
    let width = line.area.right - line.area.left;
    Area { left: line.area.left + width * from, right: line.area.left + width * to, ..line.area }
}

/// The part of a line's quad in the photo that the characters of `span` take.
pub(super) fn cut_quad(line: &Placed, span: (usize, usize)) -> Quad {
    let characters: Vec<char> = line.text.chars().collect();
    let (from, to) = shares(&characters, span);
    let Quad([a, b, c, d]) = line.quad;
    let at = |left: Point, right: Point, share: f32| left.towards(right, share);
    Quad([at(a, b, from), at(a, b, to), at(d, c, to), at(d, c, from)])
}

/// Where `span` begins and ends, in parts of the line's length, by the usual widths of characters.
pub(super) fn shares(characters: &[char], (start, end): (usize, usize)) -> (f32, f32) {
    let width = |c: &char| match c {
        '\u{2e80}'..='\u{ffff}' => 2.0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '/' | '-' | ' ' | '(' | ')' | 't' | 'f'
        | 'r' => 0.6,
        'M' | 'W' | 'm' | 'w' => 1.5,
        c if c.is_uppercase() || c.is_ascii_digit() => 1.15,
        _ => 1.0,
    };
    let sum = |part: &[char]| part.iter().map(width).sum::<f32>();
    let all = sum(characters).max(1e-3);
    let from = sum(characters.get(..start).unwrap_or_default()) / all;
    (from, from + sum(characters.get(start..end).unwrap_or_default()) / all)
}

/// Lines of a machine-readable zone have fillers; those of barcodes and rasters are not of this kind at all.
fn is_machine_readable(text: &str) -> bool {
    let fillers = text.chars().filter(|c| matches!(c, '<' | '«' | '〈' | '《' | 'く')).count();
    fillers >= 2 || (fillers >= 1 && text.chars().count() >= 20)
}

/// The labels of a line, those that say the same in several languages as one.
fn groups(text: &str, characters: &[char], numbers: Numbers) -> Vec<Label> {
    let mut found = labels::find(text);
    if numbers != Numbers::None {
        let words = found.len();
        for number in labels::numbers(text).into_iter().filter(|label| numbers.fits(text, label)) {
            let named = found[..words].iter_mut().find(|label| {
                label.end > number.start
                    && (label.start < number.end || !has_words(characters, number.end, label.start))
            });
            match named {
                // A word right after the number says more: `4d DLN`.
                Some(label) => label.numbered = true,
                None => found.push(number),
            }
        }
        found.sort_by_key(|label| label.start);
    }
    let mut groups: Vec<Label> = Vec::new();
    for label in found {
        if let Some(last) = groups.last_mut() {
            let between = characters.get(last.end..label.start).unwrap_or_default();
            let near = between.len() <= 25 && !between.iter().any(|c| c.is_ascii_digit() || *c == ':');
            if near && let Some(announced) = same(last.announced, label.announced) {
                *last = Label {
                    announced,
                    end: label.end,
                    likeness: last.likeness.max(label.likeness),
                    american: last.american || label.american,
                    ..*last
                };
                continue;
            }
        }
        groups.push(label);
    }
    groups
}

/// What two labels in a row announce together, if it is one thing: in German `Name` is the family name.
fn same(one: Announced, other: Announced) -> Option<Announced> {
    use Announced::{Field, WholeName};
    match (one, other) {
        (one, other) if one == other => Some(one),
        (WholeName, Field(FieldName::FamilyName)) | (Field(FieldName::FamilyName), WholeName) => {
            Some(Field(FieldName::FamilyName))
        }
        _ => None,
    }
}

fn has_words(characters: &[char], start: usize, end: usize) -> bool {
    characters.get(start..end).unwrap_or_default().iter().any(|c| c.is_alphanumeric())
}

/// Text before the first label is the label in a language that is not known, unless it looks like a value.
fn is_value_before_label(characters: &[char], first: &Label) -> bool {
    let before = characters.get(..first.start).unwrap_or_default();
    if !has_words(characters, 0, first.start)
        || before.iter().rev().find(|c| !c.is_whitespace()).is_some_and(|c| matches!(c, '/' | '|' | '('))
    {
        return false;
    }
    let small = |part: &[char]| part.iter().any(|c| c.is_lowercase());
    before.iter().any(char::is_ascii_digit)
        || (!small(before) && small(characters.get(first.start..first.end).unwrap_or_default()))
}

/// Where the text after a label starts that may be its value, and whether it must be. What follows a slash or a bracket
/// is the label in another language.
fn value_after_label(characters: &[char], label: &Label, until: usize, followed: bool) -> Option<(usize, bool)> {
    let after = characters.get(label.end..until)?;
    if !after.iter().any(|c| c.is_alphanumeric()) {
        return None;
    }
    // `Nacionalidad/Nacionalitat: UTOPIANA`.
    if let Some(colon) = after.iter().position(|c| *c == ':')
        && !after[..colon].iter().any(char::is_ascii_digit)
    {
        return after[colon..].iter().any(|c| c.is_alphanumeric()).then_some((label.end + colon + 1, true));
    }
    let chinese = characters.get(label.start..label.end)?.iter().any(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
    let form = match label.announced {
        Announced::Field(name) => values::has_form(name) || name == FieldName::Number,
        Announced::Validity | Announced::BirthDateAndPlace => true,
        Announced::WholeName | Announced::Nothing => false,
    };
    let digits = after.iter().any(char::is_ascii_digit);
    if chinese || label.numbered || (form && digits) {
        return Some((label.end, true));
    }
    let mut at = 0;
    loop {
        at += after[at..].iter().take_while(|c| c.is_whitespace()).count();
        match after.get(at) {
            None => return None,
            Some('/' | '|' | '(' | ')' | ',' | '.' | '-' | '’' | '\'') => {
                let word = after[at + 1..].iter().skip_while(|c| c.is_whitespace());
                let spaces = after[at + 1..].iter().take_while(|c| c.is_whitespace()).count();
                at += 1 + spaces + word.take_while(|c| c.is_alphabetic() || matches!(c, '\'' | '’')).count();
            }
            Some(_) => break,
        }
    }
    // `Given name, patronymic`: what begins small belongs to the label.
    if after[at].is_lowercase() || (followed && after[after.len().saturating_sub(3)..].contains(&'/')) {
        return None;
    }
    let small = |part: &[char]| part.iter().any(|c| c.is_lowercase());
    let capitals = small(characters.get(label.start..label.end)?) && !small(&after[at..]);
    // Grown together with the label, or a word of its own in the label's letters.
    let sure = capitals && at < 4;
    Some((label.end + at, sure))
}
