//! A reading as people like to read it in a terminal.

use crate::failure::Failure;
use crate::terminal::{BAD, DOUBTFUL, FAINT, GOOD, HEADING};
use anstyle::Style;
use serde::Serialize;
use serde_json::Value;
use std::io::{Result, Write};
use verify::limits::Direction;
use verify::mrz::MrzFields;
use verify::reading::{
    BarcodeReading, DocumentReading, FaceReading, MrzReading, QualityMeasurement, Reading, Stage, TextLine,
};

/// Columns before the content of a section, and before the value of a name in it.
const SECTION: usize = 12;
const NAME: usize = 26;
/// Lines of text and of a barcode that are shown; the others are counted.
const MOST_LINES: usize = 12;
/// At or above this certainty nothing needs a second look.
const SURE: f32 = 0.9;

/// Writes the report on one image. Only the `stages` that were asked for are spoken of.
pub(crate) fn write(out: &mut impl Write, file: &str, reading: &Reading, stages: &[Stage]) -> Result<()> {
    let file = printable(file);
    writeln!(out, "{HEADING}{file}{HEADING:#}  {FAINT}{} x {} pixels{FAINT:#}", reading.width, reading.height)?;
    for stage in stages {
        match stage {
            Stage::Document => document(out, reading.document.as_ref())?,
            Stage::Quality => quality(out, reading)?,
            Stage::Mrz => mrz(out, reading.mrz.as_ref())?,
            Stage::Barcode => barcode(out, reading.barcode.as_ref())?,
            Stage::Text => text(out, reading)?,
            Stage::Faces => faces(out, &reading.faces)?,
        }
    }
    time(out, reading)?;
    writeln!(out)
}

/// Writes why an image was not read: file, code, cause and remedy in one line.
pub(crate) fn write_failure(out: &mut impl Write, file: &str, failure: &Failure) -> Result<()> {
    let file = printable(file);
    writeln!(out, "{HEADING}{file}{HEADING:#}  {BAD}{}{BAD:#}: {failure}", failure.code())
}

/// The lines of one section: its title stands before the first.
struct Section<'a, W> {
    out: &'a mut W,
    title: &'static str,
}

impl<'a, W: Write> Section<'a, W> {
    fn new(out: &'a mut W, title: &'static str) -> Self {
        Self { out, title }
    }

    fn line(&mut self, content: &str) -> Result<()> {
        let title = std::mem::take(&mut self.title);
        writeln!(self.out, "  {HEADING}{title:<SECTION$}{HEADING:#}{content}")
    }

    /// A name with its value.
    fn pair(&mut self, name: &str, value: &str) -> Result<()> {
        self.line(&format!("{FAINT}{name:<NAME$}{FAINT:#}{value}"))
    }
}

fn document(out: &mut impl Write, found: Option<&DocumentReading>) -> Result<()> {
    let mut section = Section::new(out, "Document");
    let Some(document) = found else {
        return section.line(&styled(FAINT, "none found"));
    };
    let kind = format!("{}, {}", word(&document.kind), side(document));
    section.line(&format!("{kind}  {}", certainty(document.kind_confidence)))?;
    for &corner in &document.corners_outside {
        let name = ["top left", "top right", "bottom right", "bottom left"].get(usize::from(corner)).unwrap_or(&"?");
        section.line(&styled(BAD, &format!("its {name} corner is outside the photo")))?;
    }
    if !document.covered.is_empty() {
        section.line(&styled(BAD, &format!("covered in {}", count(document.covered.len(), "place"))))?;
    }
    if document.mirrored {
        section.line(&styled(DOUBTFUL, "seen in a mirror"))?;
    }
    Ok(())
}

fn side(document: &DocumentReading) -> String {
    match word(&document.side).as_str() {
        "unknown" => "side unknown".into(),
        known => known.into(),
    }
}

