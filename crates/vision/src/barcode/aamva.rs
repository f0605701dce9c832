//! The payload of AAMVA cards (AAMVA DL/ID Card Design Standard 2020, annex D; older versions back to 2000).

use std::collections::BTreeMap;
use verify::reading::FieldName;

/// Most elements that are kept; the standard defines fewer than a hundred.
const MOST_ELEMENTS: usize = 200;
/// Longest payload that is looked at, in bytes; a PDF417 symbol holds at most 1,850 characters.
const MOST_BYTES: usize = 16 * 1024;

/// The elements of a payload by their three-letter identifier, values as written but for spaces at the ends. `None`
/// when it is not the payload of an AAMVA card.
///
/// Offsets and lengths in the header are wrong on many cards, so elements are told by their separators alone.
#[must_use]
pub fn parse(payload: &str) -> Option<BTreeMap<String, String>> {
    let payload = payload.get(..MOST_BYTES).unwrap_or(payload);
    if payload.len() > MOST_BYTES {
        return None;
    }
    let header = payload.get(..32).unwrap_or(payload);
    let file_type = header.find("ANSI ").map(|at| at + 5).or_else(|| header.find("AAMVA").map(|at| at + 5))?;
    let body = payload.get(file_type..)?;
    // Issuer (6 digits), version (2), the jurisdiction's version (2, not in version 1), number of subfiles (2).
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    if digits < 8 {
        return None;
    }
    let mut elements = BTreeMap::new();
    let mut keep = |element: &str| {
        let Some((identifier, value)) = element.split_at_checked(3) else { return };
        if is_identifier(identifier) && elements.len() < MOST_ELEMENTS {
            elements.entry(identifier.to_owned()).or_insert_with(|| value.trim().to_owned());
        }
    };
    let separators = ['\n', '\r', '\u{1e}', '\u{1c}', '\u{1d}'];
    for (position, chunk) in body.split(separators).enumerate() {
        let chunk = chunk.trim_start_matches(['\0', ' ']);
        if position == 0 {
            keep(first_element(chunk.get(digits..).unwrap_or_default()));
        } else {
            keep(without_subfile(chunk));
        }
    }
    // A payload that names neither a number nor a family name in any version's way is something else.
    ["DAQ", "DCS", "DAB", "DAA", "DBJ"].iter().any(|key| elements.contains_key(*key)).then_some(elements)
}

fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    matches!(bytes.next(), Some(b'D' | b'Z' | b'P'))
        && bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The first element follows the list of subfiles (type, offset, length: `DL00410278` each) and the type of its own
/// subfile (`DL`), with nothing between.
fn first_element(list: &str) -> &str {
    let mut rest = list;
    while let Some((designator, after)) = rest.split_at_checked(10) {
        let (kind, numbers) = designator.split_at_checked(2).unwrap_or_default();
        if !kind.bytes().all(|byte| byte.is_ascii_uppercase()) || !numbers.bytes().all(|byte| byte.is_ascii_digit()) {
            break;
        }
        rest = after;
    }
    without_subfile(rest)
}

/// The element without the type of the subfile that it opens: `DL`, `ID`, `EN` or, for a jurisdiction's own, `Z` and a letter.
fn without_subfile(element: &str) -> &str {
    for kind in ["DL", "ID", "EN"] {
        if let Some(after) = element.strip_prefix(kind)
            && after.starts_with('D')
            && after.get(..3).is_some_and(is_identifier)
        {
            return after;
        }
    }
    if element.starts_with('Z') && element.get(2..5).is_some_and(|next| next.starts_with('Z') && is_identifier(next)) {
        return element.get(2..).unwrap_or(element);
    }
    element
}

