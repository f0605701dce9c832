//! The number of the document: its own check digits, and the number that was entered.

use super::field::{compact, hold};
use super::seen::{Seen, Source, seen};
use super::{Case, Findings};
use crate::finding::{Evidence, Measured, WouldPassIf};
use crate::reading::{DocumentKind, FieldName};
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let claimed = compact(&case.claim.document.number);
    let chinese = super::reading::kind(case) == Some(DocumentKind::ChineseCard);
    let seen = seen(case, FieldName::Number);
    // Where the document shows another number, that says more than a check digit.
    let differs = seen.iter().any(|seen| compact(&seen.value) != claimed);
    if chinese
        && !differs
        && let Some(expected) = citizen_check(&claimed).filter(|expected| !claimed.ends_with(*expected))
    {
        let mut right = claimed.clone();
        right.pop();
        right.push(expected);
        let measured = Measured::text(&claimed, expected.to_string()).passes_if(WouldPassIf::ClaimSays(right));
        findings.raise(codes::DOC_NUMBER_CHECKSUM, Evidence::Claim, measured);
        return;
    }
    let agrees = |seen: &Seen| agrees(&claimed, seen);
    hold(findings, "number", codes::DATA_NUMBER_MISMATCH, &case.claim.document.number, &seen, agrees);
}

/// Whether what was `seen` is the number `claimed`, in capitals and digits alone. Zones cut long numbers.
pub(super) fn agrees(claimed: &str, seen: &Seen) -> bool {
    let found = compact(&seen.value);
    found == claimed || (seen.source == Source::Zone && found.len() >= 9 && claimed.starts_with(&found))
}

/// The check character of a Chinese citizen number (GB 11643-1999, ISO 7064 MOD 11-2). `None` when `number` is not 17 digits
/// and a character.
pub(super) fn citizen_check(number: &str) -> Option<char> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    if number.chars().count() != 18 {
        return None;
    }
    let digits: Option<Vec<u32>> = number.chars().take(17).map(|digit| digit.to_digit(10)).collect();
    let sum: u32 = digits?.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECKS.get((sum % 11) as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citizen_numbers_have_a_check_character() {
        assert_eq!(citizen_check("11010519491231002X"), Some('X'));
        assert_eq!(citizen_check("110105194912310021"), Some('X'));
        assert_eq!(citizen_check("1234"), None);
        assert_eq!(citizen_check("4105022015030812é4"), None);
    }
}