fn quality(out: &mut impl Write, reading: &Reading) -> Result<()> {
    let mut section = Section::new(out, "Quality");
    if reading.quality.is_empty() {
        section.line(&styled(FAINT, "nothing measured"))?;
    }
    let (passed, failed): (Vec<_>, Vec<_>) = reading.quality.iter().partition(|(_, measured)| measured.passed);
    for (check, measured) in failed.into_iter().chain(passed) {
        let (style, mark) = if measured.passed { (GOOD, "ok ") } else { (BAD, "bad") };
        let held = held_against_limit(measured);
        section.line(&format!("{style}{mark}{style:#} {:<width$}{held}", word(check), width = NAME - 4))?;
    }
    if let Some(signals) = &reading.recapture {
        let signals = format!("screen {}, printed copy {}", number(signals.screen), number(signals.printed_copy));
        section.pair("signals for a reviewer", &signals)?;
    }
    Ok(())
}

fn held_against_limit(measured: &QualityMeasurement) -> String {
    let direction = match measured.direction {
        Direction::AtLeast => "at least",
        Direction::AtMost => "at most",
    };
    format!("{:>7}  {FAINT}{direction} {} {}{FAINT:#}", number(measured.value), number(measured.limit), measured.unit)
}

fn mrz(out: &mut impl Write, found: Option<&MrzReading>) -> Result<()> {
    let mut section = Section::new(out, "MRZ");
    let Some(zone) = found else {
        return section.line(&styled(FAINT, "none found"));
    };
    let verdict = if zone.valid {
        styled(GOOD, "all check digits hold, and the reading is sure")
    } else {
        styled(BAD, "not sure: a check digit fails, or characters cannot be told apart")
    };
    section.line(&format!("{}  {verdict}  {}", word(&zone.format), certainty(zone.confidence)))?;
    for line in &zone.lines {
        section.line(line)?;
    }
    if zone.mirrored {
        section.line(&styled(DOUBTFUL, "read from a mirror image"))?;
    }
    for (name, value) in mrz_fields(&zone.fields) {
        section.pair(&name, &value)?;
    }
    Ok(())
}

/// The fields that hold something, in the order of the type, and the check digits that do not hold.
fn mrz_fields(fields: &MrzFields) -> Vec<(String, String)> {
    let Ok(Value::Object(fields)) = serde_json::to_value(fields) else { return Vec::new() };
    let shown = fields.into_iter().map(|(name, value)| {
        let value = match value {
            Value::String(text) => text,
            Value::Array(parts) => parts.iter().filter_map(mrz_part).collect::<Vec<_>>().join(", "),
            other => other.to_string(),
        };
        (name.replace('_', " "), value)
    });
    shown.filter(|(_, value)| !value.is_empty()).collect()
}

/// One of several optional data, or a check digit that does not hold.
fn mrz_part(part: &Value) -> Option<String> {
    match part {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Object(check) if check.get("holds") == Some(&Value::Bool(false)) => {
            Some(format!("{} fails", check.get("covers")?.as_str()?.replace('_', " ")))
        }
        _ => None,
    }
}

fn barcode(out: &mut impl Write, found: Option<&BarcodeReading>) -> Result<()> {
    let mut section = Section::new(out, "Barcode");
    let Some(code) = found else {
        return section.line(&styled(FAINT, "none read"));
    };
    section.line(&format!("{}, {}", code.format, count(code.text.chars().count(), "character")))?;
    match &code.aamva {
        Some(elements) => {
            for (element, value) in elements {
                section.pair(element, &printable(value))?;
            }
        }
        None => {
            for line in code.text.lines().take(MOST_LINES) {
                section.line(&printable(line))?;
            }
        }
    }
    Ok(())
}

fn text(out: &mut impl Write, reading: &Reading) -> Result<()> {
    let mut section = Section::new(out, "Fields");
    for (name, field) in &reading.fields {
        section.pair(&word(name), &format!("{}  {}", printable(&field.value), certainty(field.confidence)))?;
    }
    if reading.fields.is_empty() {
        section.line(&styled(FAINT, "none found"))?;
    }
    let mut section = Section::new(out, "Text");
    if reading.text.is_empty() {
        return section.line(&styled(FAINT, "none found"));
    }
    for line in reading.text.iter().take(MOST_LINES) {
        section.line(&text_line(line))?;
    }
    match reading.text.len().saturating_sub(MOST_LINES) {
        0 => Ok(()),
        more => section.line(&styled(FAINT, &format!("and {more} more; --json shows all"))),
    }
}

