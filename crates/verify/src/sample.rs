//! A passport, a card and a claim that are in order, for tests to spoil.

use crate::claim::Claim;
use crate::facts::{
    ClipFacts, DocumentFacts, FaceFacts, Facts, FieldFacts, FrameFacts, HeadFacts, LiveFacts, MrzFacts, PoseFacts,
    QualityFacts, SideFacts,
};
use crate::geometry::Quad;
use crate::liveness::Action;
use crate::mrz::MrzFormat;
use crate::policy::Policy;
use crate::reading::{DocumentKind, FieldName, QualityCheck, Side};
use jiff::civil::Date;

pub(crate) const ON: Date = Date::constant(2026, 11, 23);

pub(crate) fn claim() -> Claim {
    Claim::parse(
        r#"{"family_name":"ERIKSSON","given_names":"ANNA MARIA","birth_date":"1974-08-12","birth_country":"UTO","nationality":"UTO",
        "sex":"F","document":{"type":"passport","number":"L898902C3","issuing_country":"UTO","expires":"2030-04-15"}}"#,
    )
    .unwrap()
}

pub(crate) fn policy() -> Policy {
    Policy { test_mode: true, ..Policy::default() }
}

pub(crate) fn face() -> FaceFacts {
    let measurements = [
        ("eye_distance", 90.0),
        ("margin", 0.5),
        ("light", 140.0),
        ("light_evenness", 0.9),
        ("sharpness", 0.4),
        ("eye_open_left", 0.8),
        ("eye_open_right", 0.8),
        ("mouth_covered", 0.1),
        ("glasses", 0.1),
        ("head_covering", 0.1),
        ("live", 0.9),
    ];
    FaceFacts {
        quad: Quad::rectangle(300.0, 200.0, 500.0, 460.0),
        confidence: 0.95,
        pose: Some(PoseFacts { yaw: 2.0, pitch: -3.0, roll: 1.0 }),
        measurements: measurements.map(|(name, value)| (name.to_owned(), value)).into(),
    }
}

fn side(kind: DocumentKind, side: Side) -> SideFacts {
    let quality = crate::limits::default_limits().quality.into_iter().map(|(check, limit)| {
        let value = match limit.direction {
            crate::limits::Direction::AtLeast => f64::from(limit.value) * 2.0,
            crate::limits::Direction::AtMost => 0.0,
        };
        (check, QualityFacts { value, region: None })
    });
    SideFacts {
        sha256: if side == Side::Front { "00" } else { "11" }.repeat(32),
        width: 1600,
        height: 1200,
        document: Some(DocumentFacts {
            kind,
            kind_confidence: 0.99,
            side,
            quad: Quad::rectangle(200.0, 150.0, 1400.0, 1000.0),
            corners_outside: Vec::new(),
            confidence: 0.98,
            covered: 0.0,
            covered_region: None,
            portrait: (side == Side::Front).then(|| Quad::rectangle(280.0, 180.0, 520.0, 480.0)),
        }),
        quality: quality.collect(),
        screen: 0.05,
        printed_copy: 0.05,
        mrz: None,
        barcode: None,
        fields: Default::default(),
        specimen: true,
        faces: if side == Side::Front { vec![face()] } else { Vec::new() },
    }
}

pub(crate) fn field(value: &str) -> FieldFacts {
    let region = Some(Quad::rectangle(600.0, 300.0, 900.0, 340.0).into());
    FieldFacts { value: value.into(), confidence: 0.97, region }
}

