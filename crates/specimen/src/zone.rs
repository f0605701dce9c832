//! Lines of machine-readable zones.

use crate::person::Person;
use verify::mrz::{MrzFormat, check_digit};

/// A name in the letters of a zone (ICAO 9303 part 3, section 6, tables A and B, as far as the invented names need them).
fn transliterated(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            'A'..='Z' => text.push(character),
            'À' | 'Á' | 'Â' | 'Ã' => text.push('A'),
            'Ä' | 'Æ' => text.push_str("AE"),
            'Å' => text.push_str("AA"),
            'Ç' => text.push('C'),
            'È' | 'É' | 'Ê' | 'Ë' => text.push('E'),
            'Ì' | 'Í' | 'Î' | 'Ï' => text.push('I'),
            'Ł' => text.push('L'),
            'Ñ' => text.push('N'),
            'Ò' | 'Ó' | 'Ô' | 'Õ' => text.push('O'),
            'Ö' | 'Ø' => text.push_str("OE"),
            'Ú' | 'Ù' | 'Û' => text.push('U'),
            'Ü' => text.push_str("UE"),
            'Ź' | 'Ż' => text.push('Z'),
            ' ' | '-' => text.push('<'),
            // An apostrophe is left out (section 4.6).
            _ => {}
        }
    }
    text
}

fn padded(text: &str, length: usize) -> String {
    text.chars().chain(std::iter::repeat('<')).take(length).collect()
}

fn six(date: (u16, u8, u8)) -> String {
    format!("{:02}{:02}{:02}", date.0 % 100, date.1, date.2)
}

/// The lines of `format` for `person`.
pub(crate) fn lines(format: MrzFormat, person: &Person) -> Vec<String> {
    let name = format!("{}<<{}", transliterated(&person.family_name), transliterated(&person.given_names));
    let sex = if person.sex == 'X' { '<' } else { person.sex };
    let (birth, expiry) = (six(person.birth), six(person.expiry));
    let dates =
        |nationality: &str| format!("{nationality}{birth}{}{sex}{expiry}{}", check_digit(&birth), check_digit(&expiry));
    if format == MrzFormat::Td1 {
        // A number of more than nine characters goes on in the optional data (part 5, note j).
        let (number, optional) = if person.number.len() > 9 {
            let (start, rest) = person.number.split_at(9);
            (format!("{start}<"), format!("{rest}{}<{}", check_digit(&person.number), person.optional))
        } else {
            let number = padded(&person.number, 9);
            (format!("{number}{}", check_digit(&number)), person.optional.clone())
        };
        let first = format!("I<UTO{number}{}", padded(&optional, 15));
        let second =
            format!("{birth}{}{sex}{expiry}{}UTO{}", check_digit(&birth), check_digit(&expiry), "<".repeat(11));
        let covered = format!("{}{}{}{}", &first[5..30], &second[0..7], &second[8..15], &second[18..29]);
        return vec![first, format!("{second}{}", check_digit(&covered)), padded(&name, 30)];
    }
    let length = format.length();
    let code = match format {
        MrzFormat::Td3 => "P<",
        MrzFormat::Td2 => "I<",
        _ => "V<",
    };
    let first = format!("{code}UTO{}", padded(&name, length - 5));
    let number = padded(&person.number, 9);
    let core = format!("{number}{}{}", check_digit(&number), dates("UTO"));
    let second = match format {
        MrzFormat::Td3 => {
            let optional = padded(&person.optional, 14);
            let check = if person.optional.is_empty() { '<' } else { check_digit(&optional) };
            composite(format!("{core}{optional}{check}"))
        }
        MrzFormat::Td2 => composite(format!("{core}{}", padded(&person.optional, 7))),
        _ => padded(&format!("{core}{}", person.optional), length),
    };
    vec![first, second]
}

fn composite(second: String) -> String {
    let covered = format!("{}{}{}", &second[0..10], &second[13..20], &second[21..]);
    format!("{second}{}", check_digit(&covered))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use verify::mrz::Layout;

    #[test]
    fn every_check_digit_holds_and_every_line_fits() {
        for seed in 0..300 {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let mut person = Person::invent(&mut random);
            for format in [MrzFormat::Td1, MrzFormat::Td2, MrzFormat::Td3, MrzFormat::MrvA, MrzFormat::MrvB] {
                if format == MrzFormat::Td1 && seed % 3 == 0 {
                    person.number = format!("{:0<9}1234", person.number);
                }
                let lines = lines(format, &person);
                let layout = Layout::of_lines(format, &lines).unwrap();
                assert!(layout.checks_hold(&lines).into_iter().all(|holds| holds), "{lines:?}");
                person.number.truncate(9);
            }
        }
    }

    #[test]
    fn names_keep_to_the_letters_of_a_zone() {
        assert_eq!(transliterated("ÖZTÜRK"), "OEZTUERK");
        assert_eq!(transliterated("DUPONT-MOREAU"), "DUPONT<MOREAU");
        assert_eq!(transliterated("O'NEILL"), "ONEILL");
        assert_eq!(transliterated("WOŹNIAK"), "WOZNIAK");
    }
}
