//! Of which kind a document is and which side of it is seen.

use super::words::{CHINESE, LATIN, LATIN_WORDS, LICENCE_NUMBERS, PASSPORT, folded, says};
use super::{Evidence, inside};
use verify::geometry::Quad;
use verify::mrz::MrzFormat;
use verify::reading::{DocumentKind, DocumentReading, Side};

/// A kind must gather this much.
const LEAST: f32 = 2.0;
/// And this much more than any other.
const LEAST_LEAD: f32 = 1.0;
/// The weight of a machine-readable zone whose check digits hold; of one that only looks like it.
const ZONE: (f32, f32) = (30.0, 8.0);
/// The weight of an AAMVA barcode.
const AAMVA: f32 = 20.0;
/// Text less sure than this is not listened to.
const LEAST_SURE: f32 = 0.5;
/// Height of a portrait as a share of its document's above which it is the holder's main one: cards repeat it small.
const MAIN_PORTRAIT: f32 = 0.3;
/// Width over height that parts ID-1 (1.59) from ID-2 and ID-3 (1.42), ISO/IEC 7810.
const WIDER_THAN_ID_2: f32 = 1.5;

/// The weight of a main portrait on a document of the size ID-1, and of a nationality beside it.
const PORTRAIT_ON_ID_1: f32 = 0.8;
const NATIONALITY: f32 = 1.4;
/// The weight of a label for an address on something of a card's shape with neither portrait nor zone nor barcode: the
/// back of a card. Letters have an address too, but another shape and more lines.
const ADDRESS: f32 = 2.2;
const CARD_SHAPES: std::ops::Range<f32> = 1.33..1.68;
const MOST_LINES_OF_A_BACK: usize = 14;
const ADDRESSES: [&str; 4] = ["ADDRESS", "ADRESSE", "DOMICILIO", "ANSCHRIFT"];

/// How much speaks for each kind.
#[derive(Default)]
struct Scores([f32; 5]);

const KINDS: [DocumentKind; 5] =
    [DocumentKind::Passport, DocumentKind::Card, DocumentKind::Visa, DocumentKind::Licence, DocumentKind::ChineseCard];

impl Scores {
    fn add(&mut self, kind: DocumentKind, weight: f32) {
        if let Some(at) = KINDS.iter().position(|&other| other == kind) {
            self.0[at] += weight;
        }
    }

    /// The kind that leads clearly, and 0 to 1 how sure it is.
    fn leader(&self) -> (DocumentKind, f32) {
        let mut order = [0, 1, 2, 3, 4];
        order.sort_by(|&a, &b| self.0[b].total_cmp(&self.0[a]));
        let (first, second) = (self.0[order[0]], self.0[order[1]]);
        if first < LEAST || first - second < LEAST_LEAD {
            return (DocumentKind::Unknown, 0.0);
        }
        // Half sure at no lead at all, nearly sure from a zone or a barcode on.
        (KINDS[order[0]], 1.0 - 0.5 * (-(first - second) / 3.0).exp())
    }
}

/// Words beside "passport" in the names of authorities, which issue other documents too.
const PASSPORT_ISSUERS: [&str; 4] = ["OFFICE", "AUTHORITY", "AGENCY", "SERVICE"];

/// What the printed words say.
#[derive(Default)]
struct Printed {
    scores: Scores,
    chinese_front: f32,
    chinese_back: f32,
    /// The numbered labels of a licence's table of categories, which is on its back.
    categories: bool,
    nationality: bool,
    /// A label for an address.
    address: bool,
    lines: usize,
}

