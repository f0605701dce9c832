//! Which letters of two spellings differ.

use serde::{Deserialize, Serialize};

/// Letters that both have, or letters of the one that stand where the other has others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Segment {
    /// Both have these.
    Same {
        /// The letters.
        same: String,
    },
    /// The first has `one` where the second has `other`; either may be empty, not both.
    Changed {
        /// Letters of the first.
        one: String,
        /// Letters of the second.
        other: String,
    },
}

/// The fewest changes from `one` to `other` (Wagner and Fischer, 1974), neighbouring changes put together.
pub(super) fn diff(one: &str, other: &str) -> Vec<Segment> {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let costs = costs(&one, &other);
    let at = |i: usize, j: usize| costs[i * (other.len() + 1) + j];
    let (mut i, mut j) = (one.len(), other.len());
    // (letter of the first, letter of the second), last first.
    let mut steps: Vec<(Option<char>, Option<char>)> = Vec::new();
    while i > 0 || j > 0 {
        let same = i > 0 && j > 0 && one[i - 1] == other[j - 1];
        if i > 0 && j > 0 && at(i, j) == at(i - 1, j - 1) + usize::from(!same) {
            steps.push((Some(one[i - 1]), Some(other[j - 1])));
            (i, j) = (i - 1, j - 1);
        } else if i > 0 && at(i, j) == at(i - 1, j) + 1 {
            steps.push((Some(one[i - 1]), None));
            i -= 1;
        } else {
            steps.push((None, Some(other[j - 1])));
            j -= 1;
        }
    }
    let mut segments: Vec<Segment> = Vec::new();
    for (a, b) in steps.into_iter().rev() {
        match (segments.last_mut(), a == b) {
            (Some(Segment::Same { same }), true) => same.extend(a),
            (_, true) => segments.push(Segment::Same { same: a.into_iter().collect() }),
            (Some(Segment::Changed { one, other }), false) => {
                one.extend(a);
                other.extend(b);
            }
            (_, false) => {
                segments.push(Segment::Changed { one: a.into_iter().collect(), other: b.into_iter().collect() });
            }
        }
    }
    segments
}

/// How many letters must be changed, added or left out.
pub(super) fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    costs(&one, &other).last().copied().unwrap_or_default()
}

/// A row for each letter of `one` and one before, a column for each of `other` and one before.
fn costs(one: &[char], other: &[char]) -> Vec<usize> {
    let width = other.len() + 1;
    let mut costs: Vec<usize> = Vec::with_capacity((one.len() + 1) * width);
    costs.extend(0..width);
    for (row, letter) in one.iter().enumerate() {
        let above = row * width;
        let mut left = row + 1;
        costs.push(left);
        for (column, beside) in other.iter().enumerate() {
            let changed = costs[above + column] + usize::from(letter != beside);
            left = changed.min(costs[above + column + 1] + 1).min(left + 1);
            costs.push(left);
        }
    }
    costs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_letters_that_differ_are_marked() {
        let same = |same: &str| Segment::Same { same: same.into() };
        let changed = |one: &str, other: &str| Segment::Changed { one: one.into(), other: other.into() };
        assert_eq!(diff("SHAN", "SHEN"), [same("SH"), changed("A", "E"), same("N")]);
        assert_eq!(diff("ANNA", "ANN"), [same("ANN"), changed("A", "")]);
        assert_eq!(diff("", "X"), [changed("", "X")]);
        assert_eq!(diff("", ""), []);
    }

    proptest! {
        #[test]
        fn both_spellings_can_be_put_together_again(one in "[A-D ]{0,12}", other in "[A-D ]{0,12}") {
            let segments = diff(&one, &other);
            let side = |pick: fn(&Segment) -> &str| segments.iter().map(pick).collect::<String>();
            prop_assert_eq!(side(|segment| match segment { Segment::Same { same } => same, Segment::Changed { one, .. } => one }), one);
            prop_assert_eq!(side(|segment| match segment { Segment::Same { same } => same, Segment::Changed { other, .. } => other }), other);
        }
    }
}
