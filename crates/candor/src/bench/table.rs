//! What was measured, beside what was asked for.

use crate::failure::Failure;
use crate::terminal::{BAD, FAINT, GOOD, HEADING};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

/// The limits that are kept in the repository.
const LIMITS: &str = include_str!("../../../../bench/limits.toml");

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    at_least: Option<f64>,
    at_most: Option<f64>,
}

impl Asked {
    fn met(self, value: f64) -> bool {
        self.at_least.is_none_or(|least| value >= least) && self.at_most.is_none_or(|most| value <= most)
    }

    fn text(self) -> String {
        let bound = |word: &str, bound: Option<f64>| bound.map(|bound| format!("{word} {bound}")).unwrap_or_default();
        format!("{}{}", bound("at least", self.at_least), bound("at most", self.at_most))
    }
}

struct Row {
    group: String,
    name: String,
    value: f64,
    unit: &'static str,
    of: String,
    asked: Option<Asked>,
}

/// Rows in the order in which they were measured.
pub(crate) struct Table {
    limits: BTreeMap<String, BTreeMap<String, Asked>>,
    rows: Vec<Row>,
    misses: Vec<String>,
}

impl Table {
    /// An empty table over the kept limits.
    ///
    /// # Errors
    /// [`Failure`] when the limits that are built into the program cannot be read.
    pub(crate) fn new() -> Result<Self, Failure> {
        let limits =
            toml::from_str(LIMITS).map_err(|cause| Failure::Manifest(format!("bench/limits.toml: {cause}")))?;
        Ok(Self { limits, rows: Vec::new(), misses: Vec::new() })
    }

    /// Adds a measurement; `of` says over how many.
    pub(crate) fn add(&mut self, group: &str, name: &str, value: f64, unit: &'static str, of: String) {
        let asked = self.limits.get(group).and_then(|limits| limits.get(name)).copied();
        self.rows.push(Row { group: group.into(), name: name.into(), value, unit, of, asked });
    }

    /// Notes a picture that was not read right, and how.
    pub(crate) fn miss(&mut self, picture: &str, how: &str) {
        self.misses.push(format!("{picture}: {how}"));
    }

    /// What was not read right, a line each.
    ///
    /// # Errors
    /// Those of `out`.
    pub(crate) fn write_misses(&self, out: &mut impl Write) -> std::io::Result<()> {
        writeln!(out, "{HEADING}misses{HEADING:#}")?;
        self.misses.iter().try_for_each(|miss| writeln!(out, "  {miss}"))
    }

    /// Whether every limit of a row that was measured is met.
    pub(crate) fn all_met(&self) -> bool {
        self.rows.iter().all(|row| row.asked.is_none_or(|asked| asked.met(row.value)))
    }

    /// The table for a terminal.
    ///
    /// # Errors
    /// Those of `out`.
    pub(crate) fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        let mut group = "";
        for row in &self.rows {
            if row.group != group {
                group = &row.group;
                writeln!(out, "{HEADING}{}{HEADING:#}", group.replace('_', " "))?;
            }
            let (mark, style) = match row.asked {
                None => ("  ", FAINT),
                Some(asked) if asked.met(row.value) => ("ok", GOOD),
                Some(_) => ("no", BAD),
            };
            let asked = row.asked.map(Asked::text).unwrap_or_default();
            writeln!(
                out,
                "  {style}{mark}{style:#} {:<28} {:>9.2} {:<10} {:<16} {FAINT}{}{FAINT:#}",
                row.name.replace('_', " "),
                row.value,
                row.unit,
                asked,
                row.of
            )?;
        }
        Ok(())
    }

    /// The table as Markdown, for docs/benchmarks.md.
    pub(crate) fn markdown(&self) -> String {
        let mut text = String::from("| what | measured | asked | over |\n|---|---|---|---|\n");
        for row in &self.rows {
            let asked = row.asked.map(Asked::text).unwrap_or_default();
            // Writing into a string does not fail.
            let _ = writeln!(
                text,
                "| {}: {} | {:.2} {} | {} | {} |",
                row.group.replace('_', " "),
                row.name.replace('_', " "),
                row.value,
                row.unit,
                asked,
                row.of
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_limits_can_be_read_and_a_missed_one_fails_the_table() {
        let mut table = Table::new().unwrap();
        table.add("zones_in_photos", "exact", 95.0, "%", "21 photos".into());
        assert!(table.all_met());
        table.add("zones_in_photos", "valid_but_wrong", 1.0, "%", "21 photos".into());
        assert!(!table.all_met());
        assert!(table.markdown().contains("| zones in photos: exact | 95.00 % | at least 90 | 21 photos |"));
    }
}