fn text_line(line: &TextLine) -> String {
    let text = printable(&line.text);
    if line.confidence >= SURE { text } else { format!("{text}  {}", certainty(line.confidence)) }
}

fn faces(out: &mut impl Write, found: &[FaceReading]) -> Result<()> {
    let mut section = Section::new(out, "Faces");
    if found.is_empty() {
        return section.line(&styled(FAINT, "none found"));
    }
    for face in found {
        let size = format!("{:.0} x {:.0} pixels", face.quad.width(), face.quad.height());
        section.line(&format!("{size}  {}", certainty(face.confidence)))?;
        if let Some(pose) = face.pose {
            let turned = format!("yaw {:.0}, pitch {:.0}, roll {:.0} degrees", pose.yaw, pose.pitch, pose.roll);
            section.pair("pose", &turned)?;
        }
        for (name, measured) in &face.measurements {
            section.pair(
                &name.replace('_', " "),
                &format!("{:>7}  {FAINT}{}{FAINT:#}", number(measured.value), measured.unit),
            )?;
        }
    }
    Ok(())
}

fn time(out: &mut impl Write, reading: &Reading) -> Result<()> {
    let mut stages: Vec<_> = reading.cpu_ms.iter().filter(|(stage, _)| *stage != "total").collect();
    stages.sort_by(|a, b| b.1.total_cmp(a.1));
    let counted = stages.iter().filter(|(_, spent)| **spent >= 0.5);
    let shares: Vec<_> = counted.map(|(stage, spent)| format!("{stage} {spent:.0}")).collect();
    let total = reading.cpu_ms.get("total").copied().unwrap_or_default();
    let content = format!("{:.0} ms, CPU {total:.0} ms: {}", reading.wall_ms, shares.join(", "));
    Section::new(out, "Time").line(&styled(FAINT, &content))
}

/// The name under which JSON knows a value, for people.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name.replace('_', " "),
        _ => String::new(),
    }
}

/// Text from a photo or a barcode, without characters that a terminal would obey.
fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

fn certainty(confidence: f32) -> String {
    let style = if confidence >= SURE { FAINT } else { DOUBTFUL };
    // Rounded down: 100 is for what is certain.
    styled(style, &format!("{:.0} % sure", (confidence * 100.0).floor()))
}

pub(crate) fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// Three digits that count, whatever the unit.
pub(crate) fn number(value: f32) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        small if small >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

fn styled(style: Style, content: &str) -> String {
    format!("{style}{content}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sample;

    fn plain(write: impl FnOnce(&mut Vec<u8>) -> Result<()>) -> String {
        let mut styled = Vec::new();
        write(&mut styled).unwrap();
        anstream::adapter::strip_bytes(&styled).into_vec().try_into().unwrap()
    }

    #[test]
    fn a_full_reading_is_told_whole() {
        let report = plain(|out| write(out, "passport.jpg", &sample::reading(), &Stage::ALL));
        insta::assert_snapshot!(report);
    }

    #[test]
    fn what_was_not_asked_for_is_not_spoken_of() {
        let report = plain(|out| write(out, "passport.jpg", &sample::reading(), &[Stage::Mrz]));
        assert!(report.contains("ERIKSSON") && !report.contains("Quality") && !report.contains("Faces"), "{report}");
    }

    #[test]
    fn a_photo_cannot_speak_to_the_terminal() {
        let mut reading = sample::reading();
        reading.text[0].text = "\u{1b}]0;title\u{7}".into();
        reading.barcode.as_mut().unwrap().aamva = None;
        let mut out = Vec::new();
        write(&mut out, "passport.jpg", &reading, &[Stage::Text, Stage::Barcode]).unwrap();
        let report = String::from_utf8(out).unwrap();
        assert!(!report.contains('\u{7}') && !report.contains('\u{1e}') && !report.contains("\u{1b}]"), "{report}");
    }
}