/// The elements as fields: dates as `YYYY-MM-DD`, sex as `M`, `F` or `X`, without control characters. What a card does
/// not have is not there.
#[must_use]
pub fn fields(elements: &BTreeMap<String, String>) -> BTreeMap<FieldName, String> {
    let get = |key: &str| {
        let value: String = elements.get(key)?.chars().filter(|c| !c.is_control()).collect();
        let value = value.trim();
        let given = !value.is_empty() && !["NONE", "UNAVL", "UNK"].contains(&value);
        given.then(|| value.to_owned())
    };
    let joined = |keys: &[&str], separator: &str| {
        let parts: Vec<String> = keys.iter().filter_map(|key| get(key)).collect();
        (!parts.is_empty()).then(|| parts.join(separator))
    };
    let canadian = elements.get("DCG").is_some_and(|country| country == "CAN");
    let date = |key: &str| iso_date(&get(key)?, canadian);
    // Version 1 has the whole name in one element, family name first; versions 2 and 3 all given names in one.
    let whole: Vec<String> =
        get("DAA").map(|name| name.split([',', '$']).map(|part| part.trim().to_owned()).collect()).unwrap_or_default();
    let given_of_whole = || {
        let given: Vec<&str> = whole.iter().skip(1).map(String::as_str).filter(|part| !part.is_empty()).collect();
        (!given.is_empty()).then(|| given.join(" "))
    };
    let values = [
        (FieldName::FamilyName, get("DCS").or_else(|| get("DAB")).or_else(|| whole.first().cloned())),
        (
            FieldName::GivenNames,
            joined(&["DAC", "DAD"], " ")
                .or_else(|| get("DCT").map(|all| all.replace(',', " ")))
                .or_else(given_of_whole),
        ),
        (FieldName::BirthDate, date("DBB")),
        (FieldName::Number, get("DAQ").or_else(|| get("DBJ"))),
        (FieldName::ExpiryDate, date("DBA")),
        (FieldName::IssueDate, date("DBD")),
        (FieldName::Sex, get("DBC").and_then(|code| sex(&code))),
        (FieldName::Address, address(&joined(&["DAG", "DAH"], ", "), &get("DAI"), &joined(&["DAJ", "DAK"], " "))),
        (FieldName::Issuer, get("DCG")),
    ];
    values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn address(street: &Option<String>, city: &Option<String>, region: &Option<String>) -> Option<String> {
    let parts: Vec<&str> = [street, city, region].into_iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn sex(code: &str) -> Option<String> {
    match code {
        "1" | "M" => Some("M".into()),
        "2" | "F" => Some("F".into()),
        "9" | "X" => Some("X".into()),
        _ => None,
    }
}

/// `MMDDCCYY` in the United States, `CCYYMMDD` in Canada; where that gives no date, the other order is tried, as
/// version 1 had it so everywhere.
fn iso_date(digits: &str, year_first: bool) -> Option<String> {
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, length: usize| digits.get(from..from + length)?.parse::<u32>().ok();
    let month_first = (part(4, 4)?, part(0, 2)?, part(2, 2)?);
    let year_leads = (part(0, 4)?, part(4, 2)?, part(6, 2)?);
    let plausible = |&(year, month, day): &(u32, u32, u32)| {
        (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    let order = if year_first { [year_leads, month_first] } else { [month_first, year_leads] };
    let (year, month, day) = order.into_iter().find(plausible)?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CARD: &str = "@\n\u{1e}\rANSI 636000100002DL00410100ZU01410020DLDAQU7319042\nDCSSPECIMEN\nDDEN\nDACANNA\nDDFN\nDADMARIA\nDDGN\n\
        DCAC\nDBD03152019\nDBB07041985\nDBA07042027\nDBC2\nDAG12 HARBOUR ROAD\nDAIUTOPOLIS\nDAJUT\nDAK123450000  \nDCGUTO\rZUZUAEXTRA\r";

    #[test]
    fn elements_of_both_subfiles_are_told_apart() {
        let elements = parse(CARD).unwrap();
        assert_eq!(elements["DAQ"], "U7319042");
        assert_eq!(elements["DAK"], "123450000");
        assert_eq!(elements["DBB"], "07041985");
        assert_eq!(elements["ZUA"], "EXTRA");
        assert_eq!(elements.len(), 18);
    }

    #[test]
    fn fields_are_given_in_the_words_of_a_reading() {
        let fields = fields(&parse(CARD).unwrap());
        assert_eq!(fields[&FieldName::FamilyName], "SPECIMEN");
        assert_eq!(fields[&FieldName::GivenNames], "ANNA MARIA");
        assert_eq!(fields[&FieldName::BirthDate], "1985-07-04");
        assert_eq!(fields[&FieldName::ExpiryDate], "2027-07-04");
        assert_eq!(fields[&FieldName::IssueDate], "2019-03-15");
        assert_eq!(fields[&FieldName::Sex], "F");
        assert_eq!(fields[&FieldName::Address], "12 HARBOUR ROAD, UTOPOLIS, UT 123450000");
    }

    #[test]
    fn wrong_offsets_older_names_and_canadian_dates_are_understood() {
        let old = "@\n\u{1e}\rAAMVA6360000101DL99999999DLDAADOE,JOHN,QUINCY\nDAQ123\nDBB19850704\nDBC1\n";
        let first = fields(&parse(old).unwrap());
        assert_eq!(first[&FieldName::FamilyName], "DOE");
        assert_eq!(first[&FieldName::GivenNames], "JOHN QUINCY");
        assert_eq!(first[&FieldName::BirthDate], "1985-07-04");
        assert_eq!(first[&FieldName::Sex], "M");
        let canadian = CARD.replace("DCGUTO", "DCGCAN").replace("07041985", "19850704");
        assert_eq!(fields(&parse(&canadian).unwrap())[&FieldName::BirthDate], "1985-07-04");
    }

    #[test]
    fn other_payloads_are_not_cards() {
        assert_eq!(parse("This is PDF417"), None);
        assert_eq!(parse("@\n\u{1e}\rANSI "), None);
        assert_eq!(parse(""), None);
        assert_eq!(parse(&"ANSI 63600010000".repeat(4096)), None);
    }

    proptest! {
        #[test]
        fn any_payload_is_read_without_a_panic(payload in "\\PC*", middle in "[A-Z0-9\n\r\u{1e}é]{0,80}") {
            let _ = parse(&payload);
            if let Some(elements) = parse(&format!("@\n\u{1e}\rANSI 6360001000{middle}{payload}")) {
                prop_assert!(elements.len() <= MOST_ELEMENTS);
                let _ = fields(&elements);
            }
        }
    }
}