/// Names kind and side. The quad must begin at the document's own top left and the portrait must be known.
pub(super) fn name(document: &mut DocumentReading, evidence: &Evidence<'_>) {
    let zone = evidence.mrz.filter(|zone| inside(&document.quad, zone.quad.centre()));
    let code = evidence.barcode.filter(|code| code.quad.is_none_or(|quad| inside(&document.quad, quad.centre())));
    let printed = listen(&document.quad, evidence);
    let main_portrait =
        document.portrait.is_some_and(|portrait| portrait.height() > MAIN_PORTRAIT * document.quad.height());
    let mut scores = printed.scores;
    if let Some(zone) = zone {
        let kind = match zone.format {
            MrzFormat::Td3 => DocumentKind::Passport,
            MrzFormat::Td1 | MrzFormat::Td2 | MrzFormat::FrenchId => DocumentKind::Card,
            MrzFormat::MrvA | MrzFormat::MrvB => DocumentKind::Visa,
        };
        scores.add(kind, if zone.valid { ZONE.0 } else { ZONE.1 * zone.confidence.max(0.5) });
    }
    let aamva = code.is_some_and(|code| code.aamva.is_some());
    if aamva {
        scores.add(DocumentKind::Licence, AAMVA);
    }
    let id_1 = document.quad.width() > WIDER_THAN_ID_2 * document.quad.height();
    if zone.is_none() && id_1 && main_portrait {
        // Licences of this size have a portrait too, but name no nationality.
        scores.add(DocumentKind::Card, PORTRAIT_ON_ID_1 + if printed.nationality { NATIONALITY } else { 0.0 });
    }
    let card_shaped = CARD_SHAPES.contains(&(document.quad.width() / document.quad.height().max(1.0)));
    // Without a look for faces, what has no portrait is not known to have none.
    let no_portrait = evidence.faces.is_some() && document.portrait.is_none();
    let plain = zone.is_none() && code.is_none() && no_portrait;
    let back = plain && card_shaped && printed.address && printed.lines <= MOST_LINES_OF_A_BACK;
    if back {
        scores.add(DocumentKind::Card, ADDRESS);
    }
    (document.kind, document.kind_confidence) = scores.leader();
    document.side = match document.kind {
        DocumentKind::Passport | DocumentKind::Visa => Side::Front,
        DocumentKind::ChineseCard if printed.chinese_front > printed.chinese_back => Side::Front,
        DocumentKind::ChineseCard if printed.chinese_back > 0.0 => Side::Back,
        // The old French card has its zone below the portrait; those of TD1 are on the back.
        DocumentKind::Card if zone.is_some_and(|zone| zone.format == MrzFormat::FrenchId) => Side::Front,
        _ if main_portrait => Side::Front,
        // Cards of the other sizes have their zone beside the portrait.
        _ if evidence.faces.is_none() && zone.is_some_and(|zone| zone.format != MrzFormat::Td1) => Side::Unknown,
        _ if zone.is_some() || code.is_some() || printed.categories || back => Side::Back,
        _ => Side::Unknown,
    };
}

fn listen(quad: &Quad, evidence: &Evidence<'_>) -> Printed {
    let mut printed = Printed::default();
    let sure = evidence.text.iter().filter(|line| line.confidence >= LEAST_SURE);
    let lines: Vec<String> =
        sure.filter(|line| inside(quad, line.quad.centre())).map(|line| folded(&line.text)).collect();
    let has_word = |word: &str| lines.iter().any(|line| line.split(' ').any(|other| other == word));
    let issuer = |line: &String| PASSPORT_ISSUERS.iter().any(|issuer| says(line, issuer));
    for &(phrase, kind, weight) in LATIN {
        let counts = |line: &String| says(line, phrase) && !(kind == DocumentKind::Passport && issuer(line));
        if lines.iter().any(counts) {
            printed.scores.add(kind, weight);
        }
    }
    for &(word, kind, weight) in LATIN_WORDS {
        if has_word(word) {
            printed.scores.add(kind, weight);
        }
    }
    printed.address = ADDRESSES.iter().any(|label| lines.iter().any(|line| says(line, label)));
    printed.lines = lines.len();
    printed.nationality = lines.iter().any(|line| says(line, "NATIONALIT"));
    let (word, as_heading, as_label) = PASSPORT;
    let passports = lines.iter().filter(|line| says(line, word));
    let is_label = |line: &String| says(line, "PASSPORTN") || issuer(line);
    let weight = passports.map(|line| if is_label(line) { as_label } else { as_heading }).fold(0.0, f32::max);
    printed.scores.add(DocumentKind::Passport, weight);
    for &(label, kind, weight, front) in CHINESE {
        if lines.iter().any(|line| line.contains(label)) {
            printed.scores.add(kind, weight);
            match front {
                Some(true) => printed.chinese_front += weight,
                Some(false) => printed.chinese_back += weight,
                None => {}
            }
        }
    }
    if lines.iter().any(|line| resident_number(line)) {
        printed.scores.add(DocumentKind::ChineseCard, 2.0);
        printed.chinese_front += 2.0;
    }
    let numbered =
        |number: &str| lines.iter().any(|line| line.split(' ').any(|word| word == number) || line.starts_with(number));
    let numbers = LICENCE_NUMBERS.into_iter().filter(|number| numbered(number)).count();
    printed.scores.add(DocumentKind::Licence, [0.0, 0.8, 2.4, 3.4, 4.0][numbers]);
    let categories = ["A1", "A2", "AM", "B1", "BE", "C1", "C1E", "CE", "D1", "D1E", "DE"];
    let table = categories.into_iter().filter(|category| has_word(category)).count();
    if table >= 4 {
        printed.categories = true;
        printed.scores.add(DocumentKind::Licence, 2.5);
    }
    printed
}

