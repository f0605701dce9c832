//! Names whose likeness is known: spellings of one name, and spellings that are another's.

use super::{Table, per_cent};
use crate::failure::Failure;
use std::collections::BTreeMap;
use verify::names::{Outcome, compare, spell};

const NAMES: &str = include_str!("../../../../bench/names.tsv");

/// Right answers, of how many.
#[derive(Default)]
struct Count(usize, usize);

/// Compares every pair of `bench/names.tsv`.
///
/// # Errors
/// [`Failure::Manifest`] names a line that is not four fields.
pub(crate) fn measure(table: &mut Table) -> Result<(), Failure> {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for (index, line) in NAMES.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[group, verdict, one, other] = fields.as_slice() else {
            return Err(Failure::Manifest(format!("bench/names.tsv: line {} has not four fields", index + 1)));
        };
        let found = compare(one, other);
        let mut right = |what: &str, is_right: bool| {
            let count = counts.entry(format!("{group}_{what}")).or_default();
            count.0 += usize::from(is_right);
            count.1 += 1;
            if !is_right {
                table
                    .miss(&format!("{one}, {other}"), &format!("{what} wanted, {:?} {:?}", found.outcome, found.rules));
            }
        };
        match (group, verdict) {
            (_, "differs") => right("near_spellings_differ", found.outcome == Outcome::Differs),
            ("chinese", _) => {
                let spellings = spell(one);
                right("ordinary", spellings.first().is_some_and(|ordinary| ordinary == other));
                right("accepted", spellings.iter().any(|accepted| accepted == other));
                right("at_most_six", spellings.len() <= 6);
            }
            // The same letters prove nothing of a rule.
            _ => right("same_by_rule", found.outcome == Outcome::SameByRule && !found.rules.is_empty()),
        }
    }
    for (row, Count(right, all)) in counts {
        table.add("names", &row, per_cent(right, all), "%", all.to_string());
    }
    Ok(())
}
