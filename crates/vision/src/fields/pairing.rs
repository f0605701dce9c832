//! Which text is the value of which label.

use super::dates::Order;
use super::pieces::{LabelPiece, Piece, Pieces};
use super::values;
use super::words::Announced;
use verify::reading::FieldName;

/// How a value stands to its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// In the same line of text.
    Inline,
    /// A line of its own, to the right.
    Right,
    /// The line below.
    Below,
}

/// Furthest place of a value right of its label, in heights of the label.
const FURTHEST_RIGHT: f32 = 22.0;
/// Furthest place of a value below its label, in heights of the label.
const FURTHEST_BELOW: f32 = 2.4;
/// How far a value may begin before its label ends, in heights of the label: the boxes of large type are wide.
const OVERLAP: f32 = 0.9;
/// What a way costs that most labels of the document do not go.
const UNUSUAL: f32 = 1.0;

/// What text in the label's own line costs that could be the label in another language.
const UNSURE: f32 = 1.6;

/// A label with its value.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    /// Index of the label.
    pub(super) label: usize,
    /// The text, or the part of it under the label.
    pub(super) value: Piece,
    /// 0 to 1: how well the places fit.
    pub(super) fit: f32,
}

struct Candidate {
    label: usize,
    text: usize,
    way: Way,
    cost: f32,
    /// The words of the text that stand in the label's column.
    value: Piece,
}

/// Pairs labels with texts, nearest first, each text once; but dates and the sexes that share a line are taken out of it one by
/// one. `taken` tells which texts were used.
pub(super) fn pair(pieces: &Pieces, order: Order) -> (Vec<Pair>, Vec<bool>) {
    let mut candidates = candidates(pieces, order);
    let usual = usual_way(&candidates, pieces);
    for candidate in &mut candidates {
        if is_sure(pieces, candidate) {
            continue;
        }
        if usual.is_some_and(|usual| usual != candidate.way) {
            candidate.cost += UNUSUAL;
        } else if candidate.way == Way::Inline {
            candidate.cost -= UNSURE - 0.4;
        }
    }
    candidates.sort_by(|a, b| a.cost.total_cmp(&b.cost));

    let mut satisfied = vec![false; pieces.labels.len()];
    // The spans of each text that are in use; a field's own form may leave room for others.
    let mut used: Vec<Vec<(usize, usize)>> = vec![Vec::new(); pieces.texts.len()];
    let mut pairs: Vec<Pair> = Vec::new();
    for candidate in candidates {
        let Candidate { label, text, mut value, cost, .. } = candidate;
        let spans = &mut used[text];
        let overlaps = |spans: &[(usize, usize)], (start, end): (usize, usize)| {
            spans.iter().any(|span| span.0 < end && start < span.1)
        };
        if satisfied[label] || says_the_same(pieces, &pairs, label) {
            continue;
        }
        if let Announced::Field(name) = pieces.labels[label].announced
            && values::has_form(name)
        {
            // Of a line that several labels share, the form says which part is meant.
            let Some(part) = part_of_form(&value, name, order, |span| !overlaps(spans, span)) else { continue };
            value = part;
        } else if overlaps(spans, value.span) {
            continue;
        }
        satisfied[label] = true;
        spans.push(value.span);
        pairs.push(Pair { label, value, fit: (1.05 - cost / 12.0).clamp(0.5, 1.0) });
    }
    let used = used.iter().map(|spans| !spans.is_empty()).collect();
    (pairs, used)
}

/// Whether another label of the same field, which is the label again in another language, has its value already.
fn says_the_same(pieces: &Pieces, pairs: &[Pair], label: usize) -> bool {
    let announced = pieces.labels[label].announced;
    announced != Announced::Nothing && pairs.iter().any(|pair| pieces.labels[pair.label].announced == announced)
}

/// The part of `value` that has the form of `name` and is free.
fn part_of_form(value: &Piece, name: FieldName, order: Order, free: impl Fn((usize, usize)) -> bool) -> Option<Piece> {
    let characters: Vec<char> = value.text.chars().collect();
    let mut from = 0;
    while from < characters.len() {
        let rest: String = characters[from..].iter().collect();
        let taken = values::take(name, &rest, order)?;
        let at = rest.find(&taken.raw).map_or(0, |byte| rest[..byte].chars().count()) + from;
        let length = taken.raw.chars().count().max(1);
        let span = (value.span.0 + at, value.span.0 + at + length);
        if free(span) {
            return Some(Piece { text: taken.raw, span, ..value.clone() });
        }
        from = at + length;
    }
    None
}

fn is_sure(pieces: &Pieces, candidate: &Candidate) -> bool {
    candidate.way == Way::Inline && pieces.labels[candidate.label].inline.is_some_and(|inline| inline.sure)
}

/// The way that most labels go whose values prove themselves by their form.
fn usual_way(candidates: &[Candidate], pieces: &Pieces) -> Option<Way> {
    let votes = |way: Way| {
        let of_form = |label: &LabelPiece| match label.announced {
            Announced::Field(name) => values::has_form(name) || name == FieldName::Number,
            _ => false,
        };
        candidates.iter().filter(|candidate| candidate.way == way && of_form(&pieces.labels[candidate.label])).count()
    };
    [Way::Inline, Way::Right, Way::Below].into_iter().filter(|way| votes(*way) > 0).max_by_key(|way| votes(*way))
}

