//! Extraction from hand-made lines: what stands where, in which language, seen from which side.

use super::*;
use verify::geometry::Point;
use verify::reading::FieldName::*;

/// Lines as `(left, top, text)`, letters 20 high and 11 wide (Chinese 20).
fn lines(texts: &[(f32, f32, &str)]) -> Vec<TextLine> {
    texts
        .iter()
        .map(|&(left, top, text)| {
            let width: f32 = text.chars().map(|c| if c > '\u{2e80}' { 20.0 } else { 11.0 }).sum();
            TextLine { text: text.into(), confidence: 0.98, quad: Quad::rectangle(left, top, left + width, top + 20.0) }
        })
        .collect()
}

fn values(lines: &[TextLine]) -> BTreeMap<FieldName, String> {
    extract(lines, None).into_iter().map(|(name, field)| (name, field.value)).collect()
}

fn expected(fields: &[(FieldName, &str)]) -> BTreeMap<FieldName, String> {
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

/// A page with labels above their values, two columns.
const PAGE: &[(f32, f32, &str)] = &[
    (0.0, 0.0, "UTOPIA"),
    (300.0, 0.0, "PASSPORT / PASSEPORT"),
    (0.0, 60.0, "Type / Type"),
    (300.0, 60.0, "Code / Code"),
    (600.0, 60.0, "Passport No. / N° du passeport"),
    (0.0, 85.0, "P"),
    (300.0, 85.0, "UTO"),
    (600.0, 85.0, "L898902C3"),
    (0.0, 130.0, "Surname / Nom"),
    (0.0, 155.0, "ERIKSSON"),
    (0.0, 200.0, "Given names / Prénoms"),
    (0.0, 225.0, "ANNA MARIA"),
    (0.0, 270.0, "Nationality / Nationalité"),
    (0.0, 295.0, "UTOPIAN"),
    (0.0, 340.0, "Date of birth / Date de naissance"),
    (600.0, 340.0, "Sex / Sexe"),
    (0.0, 365.0, "12 AUG / AOÛT 74"),
    (600.0, 365.0, "F"),
    (0.0, 410.0, "Place of birth / Lieu de naissance"),
    (0.0, 435.0, "ZENITH"),
    (0.0, 480.0, "Date of issue / Date de délivrance"),
    (600.0, 480.0, "Authority / Autorité"),
    (0.0, 505.0, "16 APR / AVR 07"),
    (600.0, 505.0, "PASSPORT OFFICE"),
    (600.0, 530.0, "OF ZENITH"),
    (0.0, 550.0, "Date of expiry / Date d'expiration"),
    (0.0, 575.0, "15 APR / AVR 12"),
    (0.0, 640.0, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
    (0.0, 670.0, "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
];

fn page_fields() -> BTreeMap<FieldName, String> {
    expected(&[
        (FamilyName, "ERIKSSON"),
        (GivenNames, "ANNA MARIA"),
        (Nationality, "UTOPIAN"),
        (BirthDate, "1974-08-12"),
        (Sex, "F"),
        (BirthPlace, "ZENITH"),
        (IssueDate, "2007-04-16"),
        (ExpiryDate, "2012-04-15"),
        (Issuer, "PASSPORT OFFICE OF ZENITH"),
        (Number, "L898902C3"),
    ])
}

#[test]
fn values_below_their_labels_are_found_in_columns() {
    assert_eq!(values(&lines(PAGE)), page_fields());
}

#[test]
fn a_turned_or_mirrored_document_gives_the_same_fields() {
    for degrees in [8.0f32, 90.0, 133.0, 180.0, 270.0] {
        for mirror in [1.0, -1.0] {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let turn = |p: Point| Point::new((p.x * cos - p.y * sin) * mirror, p.x * sin + p.y * cos);
            let turned: Vec<TextLine> =
                lines(PAGE).into_iter().map(|line| TextLine { quad: Quad(line.quad.0.map(turn)), ..line }).collect();
            assert_eq!(values(&turned), page_fields(), "{degrees} {mirror}");
        }
    }
}

#[test]
fn perspective_is_taken_away_with_the_outline() {
    let flat = Quad::rectangle(-20.0, -20.0, 1000.0, 720.0);
    let seen = Quad([Point::new(0.0, 0.0), Point::new(900.0, 120.0), Point::new(900.0, 520.0), Point::new(0.0, 700.0)]);
    let map = verify::projection::Projection::between(&flat, &seen).unwrap();
    let tilted: Vec<TextLine> =
        lines(PAGE).into_iter().map(|line| TextLine { quad: map.apply_quad(&line.quad), ..line }).collect();
    let document = DocumentReading {
        kind: verify::reading::DocumentKind::Passport,
        side: verify::reading::Side::Front,
        // From another corner than the document's own: the lines tell which way is along.
        quad: Quad([seen.0[2], seen.0[3], seen.0[0], seen.0[1]]),
        corners_outside: Vec::new(),
        covered: Vec::new(),
        mirrored: false,
        portrait: None,
        confidence: 1.0,
        kind_confidence: 1.0,
    };
    let found = extract(&tilted, Some(&document));
    assert_eq!(found.into_iter().map(|(name, field)| (name, field.value)).collect::<BTreeMap<_, _>>(), page_fields());
}

#[test]
fn values_right_of_their_labels_are_found_in_rows() {
    let found = values(&lines(&[
        (0.0, 0.0, "IDENTITY CARD"),
        (0.0, 40.0, "Name"),
        (200.0, 40.0, "MÜLLER-OESTERREICH"),
        (0.0, 70.0, "Vornamen"),
        (200.0, 70.0, "Jürgen Peter"),
        (0.0, 100.0, "Geburtsdatum"),
        (200.0, 100.0, "23.10.1978"),
        (450.0, 100.0, "Geschlecht"),
        (600.0, 100.0, "M"),
        (0.0, 130.0, "Geburtsort"),
        (200.0, 130.0, "UTOSTADT"),
        (0.0, 160.0, "Geburtsland"),
        (200.0, 160.0, "UTOPIA"),
        (0.0, 190.0, "Staatsangehörigkeit"),
        (280.0, 190.0, "UTO"),
        (0.0, 220.0, "Anschrift"),
        (200.0, 220.0, "Hafenstraße 12"),
        (200.0, 250.0, "12345 Utostadt"),
        (0.0, 280.0, "Gültig bis"),
        (200.0, 280.0, "31.12.2031"),
        (0.0, 310.0, "Ausweisnr."),
        (200.0, 310.0, "T22000129"),
    ]));
    let wanted = expected(&[
        (FamilyName, "MÜLLER-OESTERREICH"),
        (GivenNames, "Jürgen Peter"),
        (BirthDate, "1978-10-23"),
        (Sex, "M"),
        (BirthPlace, "UTOSTADT"),
        (BirthCountry, "UTOPIA"),
        (Nationality, "UTO"),
        (Address, "Hafenstraße 12 12345 Utostadt"),
        (ExpiryDate, "2031-12-31"),
        (Number, "T22000129"),
    ]);
    assert_eq!(found, wanted);
}

#[test]
fn labels_and_values_in_one_line_are_told_apart() {
    let found = values(&lines(&[
        (0.0, 0.0, "Apellidos: GARCÍA LÓPEZ"),
        (0.0, 30.0, "Nombre: MARÍA"),
        (0.0, 60.0, "Sexo/Sexe:M"),
        (300.0, 60.0, "Nacionalidad/Nacionalitat: UTOPIANA"),
        (0.0, 90.0, "Fecha de nacimiento 01 02 1990"),
        (0.0, 120.0, "SurnameIGNORED"),
        (0.0, 150.0, "Válido hasta : 03.04.2031"),
        (0.0, 180.0, "NUM. DOCUMENTO: 049328928"),
    ]));
    let wanted = expected(&[
        (FamilyName, "GARCÍA LÓPEZ"),
        (GivenNames, "MARÍA"),
        (Sex, "M"),
        (Nationality, "UTOPIANA"),
        (BirthDate, "1990-02-01"),
        (ExpiryDate, "2031-04-03"),
        (Number, "049328928"),
    ]);
    assert_eq!(found, wanted);
}

#[test]
fn one_line_of_labels_over_one_line_of_values_is_cut_into_columns() {
    let found = values(&lines(&[
        (0.0, 0.0, "Surname"),
        (0.0, 25.0, "ERIKSSON"),
        (0.0, 60.0, "Sex  Nationality  Date of birth"),
        (0.0, 85.0, "F    UTO          12.08.1974"),
        (0.0, 120.0, "Date of issue   Date of expiry"),
        (0.0, 145.0, "16.04.2007      15.04.2012"),
    ]));
    let wanted = expected(&[
        (FamilyName, "ERIKSSON"),
        (Sex, "F"),
        (Nationality, "UTO"),
        (BirthDate, "1974-08-12"),
        (IssueDate, "2007-04-16"),
        (ExpiryDate, "2012-04-15"),
    ]);
    assert_eq!(found, wanted);
}

#[test]
fn numbered_fields_of_a_licence_are_read() {
    let found = values(&lines(&[
        (100.0, 0.0, "DRIVING LICENCE"),
        (0.0, 40.0, "1. ERIKSSON"),
        (0.0, 70.0, "2. ANNA MARIA"),
        (0.0, 100.0, "3. 12.08.1974 UTOPIA CITY"),
        (0.0, 130.0, "4a. 16.04.2007 4c. UTO DLA"),
        (0.0, 160.0, "4b."),
        (40.0, 160.0, "15.04.2017"),
        (0.0, 190.0, "5. ERIKS708124AM9IJ"),
        (0.0, 220.0, "8. 12 HARBOUR ROAD, ZENITH"),
        (0.0, 250.0, "9. AM/B/BE"),
    ]));
    let wanted = expected(&[
        (FamilyName, "ERIKSSON"),
        (GivenNames, "ANNA MARIA"),
        (BirthDate, "1974-08-12"),
        (BirthPlace, "UTOPIA CITY"),
        (IssueDate, "2007-04-16"),
        (Issuer, "UTO DLA"),
        (ExpiryDate, "2017-04-15"),
        (Number, "ERIKS708124AM9IJ"),
        (Address, "12 HARBOUR ROAD, ZENITH"),
    ]);
    assert_eq!(found, wanted);
}

#[test]
fn american_licences_write_the_month_first() {
    let found = values(&lines(&[
        (0.0, 0.0, "UTOPIA"),
        (200.0, 0.0, "DRIVER LICENSE"),
        (0.0, 40.0, "4d DLN D1234567"),
        (300.0, 40.0, "4b EXP 08/07/2031"),
        (0.0, 70.0, "1 LN ERIKSSON"),
        (0.0, 100.0, "2 FN ANNA MARIA"),
        (0.0, 130.0, "8 12 HARBOUR RD"),
        (20.0, 160.0, "ZENITH, UT 12345"),
        (0.0, 190.0, "3 DOB 08/03/1974"),
        (0.0, 220.0, "15 SEX F"),
        (150.0, 220.0, "16 HGT 5'-06\""),
        (300.0, 220.0, "18 EYES BLU"),
        (0.0, 250.0, "4a ISS 08/08/2023"),
        (0.0, 280.0, "5 DD 00012345678"),
    ]));
    let wanted = expected(&[
        (Number, "D1234567"),
        (ExpiryDate, "2031-08-07"),
        (FamilyName, "ERIKSSON"),
        (GivenNames, "ANNA MARIA"),
        (Address, "12 HARBOUR RD ZENITH, UT 12345"),
        (BirthDate, "1974-08-03"),
        (Sex, "F"),
        (IssueDate, "2023-08-08"),
    ]);
    assert_eq!(found, wanted);
}

#[test]
fn a_chinese_card_gives_all_its_fields() {
    let front = [
        (0.0, 0.0, "姓名二哈"),
        (0.0, 40.0, "性别男"),
        (150.0, 40.0, "民族汉"),
        (0.0, 80.0, "出生1978年10月23日"),
        (0.0, 120.0, "住址"),
        (60.0, 120.0, "河南省安阳市文峰区东大街"),
        (60.0, 150.0, "十二号楼三单元"),
        (0.0, 220.0, "公民身份号码"),
        (200.0, 220.0, "11010519491231002X"),
    ];
    let wanted = [
        (NativeName, "二哈"),
        (Sex, "M"),
        (Ethnicity, "汉"),
        (BirthDate, "1978-10-23"),
        (Address, "河南省安阳市文峰区东大街十二号楼三单元"),
        (Number, "11010519491231002X"),
    ];
    assert_eq!(values(&lines(&front)), expected(&wanted));
    // The same with labels in one line, and address grown together with its label.
    let grown = [
        (0.0, 0.0, "姓 名 二哈"),
        (0.0, 40.0, "性别男 民族汉"),
        (0.0, 80.0, "出 生 1978 年 10 月 23 日"),
        (0.0, 120.0, "住址河南省安阳市文峰区东大街"),
        (40.0, 150.0, "十二号楼三单元"),
        (0.0, 220.0, "公民身份号码11010519491231002X"),
    ];
    assert_eq!(values(&lines(&grown)), expected(&wanted));
}

#[test]
fn the_back_of_a_chinese_card_gives_issuer_and_validity() {
    for (validity, end) in [("2015.03.08-2035.03.08", "2035-03-08"), ("2015.03.08-长期", "long-term")] {
        let found = values(&lines(&[
            (0.0, 0.0, "中华人民共和国"),
            (0.0, 60.0, "居民身份证"),
            (0.0, 200.0, "签发机关"),
            (120.0, 200.0, "安阳市公安局文峰分局"),
            (0.0, 240.0, "有效期限"),
            (120.0, 240.0, validity),
        ]));
        let wanted = [(Issuer, "安阳市公安局文峰分局"), (IssueDate, "2015-03-08"), (ExpiryDate, end)];
        assert_eq!(found, expected(&wanted));
    }
}

#[test]
fn a_label_in_two_boxes_is_one_label() {
    let found = values(&lines(&[
        (0.0, 0.0, "Place of"),
        (100.0, 0.0, "birth"),
        (0.0, 25.0, "LINDEN"),
        (0.0, 60.0, "Document No./N°"),
        (178.0, 60.0, "du document FH005322"),
    ]));
    assert_eq!(found, expected(&[(BirthPlace, "LINDEN"), (Number, "FH005322")]));
}

#[test]
fn a_label_is_no_value_and_no_value_is_invented() {
    let found = values(&lines(&[
        (0.0, 0.0, "Surname"),
        (0.0, 25.0, "Given names"),
        (0.0, 50.0, "Date of birth"),
        (0.0, 75.0, "SPECIMEN"),
    ]));
    assert_eq!(found, BTreeMap::new());
    assert_eq!(values(&[]), BTreeMap::new());
    let found = values(&lines(&[(0.0, 0.0, "Sex"), (0.0, 25.0, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<")]));
    assert_eq!(found, BTreeMap::new());
}

#[test]
fn a_value_is_marked_where_it_stands() {
    let found = extract(&lines(&[(0.0, 0.0, "Sex: F"), (0.0, 40.0, "Surname"), (0.0, 65.0, "ERIKSSON")]), None);
    let Region(outline) = found[&Sex].region.clone().unwrap();
    assert!(outline[0].x > 40.0 && (outline[1].x - 66.0).abs() < 1.0, "{outline:?}");
    let surname = &found[&FamilyName];
    assert_eq!(surname.region, Some(Quad::rectangle(0.0, 65.0, 88.0, 85.0).into()));
    assert!(surname.confidence > 0.8 && surname.confidence <= 1.0);
}

#[test]
fn names_are_split_at_the_comma_and_in_no_other_way() {
    let found = values(&lines(&[(0.0, 0.0, "Full name"), (0.0, 25.0, "ERIKSSON, ANNA MARIA")]));
    assert_eq!(found, expected(&[(FamilyName, "ERIKSSON"), (GivenNames, "ANNA MARIA")]));
    let found = values(&lines(&[(0.0, 0.0, "Full name"), (0.0, 25.0, "ANNA ERIKSSON")]));
    assert_eq!(found, BTreeMap::new());
}

#[test]
fn lines_of_no_size_or_place_do_no_harm() {
    for quad in [
        Quad::rectangle(0.0, 0.0, 0.0, 0.0),
        Quad([Point::new(f32::NAN, 0.0); 4]),
        Quad([Point::new(f32::MAX, 1.0); 4]),
    ] {
        let lines =
            [("Sex", quad), ("F", quad)].map(|(text, quad)| TextLine { text: text.into(), confidence: 0.9, quad });
        assert_eq!(values(&lines), BTreeMap::new());
    }
}
