//! Lines of a zone to fields.

use super::{Layout, MrzFormat};
use serde::Serialize;

/// The fields of a machine-readable zone, without filler.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MrzFields {
    /// One or two letters that say what the document is.
    pub document_code: String,
    /// Issuing state or organisation, three letters (`D` for Germany).
    pub issuing_state: String,
    /// Primary identifier.
    pub family_name: String,
    /// Secondary identifier.
    pub given_names: String,
    /// Document number.
    pub document_number: String,
    /// Nationality, three letters (`D` for Germany).
    pub nationality: String,
    /// `YYMMDD`; unknown parts are `<<`.
    pub birth_date: String,
    /// `M`, `F`, `X` or `<`.
    pub sex: String,
    /// `YYMMDD`; empty where the layout has none.
    pub expiry_date: String,
    /// Optional data, as many as the layout has.
    pub optional_data: Vec<String>,
    /// Whether each check digit holds, by what it covers.
    pub check_digits: Vec<CheckDigit>,
}

/// One check digit of a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckDigit {
    /// `document_number`, `birth_date`, `expiry_date`, `optional_data` or `composite`.
    pub covers: &'static str,
    /// Whether it holds.
    pub holds: bool,
}

impl MrzFields {
    /// The fields of `lines`. `None` when the lines do not have the count and length of `format`.
    #[must_use]
    pub fn parse(format: MrzFormat, lines: &[String]) -> Option<Self> {
        let layout = Layout::of_lines(format, lines)?;
        let part =
            |line: usize, from: usize, to: usize| lines.get(line).and_then(|line| line.get(from..to)).unwrap_or("");
        let plain = |text: &str| text.trim_end_matches('<').to_owned();
        let mut fields = match format {
            MrzFormat::Td1 => Self {
                document_code: plain(part(0, 0, 2)),
                issuing_state: plain(part(0, 2, 5)),
                document_number: plain(part(0, 5, 14)),
                nationality: plain(part(1, 15, 18)),
                birth_date: part(1, 0, 6).to_owned(),
                sex: part(1, 7, 8).to_owned(),
                expiry_date: part(1, 8, 14).to_owned(),
                optional_data: vec![plain(part(0, 15, 30)), plain(part(1, 18, 29))],
                ..Self::names(part(2, 0, 30))
            },
            MrzFormat::FrenchId => Self {
                document_code: plain(part(0, 0, 2)),
                issuing_state: plain(part(0, 2, 5)),
                family_name: spaced(part(0, 5, 30)),
                given_names: spaced(part(1, 13, 27)),
                document_number: plain(part(1, 0, 12)),
                nationality: plain(part(0, 2, 5)),
                birth_date: part(1, 27, 33).to_owned(),
                sex: part(1, 34, 35).to_owned(),
                optional_data: vec![plain(part(0, 30, 36))],
                ..Self::default()
            },
            _ => {
                let length = format.length();
                let end = match format {
                    MrzFormat::Td3 => length - 2,
                    MrzFormat::Td2 => length - 1,
                    _ => length,
                };
                Self {
                    document_code: plain(part(0, 0, 2)),
                    issuing_state: plain(part(0, 2, 5)),
                    document_number: plain(part(1, 0, 9)),
                    nationality: plain(part(1, 10, 13)),
                    birth_date: part(1, 13, 19).to_owned(),
                    sex: part(1, 20, 21).to_owned(),
                    expiry_date: part(1, 21, 27).to_owned(),
                    optional_data: vec![plain(part(1, 28, end))],
                    ..Self::names(part(0, 5, length))
                }
            }
        };
        if layout.extra_number > 0
            && let Some(optional) = fields.optional_data.first_mut()
        {
            // The rest of the number, its check digit and a filler come before the data proper.
            let rest: String = optional.chars().take(layout.extra_number).collect();
            *optional = optional.chars().skip(layout.extra_number + 2).collect();
            fields.document_number.push_str(&rest);
        }
        let names: &[&str] = match format {
            MrzFormat::FrenchId => &["document_number", "birth_date"],
            MrzFormat::Td3 => &["document_number", "birth_date", "expiry_date", "optional_data"],
            _ => &["document_number", "birth_date", "expiry_date"],
        };
        let names = names.iter().copied().chain(std::iter::once("composite"));
        fields.check_digits =
            names.zip(layout.checks_hold(lines)).map(|(covers, holds)| CheckDigit { covers, holds }).collect();
        Some(fields)
    }

    fn names(field: &str) -> Self {
        let (family, given) = field.split_once("<<").unwrap_or((field, ""));
        Self { family_name: spaced(family), given_names: spaced(given), ..Self::default() }
    }
}

/// Filler between words to single spaces.
fn spaced(text: &str) -> String {
    text.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passport_is_taken_apart() {
        let lines = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
        let fields = MrzFields::parse(MrzFormat::Td3, &lines.map(str::to_owned)).unwrap();
        assert_eq!((fields.family_name.as_str(), fields.given_names.as_str()), ("ERIKSSON", "ANNA MARIA"));
        assert_eq!((fields.document_number.as_str(), fields.nationality.as_str()), ("L898902C3", "UTO"));
        assert_eq!(
            (fields.birth_date.as_str(), fields.sex.as_str(), fields.expiry_date.as_str()),
            ("740812", "F", "120415")
        );
        assert_eq!(fields.optional_data, ["ZE184226B"]);
        assert!(fields.check_digits.iter().all(|check| check.holds));
        assert_eq!(fields.check_digits.len(), 5);
    }

    #[test]
    fn a_long_number_leaves_the_optional_data() {
        let lines =
            ["I<UTOD23145890<7349<ABC<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"];
        let fields = MrzFields::parse(MrzFormat::Td1, &lines.map(str::to_owned)).unwrap();
        assert_eq!(fields.document_number, "D23145890734");
        assert_eq!(fields.optional_data, ["ABC", ""]);
    }

    #[test]
    fn lines_of_another_length_give_nothing() {
        assert_eq!(MrzFields::parse(MrzFormat::Td3, &["P<".into(), "<".into()]), None);
        assert_eq!(MrzFields::parse(MrzFormat::Td1, &[]), None);
    }
}