fn candidates(pieces: &Pieces, order: Order) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (index, label) in pieces.labels.iter().enumerate() {
        let column_end = column_end(pieces, label);
        for (text, piece) in pieces.texts.iter().enumerate() {
            let Some((way, mut cost)) = relation(pieces, label, text, piece) else { continue };
            let value = if way == Way::Below { in_column(piece, label, column_end) } else { Some(piece.clone()) };
            let Some(value) = value.filter(|value| fits(label.announced, &value.text, order)) else { continue };
            // What is nobody's field must not take a value from a field.
            if label.announced == Announced::Nothing {
                cost += 0.7;
            }
            found.push(Candidate { label: index, text, way, cost, value });
        }
    }
    found
}

/// How `text` stands to `label`, and what that costs; `None` when it cannot be its value.
fn relation(pieces: &Pieces, label: &LabelPiece, index: usize, text: &Piece) -> Option<(Way, f32)> {
    if let Some(inline) = label.inline.filter(|inline| inline.text == index) {
        return Some((Way::Inline, if inline.sure { 0.0 } else { UNSURE }));
    }
    // What follows another label in its line is that label's alone, if it must be a value, and rather than this one's.
    let mut owned = 0.0;
    if let Some(inline) = pieces.labels.iter().filter_map(|other| other.inline).find(|inline| inline.text == index) {
        if inline.sure {
            return None;
        }
        owned = 1.5;
    }
    let (place, area) = (&label.piece.area, &text.area);
    let height = place.height().max(0.6 * area.height()).min(2.0 * place.height());
    if text.line != label.piece.line && place.beside(area) > 0.45 && area.left > place.right - OVERLAP * height {
        let gap = (area.left - place.right).max(0.0) / height;
        let offset = (area.middle() - place.middle()).abs() / height;
        let between = |other: &Piece| {
            other.area.beside(place) > 0.45
                && other.area.left > place.left + 0.5 * height
                && other.area.left < area.left - 0.1 * height
        };
        let blocked = pieces.labels.iter().any(|other| between(&other.piece))
            || pieces.texts.iter().enumerate().any(|(other, piece)| other != index && between(piece));
        return (gap <= FURTHEST_RIGHT && !blocked).then_some((Way::Right, 0.5 + 0.08 * gap + 0.8 * offset));
    }
    let gap = (area.top - place.bottom) / height;
    let slack = label.piece.slack();
    if area.middle() <= place.bottom || gap > FURTHEST_BELOW || !reaches(place, area, height + slack) {
        return None;
    }
    let lean = (area.left - place.left).abs().min(((area.left + area.right) - (place.left + place.right)).abs() / 2.0)
        / height;
    let between = |other: &Piece| {
        other.area.middle() > place.bottom
            && other.area.middle() < area.top
            && other.area.left < area.right.min(place.right.max(area.left + height))
            && other.area.right > area.left.max(place.left - height)
    };
    let blocked = pieces.labels.iter().any(|other| between(&other.piece))
        || pieces.texts.iter().enumerate().any(|(other, piece)| other != index && between(piece));
    (!blocked).then(|| (Way::Below, owned + 0.5 + 0.6 * gap.max(0.0) + 0.25 * lean.min(4.0)))
}

/// Whether a text below stands under the label, or so little beside it that it may.
fn reaches(label: &super::sheet::Area, text: &super::sheet::Area, slack: f32) -> bool {
    text.left < label.right + slack && text.right > label.left - slack
}

/// Where the column of a label ends: where the next label in its row begins.
fn column_end(pieces: &Pieces, label: &LabelPiece) -> f32 {
    pieces
        .labels
        .iter()
        .map(|other| &other.piece.area)
        .filter(|other| other.left > label.piece.area.left + 1.0 && other.beside(&label.piece.area) > 0.4)
        .map(|other| other.left)
        .fold(f32::MAX, f32::min)
}

/// The words of a text below a label that stand in the label's column; all of them where no other column begins.
fn in_column(text: &Piece, label: &LabelPiece, column_end: f32) -> Option<Piece> {
    let height = text.area.height();
    let slack = label.piece.slack();
    let starts_left = text.area.left < label.piece.area.left - 2.0 * height - slack;
    let ends_right = text.area.right > column_end + 1.5 * height + slack;
    if !starts_left && !ends_right {
        return Some(text.clone());
    }
    let characters: Vec<char> = text.text.chars().collect();
    let width = text.area.right - text.area.left;
    let mut kept: Option<(usize, usize)> = None;
    let mut at = 0;
    while at < characters.len() {
        let length = characters[at..].iter().take_while(|c| !c.is_whitespace()).count();
        if length > 0 {
            let (from, to) = super::pieces::shares(&characters, (at, at + length));
            let middle = text.area.left + width * (from + to) / 2.0;
            if middle > label.piece.area.left - 1.5 * height - slack.min(width / 4.0)
                && middle < column_end - 0.3 * height
            {
                kept = Some((kept.map_or(at, |kept| kept.0), at + length));
            }
        }
        at += length.max(1);
    }
    kept.map(|(start, end)| text.part(start, end))
}

/// Whether `text` can be the value of what is announced.
fn fits(announced: Announced, text: &str, order: Order) -> bool {
    let takes = |name: FieldName| values::take(name, text, order).is_some();
    match announced {
        Announced::Field(name) => takes(name),
        Announced::WholeName => takes(FieldName::FamilyName),
        Announced::BirthDateAndPlace => takes(FieldName::BirthDate),
        Announced::Validity => takes(FieldName::ExpiryDate),
        Announced::Nothing => true,
    }
}
