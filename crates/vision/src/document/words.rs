//! Printed words that name the kind of a document.

use verify::reading::DocumentKind::{self, Card, ChineseCard, Licence, Passport, Visa};

/// Headings and labels in Latin letters, folded by [`folded`], with what they weigh for which kind. They count once each,
/// wherever they stand in a line.
pub(super) const LATIN: &[(&str, DocumentKind, f32)] = &[
    ("DRIVING LICENCE", Licence, 4.0),
    ("DRIVING LICENSE", Licence, 4.0),
    ("DRIVER LICENSE", Licence, 4.0),
    ("DRIVER LICENCE", Licence, 4.0),
    ("DRIVERS LICENSE", Licence, 4.0),
    ("DRIVERS LICENCE", Licence, 4.0),
    ("DRIVING PERMIT", Licence, 4.0),
    ("PERMIS DE CONDUIRE", Licence, 4.0),
    ("FUHRERSCHEIN", Licence, 4.0),
    ("PERMISO DE CONDUC", Licence, 4.0),
    ("LICENCIA DE CONDUC", Licence, 4.0),
    ("PATENTE DI GUIDA", Licence, 4.0),
    ("CARTA DE CONDUCAO", Licence, 4.0),
    ("RIJBEWIJS", Licence, 4.0),
    ("PRAWO JAZDY", Licence, 4.0),
    ("KORKORT", Licence, 4.0),
    ("AJOKORTTI", Licence, 4.0),
    ("VEHICLE CATEGOR", Licence, 2.0),
    ("ENDORSEMENT", Licence, 1.2),
    ("RESTRICTION", Licence, 1.2),
    ("IDENTITY CARD", Card, 4.0),
    ("IDENTIFICATION CARD", Card, 4.0),
    ("NATIONAL IDENTITY", Card, 3.0),
    ("CARTE NATIONALE", Card, 4.0),
    ("CARTE D IDENTITE", Card, 4.0),
    ("PERSONALAUSWEIS", Card, 4.0),
    ("CARTA D IDENTITA", Card, 4.0),
    ("DOCUMENTO DE IDENTIDAD", Card, 4.0),
    ("DOCUMENTO NACIONAL", Card, 4.0),
    ("CEDULA DE", Card, 3.0),
    ("CARTAO DE CIDADAO", Card, 4.0),
    ("IDENTITEITSKAART", Card, 4.0),
    ("DOWOD OSOBISTY", Card, 4.0),
    ("RESIDENCE PERMIT", Card, 4.0),
    ("RESIDENT CARD", Card, 4.0),
    ("TITRE DE SEJOUR", Card, 4.0),
    ("AUFENTHALTSTITEL", Card, 4.0),
    ("PERMISO DE RESIDENCIA", Card, 4.0),
    ("PERMESSO DI SOGGIORNO", Card, 4.0),
    ("VERBLIJFSTITEL", Card, 4.0),
    ("PERMANENT RESIDENT", Card, 4.0),
    ("ID CARD", Card, 3.0),
    ("CARD NO", Card, 2.0),
    ("CARD NUMBER", Card, 2.0),
    ("DOCUMENT NO", Card, 0.4),
    ("PERSONAL NO", Card, 0.4),
    ("PASAPORTE", Passport, 2.4),
    ("PASSEPORT", Passport, 2.4),
    ("PASSAPORTO", Passport, 2.4),
    ("PASSAPORTE", Passport, 2.4),
    ("REISEPASS", Passport, 2.4),
    ("PASPOORT", Passport, 2.4),
    ("PASZPORT", Passport, 2.4),
    ("NUMBER OF ENTRIES", Visa, 3.0),
    ("NO OF ENTRIES", Visa, 3.0),
    ("DURATION OF STAY", Visa, 3.0),
    ("TYPE OF VISA", Visa, 3.0),
    ("VALID FOR", Visa, 1.0),
];

/// Whole words only: shorter ones stand inside others.
pub(super) const LATIN_WORDS: &[(&str, DocumentKind, f32)] = &[
    ("VISA", Visa, 4.0),
    ("VISUM", Visa, 4.0),
    ("VISTO", Visa, 3.0),
    ("VISADO", Visa, 4.0),
    ("DLN", Licence, 1.6),
    ("DL", Licence, 0.8),
    ("HGT", Licence, 0.8),
    ("WGT", Licence, 0.8),
    ("CLASS", Licence, 0.8),
    ("ENTRIES", Visa, 1.5),
];

/// On a visa, this is the label of a number; alone, it is a heading.
pub(super) const PASSPORT: (&str, f32, f32) = ("PASSPORT", 2.4, 0.8);

/// Chinese labels, with what they weigh and, for those of a resident card, whether they are on its front.
pub(super) const CHINESE: &[(&str, DocumentKind, f32, Option<bool>)] = &[
    ("公民身份", ChineseCard, 4.0, Some(true)),
    ("身份号码", ChineseCard, 4.0, Some(true)),
    ("民族", ChineseCard, 2.0, Some(true)),
    ("住址", ChineseCard, 1.6, Some(true)),
    ("姓名", ChineseCard, 0.8, Some(true)),
    ("性别", ChineseCard, 0.8, Some(true)),
    ("出生", ChineseCard, 0.6, Some(true)),
    ("居民身份证", ChineseCard, 4.0, Some(false)),
    ("有效期限", ChineseCard, 3.0, Some(false)),
    ("签发机关", ChineseCard, 1.2, Some(false)),
    ("驾驶证", Licence, 8.0, None),
    ("准驾车型", Licence, 6.0, None),
    ("护照", Passport, 5.0, None),
    ("签证", Visa, 5.0, None),
];

/// Labels of the ISO/IEC 18013-1 numbering that no other document prints.
pub(super) const LICENCE_NUMBERS: [&str; 4] = ["4A", "4B", "4C", "4D"];

/// Upper case without marks, one space between words; Chinese characters stay.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_uppercase) {
        let plain = match character {
            'À'..='Å' | 'Ă' | 'Ą' => 'A',
            'Ç' | 'Ć' | 'Č' => 'C',
            'È'..='Ë' | 'Ę' | 'Ě' => 'E',
            'Ì'..='Ï' | 'İ' => 'I',
            'Ñ' | 'Ń' => 'N',
            'Ò'..='Ö' | 'Ø' | 'Ő' => 'O',
            'Ù'..='Ü' | 'Ů' | 'Ű' => 'U',
            'Ł' => 'L',
            'Ś' | 'Š' => 'S',
            'Ź' | 'Ż' | 'Ž' => 'Z',
            other if other.is_alphanumeric() => other,
            // An apostrophe in DRIVER'S is often lost in reading, so it never parts words there.
            '\'' | '’' if folded.ends_with("DRIVER") => continue,
            _ => ' ',
        };
        if plain != ' ' || !(folded.is_empty() || folded.ends_with(' ')) {
            folded.push(plain);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Whether `line` has `phrase` in it, spaces aside; in longer phrases one character may be misread. Both are folded.
pub(super) fn says(line: &str, phrase: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|&character| character != ' ').collect::<Vec<char>>();
    let (line, phrase) = (letters(line), letters(phrase));
    let spare = usize::from(phrase.len() >= 8);
    line.windows(phrase.len().max(1))
        .any(|window| window.iter().zip(&phrase).filter(|(one, other)| one != other).count() <= spare)
}