/// The facts of a passport and a selfie that are in order.
pub(crate) fn passport() -> Facts {
    let mut front = side(DocumentKind::Passport, Side::Front);
    front.mrz = Some(MrzFacts {
        format: MrzFormat::Td3,
        valid: true,
        quad: Quad::rectangle(220.0, 880.0, 1380.0, 980.0),
        failing: Vec::new(),
        document_code: "P".into(),
        issuing_state: "UTO".into(),
        name: "ERIKSSON<<ANNA<MARIA".into(),
        number: "L898902C3".into(),
        nationality: "UTO".into(),
        birth_date: "740812".into(),
        sex: "F".into(),
        expiry_date: "300415".into(),
        optional_data: vec!["ZE184226B".into()],
    });
    front.fields = [
        (FieldName::FamilyName, field("ERIKSSON")),
        (FieldName::GivenNames, field("ANNA MARIA")),
        (FieldName::BirthDate, field("1974-08-12")),
        (FieldName::Number, field("L898902C3")),
        (FieldName::IssueDate, field("2020-04-15")),
        (FieldName::ExpiryDate, field("2030-04-15")),
    ]
    .into();
    let mut selfie = side(DocumentKind::Unknown, Side::Unknown);
    selfie.sha256 = "22".repeat(32);
    selfie.document = None;
    selfie.faces = vec![face()];
    Facts { front: Some(front), back: None, selfie: Some(selfie), face_score: Some(0.7), ..Facts::default() }
}

/// The facts of a card without a zone, front and back, and a selfie.
pub(crate) fn card() -> Facts {
    let mut facts = passport();
    let mut front = facts.front.take().unwrap();
    front.mrz = None;
    front.document = side(DocumentKind::Card, Side::Front).document;
    let back = side(DocumentKind::Card, Side::Back);
    Facts { front: Some(front), back: Some(back), ..facts }
}

/// The quality measurement of the front, to be spoilt.
pub(crate) fn spoil(facts: &mut Facts, check: QualityCheck, value: f64) {
    facts.front.as_mut().unwrap().quality.insert(check, QualityFacts { value, region: None });
}

/// One movement of a clip.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Motion(Action);

impl Motion {
    pub(crate) const fn of(action: Action) -> Self {
        Self(action)
    }
}

/// Milliseconds from one movement to the next.
pub(crate) const STEP: u32 = 2500;

/// A clip in which these movements are made one after another, with a second of rest at the start.
pub(crate) fn clip(motions: &[Motion]) -> ClipFacts {
    let length = 4000 + STEP * motions.len() as u32;
    let frame = |index: u32| {
        let ms = index * 125 + index % 3 * 4;
        let mut head = HeadFacts {
            x: 320.0,
            y: 240.0,
            width: 200.0,
            yaw: 0.0,
            pitch: 0.0,
            roll: 0.0,
            eye_open_left: 0.8,
            eye_open_right: 0.8,
            depth: Some(0.01),
        };
        for (place, motion) in motions.iter().enumerate() {
            let since = f64::from(ms) - 1000.0 - f64::from(STEP) * place as f64;
            // There and back in a second; eyes are closed for three tenths of one.
            let swing = (0.0..1000.0).contains(&since).then(|| (since / 1000.0 * std::f64::consts::PI).sin());
            let swing = swing.unwrap_or(0.0);
            head.depth = head.depth.map(|depth| depth + 0.1 * swing);
            match motion.0 {
                Action::Nod => head.pitch -= 16.0 * swing,
                Action::TurnLeft => head.yaw += 25.0 * swing,
                Action::TurnRight => head.yaw -= 25.0 * swing,
                Action::Blink if (0.0..300.0).contains(&since) => {
                    (head.eye_open_left, head.eye_open_right) = (0.2, 0.2)
                }
                Action::Blink => {}
            }
        }
        FrameFacts { ms, faces: 1, head: Some(head) }
    };
    ClipFacts {
        sha256: "33".repeat(32),
        frames: (0..length / 125).map(frame).collect(),
        held: 0.0,
        again: 0,
        one_face: Some(0.8),
        selfie_score: Some(0.7),
        portrait_score: Some(0.5),
        live: Some(0.9),
        light: Some(130.0),
    }
}

/// A clip in which `done` is done and `asked` was asked for.
pub(crate) fn live(done: &[Action], asked: &[Action]) -> LiveFacts {
    let motions: Vec<Motion> = done.iter().copied().map(Motion::of).collect();
    LiveFacts { actions: asked.to_vec(), seconds: 20, replayed: false, clip: clip(&motions) }
}
