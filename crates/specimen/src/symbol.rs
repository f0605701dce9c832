//! The PDF417 symbol of a driving licence.

use crate::assets::SpecimenError;
use crate::person::Person;
use rxing::common::BitMatrix;
use rxing::{BarcodeFormat, Writer};
use std::collections::BTreeMap;

/// The elements of the licence of `person` (AAMVA DL/ID Card Design Standard, annex D).
pub(crate) fn elements(person: &Person) -> BTreeMap<String, String> {
    let plain = |text: &str| -> String {
        text.chars().map(|c| if c.is_ascii() { c } else { plain_letter(c) }).filter(|c| *c != '\0').collect()
    };
    let date = |date: (u16, u8, u8)| format!("{:02}{:02}{:04}", date.1, date.2, date.0);
    let (street, city) = person.address.split_once(", ").unwrap_or((&person.address, "ZENITH"));
    let sex = match person.sex {
        'M' => "1",
        'F' => "2",
        _ => "9",
    };
    [
        ("DCA", "C".to_owned()),
        ("DBA", date(person.expiry)),
        ("DCS", plain(&person.family_name)),
        ("DAC", plain(&person.given_names)),
        ("DBD", date(person.issue)),
        ("DBB", date(person.birth)),
        ("DBC", sex.to_owned()),
        ("DAY", "BRO".to_owned()),
        ("DAU", "070 in".to_owned()),
        ("DAG", street.to_owned()),
        ("DAI", city.to_owned()),
        ("DAJ", "UT".to_owned()),
        ("DAK", "000000000  ".trim_end().to_owned()),
        ("DAQ", person.number.clone()),
        ("DCF", format!("SPECIMEN{}", person.number)),
        ("DCG", "UTO".to_owned()),
        ("DDE", "N".to_owned()),
        ("DDF", "N".to_owned()),
        ("DDG", "N".to_owned()),
    ]
    .into_iter()
    .map(|(identifier, value)| (identifier.to_owned(), value))
    .collect()
}

fn plain_letter(letter: char) -> char {
    match letter {
        'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => 'A',
        'Ç' => 'C',
        'È' | 'É' | 'Ê' | 'Ë' => 'E',
        'Ì' | 'Í' | 'Î' | 'Ï' => 'I',
        'Ł' => 'L',
        'Ñ' => 'N',
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' => 'O',
        'Ù' | 'Ú' | 'Û' | 'Ü' => 'U',
        'Ź' | 'Ż' => 'Z',
        _ => '\0',
    }
}

/// The payload: header, one subfile, its elements (annex D.12.3). The issuer's number belongs to nobody.
pub(crate) fn payload(elements: &BTreeMap<String, String>) -> String {
    let body: Vec<String> = elements.iter().map(|(identifier, value)| format!("{identifier}{value}")).collect();
    let subfile = format!("DL{}\r", body.join("\n"));
    let header = "@\n\u{1e}\rANSI 000000100001";
    let offset = header.len() + 10;
    format!("{header}DL{offset:04}{:04}{subfile}", subfile.len())
}

/// The symbol's modules: `true` is dark. Its rows are three modules high and more.
pub(crate) fn symbol(payload: &str) -> Result<BitMatrix, SpecimenError> {
    let hints = rxing::EncodeHints {
        Margin: Some("0".to_owned()),
        ErrorCorrection: Some("4".to_owned()),
        ..Default::default()
    };
    rxing::pdf417::PDF417Writer
        .encode_with_hints(payload, &BarcodeFormat::PDF_417, 0, 0, &hints)
        .map_err(|cause| SpecimenError::Symbol(cause.to_string()))
}