/// Whether a line holds a citizen number (GB 11643: 17 digits and a check character) with a plausible birth date.
fn resident_number(line: &str) -> bool {
    let characters: Vec<char> = line.chars().filter(|&character| character != ' ').collect();
    characters.windows(18).any(|window| {
        let digits: Option<Vec<u32>> = window[..17].iter().map(|character| character.to_digit(10)).collect();
        digits.is_some_and(|digits| {
            let (year, month) = (digits[6] * 10 + digits[7], digits[10] * 10 + digits[11]);
            let day = digits[12] * 10 + digits[13];
            let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
            let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
            let check = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize];
            (19..=20).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day) && window[17] == check
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{card, face, line, zone};
    use super::super::{Evidence, classify};
    use super::*;
    use verify::geometry::Point;
    use verify::reading::{BarcodeReading, FaceReading, TextLine};

    const ID_1: Quad = Quad::rectangle(100.0, 100.0, 956.0, 640.0);
    const ID_3: Quad = Quad::rectangle(100.0, 100.0, 1100.0, 804.0);

    fn lines(texts: &[&str]) -> Vec<TextLine> {
        let line_at = |(index, text): (usize, &&str)| {
            let top = 120.0 + 40.0 * index as f32;
            line(text, 0.95, Quad::rectangle(400.0, top, 700.0, top + 24.0))
        };
        texts.iter().enumerate().map(line_at).collect()
    }

    fn named(
        quad: Quad,
        zone_of: Option<MrzFormat>,
        texts: &[&str],
        portrait: bool,
        aamva: bool,
    ) -> (DocumentKind, Side) {
        let mut document = card(quad);
        let strip = Quad::rectangle(120.0, 500.0, 900.0, 600.0);
        let mrz = zone_of.map(|format| zone(format, strip, false));
        let text = lines(texts);
        let faces: Vec<FaceReading> = portrait.then(|| face(Point::new(250.0, 300.0), 60.0)).into_iter().collect();
        let barcode = aamva.then(|| BarcodeReading {
            format: "pdf417".into(),
            text: String::new(),
            confidence: 1.0,
            quad: Some(Quad::rectangle(150.0, 400.0, 800.0, 600.0)),
            aamva: Some(Default::default()),
        });
        let evidence = Evidence { mrz: mrz.as_ref(), barcode: barcode.as_ref(), text: &text, faces: Some(&faces) };
        classify(&mut document, &evidence);
        (document.kind, document.side)
    }

    #[test]
    fn kinds_and_sides_follow_from_what_is_printed() {
        use DocumentKind::{Card, ChineseCard, Licence, Passport, Unknown, Visa};
        use MrzFormat::{FrenchId, MrvA, Td1, Td2, Td3};
        type Case = (Quad, Option<MrzFormat>, &'static [&'static str], bool, bool, (DocumentKind, Side));
        let cases: &[Case] = &[
            (ID_3, Some(Td3), &[], true, false, (Passport, Side::Front)),
            // A label of a visa that speaks of the passport, and the zone, which decides.
            (ID_3, Some(MrvA), &["Passport No."], true, false, (Visa, Side::Front)),
            (ID_3, None, &["Address", "1 STATION ROAD", "PASSPORT OFFICE"], false, false, (Card, Side::Back)),
            (ID_3, None, &["VISA", "Passport No.", "Number of entries"], false, false, (Visa, Side::Front)),
            (ID_1, Some(Td1), &["UTOPIA"], false, false, (Card, Side::Back)),
            (ID_3, Some(Td2), &[], true, false, (Card, Side::Front)),
            (ID_3, Some(Td2), &[], false, false, (Card, Side::Back)),
            (ID_1, Some(FrenchId), &[], false, false, (Card, Side::Front)),
            (ID_1, None, &["IDENTITY CARD", "Surname"], true, false, (Card, Side::Front)),
            (ID_1, None, &["IDENT1TY CARD"], true, false, (Card, Side::Front)),
            (ID_1, None, &["Nationality"], true, false, (Card, Side::Front)),
            (ID_1, None, &["DRIVER'S LICENSE"], true, false, (Licence, Side::Front)),
            (
                ID_1,
                None,
                &["1. DOE", "4a. 01.01.2020", "4b. 01.01.2030", "4c. UTO"],
                true,
                false,
                (Licence, Side::Front),
            ),
            (ID_1, None, &[], false, true, (Licence, Side::Back)),
            (ID_1, None, &["AM", "A1", "A2 B", "B1"], false, false, (Licence, Side::Back)),
            (ID_1, None, &["姓名 样本", "性别男民族汉", "住址"], true, false, (ChineseCard, Side::Front)),
            (ID_1, None, &["110101199003070003"], false, false, (ChineseCard, Side::Front)),
            (ID_1, None, &["居民身份证", "签发机关 某局", "有效期限"], false, false, (ChineseCard, Side::Back)),
            (ID_1, None, &["驾驶证", "姓名", "住址"], true, false, (Licence, Side::Front)),
            (ID_1, None, &[], true, false, (Unknown, Side::Front)),
            (ID_1, None, &["RECEIPT", "TOTAL 12.40", "ADVISABLE"], false, false, (Unknown, Side::Unknown)),
        ];
        for &(quad, zone_of, texts, portrait, aamva, expected) in cases {
            assert_eq!(
                named(quad, zone_of, texts, portrait, aamva),
                expected,
                "{zone_of:?} {texts:?} {portrait} {aamva}"
            );
        }
    }

    #[test]
    fn without_a_look_for_faces_no_side_is_guessed_from_a_missing_portrait() {
        let strip = Quad::rectangle(120.0, 500.0, 900.0, 600.0);
        let side = |format, texts: &[&str]| {
            let (mut document, text) = (card(ID_3), lines(texts));
            let zone = Option::map(format, |format| zone(format, strip, false));
            classify(&mut document, &Evidence { mrz: zone.as_ref(), text: &text, ..Evidence::default() });
            document.side
        };
        assert_eq!(side(Some(MrzFormat::Td2), &[]), Side::Unknown);
        assert_eq!(side(Some(MrzFormat::Td1), &[]), Side::Back);
        assert_eq!(side(None, &["Address", "1 STATION ROAD"]), Side::Unknown);
    }

    #[test]
    fn a_number_with_a_wrong_check_character_names_no_kind() {
        assert!(resident_number("公民 110101199003070003"));
        assert!(!resident_number("110101199003070004"));
    }

    #[test]
    fn words_beside_the_document_say_nothing_about_it() {
        let mut document = card(Quad::rectangle(100.0, 100.0, 300.0, 226.0));
        let text = lines(&["DRIVING LICENCE"]);
        classify(&mut document, &Evidence { text: &text, ..Evidence::default() });
        assert_eq!(document.kind, DocumentKind::Unknown);
    }
}
