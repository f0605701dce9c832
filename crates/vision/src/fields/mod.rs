//! Fields from printed labels.
//!
//! Lines are placed on the straightened document ([`sheet`]) and taken apart into labels and texts ([`pieces`]); each
//! label is paired with the text that is its value ([`pairing`]); [`values`] says what that text means.

mod chinese;
mod dates;
mod labels;
mod pairing;
mod pieces;
mod sheet;
mod values;
mod words;

#[cfg(test)]
mod tests;

use dates::Order;
use pairing::Pair;
use pieces::{Piece, Pieces, cut_quad};
use sheet::Placed;
use std::collections::BTreeMap;
use verify::geometry::{Quad, Region};
use verify::reading::{DocumentReading, FieldName, FieldReading, TextLine};
use words::Announced;

/// Most lines that are looked at; a document has some dozens.
const MOST_LINES: usize = 200;

/// Finds the fields in lines of text. Lines that are of no document, of a machine-readable zone, or of no label give
/// none; a field whose label is there but whose value is not, or cannot be one, is left out.
#[must_use]
pub fn extract(lines: &[TextLine], document: Option<&DocumentReading>) -> BTreeMap<FieldName, FieldReading> {
    let lines = sheet::place(lines.get(..MOST_LINES).unwrap_or(lines), document);
    let pieces = Pieces::of(&lines);
    let american = pieces.labels.iter().filter(|label| label.american).count() >= 2;
    let order = if american { Order::MonthFirst } else { Order::DayFirst };
    let (pairs, mut used) = pairing::pair(&pieces, order);
    let mut fields = Fields { lines: &lines, order, found: BTreeMap::new() };
    for pair in &pairs {
        let label = &pieces.labels[pair.label];
        let all = continued(&pieces, pair, &mut used);
        let sure = label.likeness * pair.fit;
        match label.announced {
            Announced::Field(name) => fields.add(name, &all, sure),
            Announced::WholeName => fields.add_whole_name(&all, sure),
            Announced::BirthDateAndPlace => {
                if let Some(rest) = fields.add_part(FieldName::BirthDate, &all, sure) {
                    fields.add(FieldName::BirthPlace, &rest, sure);
                }
            }
            Announced::Validity => fields.add_validity(&all, sure),
            Announced::Nothing => {}
        }
    }
    fields.found
}

/// Whether a line has the label of a field in it.
pub(crate) fn names_a_field(text: &str) -> bool {
    !labels::find(text).is_empty()
}

/// Whether a line says nothing but labels, headings or fillers, and so holds no value.
pub(crate) fn is_only_labels(text: &str) -> bool {
    let line = Placed {
        text: text.to_owned(),
        confidence: 1.0,
        quad: Quad::rectangle(0.0, 0.0, 1.0, 1.0),
        area: sheet::Area::default(),
    };
    Pieces::of(&[line]).texts.is_empty()
}

/// The value with the lines that go on below it, for fields that may take several lines.
fn continued(pieces: &Pieces, pair: &Pair, used: &mut [bool]) -> Vec<Piece> {
    let mut all = vec![pair.value.clone()];
    let label = &pieces.labels[pair.label];
    let most = match label.announced {
        Announced::Field(FieldName::Address | FieldName::Issuer) => 4,
        Announced::Field(FieldName::BirthPlace) | Announced::WholeName => 2,
        Announced::Field(FieldName::GivenNames | FieldName::FamilyName) if !label.numbered => 2,
        Announced::BirthDateAndPlace => 2,
        _ => 1,
    };
    // `3.  23.10.1978   UTOPIA`: the place may stand in a box of its own.
    if label.announced == Announced::BirthDateAndPlace
        && let Some(place) = right_neighbour(pieces, &pair.value, used)
    {
        used[place] = true;
        all.push(pieces.texts[place].clone());
    }
    while all.len() < most {
        let Some(last) = all.last() else { break };
        let first = &pair.value;
        let height = last.area.height();
        let next = pieces.texts.iter().enumerate().find(|(index, text)| {
            let gap = (text.area.top - last.area.bottom) / height;
            let starts = [first.area.left, label.piece.area.left];
            !used[*index]
                && (-0.6..1.1).contains(&gap)
                && text.area.middle() > last.area.bottom - 0.2 * height
                && (0.65..1.5).contains(&(text.area.height() / height))
                && starts.iter().any(|start| (text.area.left - start).abs() < 1.2 * height)
                && values::may_continue(label.announced, &text.text, &first.text)
        });
        let Some((index, next)) = next else { break };
        // A label between the two lines ends the value.
        let between = |area: &sheet::Area| {
            area.in_column_of(&next.area) && area.middle() > last.area.bottom && area.middle() < next.area.top
        };
        if pieces.labels.iter().any(|label| between(&label.piece.area)) {
            break;
        }
        used[index] = true;
        all.push(next.clone());
    }
    all
}

