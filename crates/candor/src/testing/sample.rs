//! A reading in which every part holds something, of a fictitious person of the fictitious state UTO.

use std::collections::BTreeMap;
use verify::geometry::{Point, Quad, Region};
use verify::limits::Direction;
use verify::mrz::{MrzFields, MrzFormat};
use verify::reading::*;

/// The reading.
pub(crate) fn reading() -> Reading {
    Reading {
        width: 800,
        height: 600,
        document: Some(document()),
        quality: BTreeMap::from([
            (QualityCheck::Blurry, measured(0.61, 0.3, "share", Direction::AtLeast, None)),
            (QualityCheck::Glare, measured(0.124, 0.05, "share", Direction::AtMost, Some(square(300.0, 200.0, 90.0)))),
            (QualityCheck::LowResolution, measured(7.25, 8.0, "pixels per millimetre", Direction::AtLeast, None)),
        ]),
        recapture: Some(RecaptureSignals { screen: 0.04, printed_copy: 0.31 }),
        mrz: Some(zone()),
        barcode: Some(BarcodeReading {
            format: "pdf417".into(),
            text: "@\n\u{1e}\rANSI 636000 DAQ12345".into(),
            confidence: 0.99,
            quad: Some(Quad::rectangle(500.0, 420.0, 700.0, 470.0)),
            aamva: Some(BTreeMap::from([("DAQ".into(), "12345".into())])),
        }),
        text: vec![
            TextLine {
                text: "UTOPIA 样本".into(),
                confidence: 0.97,
                quad: Quad::rectangle(120.0, 110.0, 300.0, 130.0),
            },
            TextLine { text: "ER1KSSON".into(), confidence: 0.62, quad: Quad::rectangle(320.0, 150.0, 460.0, 170.0) },
        ],
        fields: BTreeMap::from([
            (FieldName::FamilyName, field("ERIKSSON", "Eriksson", 0.98)),
            (FieldName::BirthDate, field("1974-08-12", "12 AUG 1974", 0.81)),
        ]),
        faces: vec![FaceReading {
            quad: Quad::rectangle(130.0, 180.0, 250.0, 330.0),
            confidence: 0.99,
            landmarks: [(160.0, 230.0), (220.0, 230.0), (190.0, 260.0), (165.0, 295.0), (215.0, 295.0)]
                .map(|(x, y)| Point::new(x, y)),
            pose: Some(Pose { yaw: 3.0, pitch: -4.6, roll: 0.4 }),
            measurements: [
                ("eye_distance", 60.0, "pixels"),
                ("margin", 0.4, "share"),
                ("eye_open_left", 0.84, "share"),
            ]
            .map(|(name, value, unit)| (name.into(), Measurement { value, unit, confidence: 0.9, region: None }))
            .into(),
        }],
        cpu_ms: BTreeMap::from([("decode".into(), 12.25), ("mrz".into(), 31.5), ("total".into(), 43.75)]),
        wall_ms: 45.5,
    }
}

fn document() -> DocumentReading {
    DocumentReading {
        kind: DocumentKind::Passport,
        side: Side::Front,
        quad: Quad([
            Point::new(-12.0, 90.0),
            Point::new(720.0, 100.0),
            Point::new(710.0, 560.0),
            Point::new(90.0, 550.0),
        ]),
        corners_outside: vec![0],
        covered: vec![square(600.0, 300.0, 60.0)],
        mirrored: false,
        portrait: Some(Quad::rectangle(110.0, 160.0, 270.0, 360.0)),
        confidence: 0.97,
        kind_confidence: 0.88,
    }
}

fn zone() -> MrzReading {
    MrzReading {
        lines: vec![
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<".into(),
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10".into(),
        ],
        format: MrzFormat::Td3,
        valid: true,
        confidence: 0.995,
        quad: Quad::rectangle(100.0, 480.0, 700.0, 545.0),
        mirrored: false,
        fields: MrzFields {
            document_code: "P".into(),
            issuing_state: "UTO".into(),
            document_number: "L898902C3".into(),
            nationality: "UTO".into(),
            birth_date: "740812".into(),
            sex: "F".into(),
            expiry_date: "120415".into(),
            optional_data: vec!["ZE184226B".into()],
            ..names()
        },
    }
}

fn names() -> MrzFields {
    MrzFields { family_name: "ERIKSSON".into(), given_names: "ANNA MARIA".into(), ..MrzFields::default() }
}

fn measured(
    value: f32,
    limit: f32,
    unit: &'static str,
    direction: Direction,
    region: Option<Region>,
) -> QualityMeasurement {
    let passed = verify::limits::Limit { value: limit, direction }.passed(value);
    QualityMeasurement { value, limit, unit, direction, passed, confidence: 0.9, region }
}

fn field(value: &str, raw: &str, confidence: f32) -> FieldReading {
    FieldReading { value: value.into(), raw: raw.into(), confidence, region: Some(square(320.0, 150.0, 20.0)) }
}

fn square(left: f32, top: f32, side: f32) -> Region {
    Quad::rectangle(left, top, left + side, top + side).into()
}
