//! The number of Chinese resident cards (GB 11643-1999).

/// Weights of the first seventeen digits (ISO 7064, MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by the remainder.
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The number in `text` when it has the form of one, and how sure it is: letters that look like digits are read as
/// digits, and one digit is repaired when exactly one repair of look-alikes makes the check digit hold.
pub(super) fn resident_number(text: &str) -> Option<(String, f32)> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() != 18 {
        return None;
    }
    let mut digits = Vec::with_capacity(18);
    for (position, character) in characters.iter().enumerate() {
        let read = match character {
            '0'..='9' => *character,
            'O' | 'o' | 'D' | 'Q' => '0',
            'I' | 'l' | '|' => '1',
            'Z' => '2',
            'S' => '5',
            'B' => '8',
            'X' | 'x' | '×' if position == 17 => 'X',
            _ => return None,
        };
        digits.push(read);
    }
    // Text of letters alone is a name, not a number.
    if characters.iter().filter(|c| c.is_ascii_digit()).count() < 14 {
        return None;
    }
    let number = |digits: &[char]| digits.iter().collect::<String>();
    if holds(&digits) {
        return Some((number(&digits), 1.0));
    }
    let mut repairs = Vec::new();
    for position in 0..18 {
        for &other in look_alikes(digits[position]) {
            if other == 'X' && position != 17 {
                continue;
            }
            let mut changed = digits.clone();
            changed[position] = other;
            if holds(&changed) && has_birth_date(&changed) {
                repairs.push(changed);
            }
        }
    }
    match repairs.as_slice() {
        [only] if !has_birth_date(&digits) => Some((number(only), 0.8)),
        _ => Some((number(&digits), 0.5)),
    }
}

fn look_alikes(digit: char) -> &'static [char] {
    match digit {
        '0' => &['8', '6'],
        '1' => &['7'],
        '3' => &['8'],
        '5' => &['6'],
        '6' => &['5', '8', '0'],
        '7' => &['1'],
        '8' => &['3', '0', '6'],
        _ => &[],
    }
}

fn holds(digits: &[char]) -> bool {
    let sum: u32 = digits.iter().zip(WEIGHTS).filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum();
    CHECKS.get((sum % 11) as usize) == digits.get(17)
}

fn has_birth_date(digits: &[char]) -> bool {
    let part = |from: usize, to: usize| {
        digits.get(from..to).and_then(|part| part.iter().collect::<String>().parse::<u32>().ok()).unwrap_or(0)
    };
    (1880..2120).contains(&part(6, 10)) && (1..=12).contains(&part(10, 12)) && (1..=31).contains(&part(12, 14))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_read_as_digits_and_the_check_digit_is_held() {
        assert_eq!(resident_number("11010519491231002X"), Some(("11010519491231002X".into(), 1.0)));
        assert_eq!(resident_number("11O1O51949123l002x"), Some(("11010519491231002X".into(), 1.0)));
    }

    #[test]
    fn a_wrong_check_digit_costs_certainty() {
        assert_eq!(resident_number("110105194912310021"), Some(("110105194912310021".into(), 0.5)));
    }

    #[test]
    fn an_impossible_date_is_repaired_where_one_repair_fits() {
        // Month 72 for 12: of all look-alikes only this one gives a date and the check digit.
        assert_eq!(resident_number("11010519497231002X"), Some(("11010519491231002X".into(), 0.8)));
    }

    #[test]
    fn other_texts_are_no_numbers() {
        assert_eq!(resident_number("WX117C400"), None);
        assert_eq!(resident_number("SIIBOOLDQZSIIBOOLD"), None);
    }
}