/// The unused text right of `value` in its row, if it is near.
fn right_neighbour(pieces: &Pieces, value: &Piece, used: &[bool]) -> Option<usize> {
    let gap = |text: &Piece| (text.area.left - value.area.right) / value.area.height();
    let beside = |text: &Piece| {
        text.line != value.line && text.area.beside(&value.area) > 0.5 && (-0.3..4.0).contains(&gap(text))
    };
    let near = pieces.texts.iter().enumerate().filter(|(index, text)| !used[*index] && beside(text));
    near.min_by(|(_, a), (_, b)| gap(a).total_cmp(&gap(b))).map(|(index, _)| index)
}

struct Fields<'a> {
    lines: &'a [Placed],
    order: Order,
    found: BTreeMap<FieldName, FieldReading>,
}

impl Fields<'_> {
    /// Adds a field whose value is `pieces`, which follow each other.
    fn add(&mut self, name: FieldName, pieces: &[Piece], sure: f32) {
        self.add_part(name, pieces, sure);
    }

    /// Adds a field and gives back what its value leaves of `pieces`.
    fn add_part(&mut self, name: FieldName, pieces: &[Piece], sure: f32) -> Option<Vec<Piece>> {
        let parts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
        let text = values::joined(&parts);
        let taken = values::take(name, &text, self.order)?;
        // A field with a form takes its part of one line; the others take all of theirs.
        let split = values::has_form(name);
        let mut rest = Vec::new();
        let mut own = Vec::new();
        for piece in pieces {
            match (split, split_off(piece, &taken.raw)) {
                (true, Some((part, after))) if own.is_empty() => {
                    own.push(part);
                    rest.extend(after);
                }
                (true, _) => rest.push(piece.clone()),
                (false, _) => own.push(piece.clone()),
            }
        }
        let raw = if split { taken.raw } else { parts.join("\n") };
        let confidence = self.confidence(&own) * taken.certainty * sure;
        let reading =
            FieldReading { value: taken.value, raw, confidence: confidence.clamp(0.0, 1.0), region: self.region(&own) };
        self.found.entry(name).or_insert(reading);
        Some(rest)
    }

    /// Family name before the comma or in the first line, given names after it.
    fn add_whole_name(&mut self, pieces: &[Piece], sure: f32) {
        let Some(first) = pieces.first() else { return };
        if let Some((family, given)) =
            first.text.split_once([',', ';']).map(|(family, given)| (family.to_owned(), given.to_owned()))
        {
            let comma = family.chars().count();
            self.add(FieldName::FamilyName, &[first.part(0, comma)], sure);
            let mut rest = vec![first.part(comma + 1, comma + 1 + given.chars().count())];
            rest.extend_from_slice(&pieces[1..]);
            rest.retain(|piece| !piece.text.trim().is_empty());
            self.add(FieldName::GivenNames, &rest, sure);
        } else if pieces.len() > 1 {
            self.add(FieldName::FamilyName, &pieces[..1], sure * 0.8);
            self.add(FieldName::GivenNames, &pieces[1..], sure * 0.8);
        }
        // One line without a comma does not say which name is which.
    }

    /// Two dates, the second perhaps `长期`; one alone is the expiry.
    fn add_validity(&mut self, pieces: &[Piece], sure: f32) {
        let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        let two = values::take(FieldName::IssueDate, &text, self.order)
            .is_some_and(|first| values::take(FieldName::ExpiryDate, &first.rest, self.order).is_some());
        let rest = if two { self.add_part(FieldName::IssueDate, pieces, sure) } else { None };
        self.add(FieldName::ExpiryDate, rest.as_deref().unwrap_or(pieces), sure);
    }

    /// The lines' own certainty, weighted by how much of each is used.
    fn confidence(&self, pieces: &[Piece]) -> f32 {
        let (sum, count) = pieces.iter().fold((0.0, 0.0), |(sum, count), piece| {
            let length = (piece.span.1 - piece.span.0).max(1) as f32;
            (sum + self.lines.get(piece.line).map_or(0.0, |line| line.confidence) * length, count + length)
        });
        if count > 0.0 { sum / count } else { 0.0 }
    }

    /// The outline around the pieces, one below the other.
    fn region(&self, pieces: &[Piece]) -> Option<Region> {
        let quads: Vec<Quad> =
            pieces.iter().filter_map(|piece| Some(cut_quad(self.lines.get(piece.line)?, piece.span))).collect();
        let right = quads.iter().flat_map(|Quad([_, b, c, _])| [*b, *c]);
        let left = quads.iter().rev().flat_map(|Quad([a, _, _, d])| [*d, *a]);
        let mut outline: Vec<_> = right.chain(left).collect();
        // From the first character's top left, as everywhere.
        let last = 1.min(outline.len());
        outline.rotate_right(last);
        (!outline.is_empty()).then_some(Region(outline))
    }
}

/// The part of `piece` that says `raw`, and what stands before and after it.
fn split_off(piece: &Piece, raw: &str) -> Option<(Piece, Vec<Piece>)> {
    let byte = piece.text.find(raw).filter(|_| !raw.is_empty())?;
    let start = piece.text[..byte].chars().count();
    let end = start + raw.chars().count();
    let length = piece.text.chars().count();
    let rest = [piece.part(0, start), piece.part(end, length)];
    let rest = rest.into_iter().filter(|part| part.text.chars().any(char::is_alphanumeric)).collect();
    Some((piece.part(start, end), rest))
}
