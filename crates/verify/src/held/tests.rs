use super::*;
use proptest::prelude::*;

fn asked() -> Asked {
    Asked {
        username: "ada".into(),
        dates: vec![Date::constant(2026, 11, 28), Date::constant(2026, 11, 29)],
        purposes: vec!["for Utopia identity verification only".into(), "仅用于乌托邦身份认证".into()],
        code: "K7M2QX".into(),
        number: Some("L898902C3".into()),
        names: vec!["ERIKSSON".into()],
        faces: true,
    }
}

fn held() -> HeldFacts {
    HeldFacts {
        evidence: Evidence::Held,
        sha256: String::new(),
        width: 2000,
        height: 2667,
        without_face: false,
        face: Some(HeldFace { quad: Quad::rectangle(900.0, 400.0, 1200.0, 800.0), confidence: 0.9, free: 1.0 }),
        document: Some(HeldDocument {
            quad: Quad::rectangle(100.0, 500.0, 700.0, 880.0),
            confidence: 0.9,
            legible: 1.0,
            number: Some(50.0),
            name: Some(70.0),
        }),
        paper: Some(paper()),
    }
}

fn paper() -> HeldPaper {
    HeldPaper {
        quad: Quad::rectangle(400.0, 1200.0, 1600.0, 2000.0),
        confidence: 0.95,
        lines: 5,
        handwritten: Some(1.0),
        username: 40.0,
        date: 10.0,
        other_date: None,
        purpose: 35.0,
        code: 35.0,
    }
}

fn named(photos: &[HeldFacts]) -> Vec<&'static str> {
    let found = hints(photos, &asked(), &Policy::default());
    assert!(found.iter().all(|finding| finding.effect() == Effect::Hint), "it never refuses");
    found.iter().map(AnyFinding::code).collect()
}

fn of(change: impl FnOnce(&mut HeldFacts)) -> Vec<&'static str> {
    let mut photo = held();
    change(&mut photo);
    named(&[photo])
}

fn written(change: impl FnOnce(&mut HeldPaper)) -> Vec<&'static str> {
    of(|photo| change(photo.paper.as_mut().unwrap()))
}

fn shown(change: impl FnOnce(&mut HeldDocument)) -> Vec<&'static str> {
    of(|photo| change(photo.document.as_mut().unwrap()))
}

#[test]
fn each_missing_part_of_the_evidence_of_an_appeal_is_named_alone() {
    assert_eq!(of(|_| {}), Vec::<&str>::new());
    assert_eq!(of(|photo| photo.document = None), ["appeal.held_id_missing"]);
    assert_eq!(of(|photo| photo.face = None), ["appeal.held_face_hidden"]);
    assert_eq!(of(|photo| photo.face.as_mut().unwrap().free = 0.5), ["appeal.held_face_hidden"]);
    let unreadable = |card: &mut HeldDocument| (card.legible, card.number, card.name) = (0.1, Some(-4.0), Some(2.0));
    assert_eq!(shown(unreadable), ["appeal.held_id_unreadable"]);
    let small = |card: &mut HeldDocument| card.quad = card.quad.scaled(0.3);
    assert_eq!(shown(small), ["appeal.held_id_unreadable"], "people read it too");
    let other = |card: &mut HeldDocument| (card.number, card.name) = (Some(-4.0), Some(2.0));
    assert_eq!(shown(other), ["appeal.held_id_differs"]);
    let namesake = |card: &mut HeldDocument| (card.number, card.name) = (Some(-60.0), Some(90.0));
    assert_eq!(shown(namesake), ["appeal.held_id_differs"]);
    let covered = |card: &mut HeldDocument| (card.number, card.name) = (Some(-4.0), Some(90.0));
    assert_eq!(shown(covered), Vec::<&str>::new());
    assert_eq!(of(|photo| photo.paper = None), ["appeal.statement_missing"]);
    assert_eq!(written(|paper| paper.handwritten = Some(0.0)), ["appeal.statement_not_handwritten"]);
    assert_eq!(written(|paper| paper.username = 2.0), ["appeal.statement_username"]);
    assert_eq!(written(|paper| paper.date = -5.0), ["appeal.statement_date"]);
    assert_eq!(written(|paper| paper.purpose = 1.0), ["appeal.statement_purpose"]);
    assert_eq!(written(|paper| paper.code = 3.0), ["appeal.statement_nonce"]);
}

#[test]
fn what_follows_from_another_cause_is_not_named() {
    let blank = |paper: &mut HeldPaper| {
        (paper.lines, paper.handwritten) = (0, None);
        (paper.username, paper.date, paper.purpose, paper.code) = (-9.0, -9.0, -9.0, -9.0);
    };
    assert_eq!(written(blank), ["appeal.statement_missing"]);
    // A number that a finger covers, on a document of that name, is no other document.
    let covered = |card: &mut HeldDocument| card.number = Some(-4.0);
    assert_eq!(shown(covered), Vec::<&str>::new());
    let without_face = |photo: &mut HeldFacts| (photo.without_face, photo.face) = (true, None);
    assert_eq!(of(without_face), Vec::<&str>::new());
}

#[test]
fn what_is_written_counts_wherever_it_is_legible_and_the_rest_has_to_be_together() {
    let mut unclear = held();
    unclear.paper.as_mut().unwrap().code = 1.0;
    let close = HeldFacts { evidence: Evidence::Statement, face: None, document: None, ..held() };
    assert_eq!(named(&[unclear.clone()]), ["appeal.statement_nonce"]);
    assert_eq!(named(&[unclear, close.clone()]), Vec::<&str>::new());
    assert_eq!(named(std::slice::from_ref(&close)), ["appeal.held_id_missing"]);
    let alone = HeldFacts { paper: None, ..held() };
    assert_eq!(named(&[alone, close]), ["appeal.statement_missing"], "it has to be in the hand as well");
    assert_eq!(named(&[]), ["appeal.held_id_missing", "appeal.statement_missing"]);
    // Of two tries the better one.
    let worse = HeldFacts { face: None, document: None, ..held() };
    assert_eq!(named(&[worse, held()]), Vec::<&str>::new());
}

#[test]
fn hints_are_told_in_words() {
    use crate::texts::{Language, tell};
    let mut photo = held();
    let paper = photo.paper.as_mut().unwrap();
    (paper.date, paper.other_date, paper.code) = (-6.0, Some(Date::constant(2026, 11, 27)), 0.0);
    photo.document.as_mut().unwrap().number = Some(-9.0);
    photo.document.as_mut().unwrap().name = None;
    let found = hints(&[photo], &asked(), &Policy::default());
    let told = |language| -> Vec<String> {
        let shown = found.iter().map(|finding| tell(language, &finding.for_applicant().unwrap()));
        shown.map(|told| format!("{} {} {}", told.saw, told.need, told.remedy)).collect()
    };
    assert_eq!(
        told(Language::English),
        [
            "Something in the evidence could not be confirmed by itself. A person confirms it. You need do nothing.",
            "In the statement: 2026-11-27. 2026-11-28 is needed. Write today's date.",
            "In the statement: not found. K7M2QX is needed. Write the code that is shown; get a new one if it has expired.",
        ]
    );
    assert_eq!(told(Language::Chinese)[2], "声明中：没有找到。 需要 K7M2QX。 请写显示的代码；过期可重新获取。");
}

#[test]
fn numbers_are_kept_in_steps() {
    assert_eq!((rounded_bits(12.3), rounded_bits(f32::NAN), rounded_bits(f32::INFINITY)), (12.5, -1000.0, 1000.0));
    assert_eq!((rounded_share(0.8549), rounded_share(f32::NAN), rounded_share(7.0)), (0.855, 0.0, 1.0));
}

/// Any number that a measurement may be, and some that none should be.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![-200.0..200.0, 0.0..1.0, Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY)]
}

fn any_facts() -> impl Strategy<Value = HeldFacts> {
    let face = prop::option::of((number(), number()));
    let card = prop::option::of((number(), number(), prop::option::of(number()), prop::option::of(number())));
    let paper = prop::option::of((number(), 0..9u32, prop::option::of(number()), prop::array::uniform4(number())));
    (any::<bool>(), any::<bool>(), face, card, paper).prop_map(|(close, without_face, face, card, paper)| {
        let quad = Quad::rectangle(0.0, 0.0, 400.0, 300.0);
        HeldFacts {
            evidence: if close { Evidence::Statement } else { Evidence::Held },
            without_face,
            face: face.map(|(confidence, free)| HeldFace { quad, confidence, free }),
            document: card.map(|(confidence, legible, number, name)| HeldDocument {
                quad,
                confidence,
                legible,
                number,
                name,
            }),
            paper: paper.map(|(confidence, lines, handwritten, [username, date, purpose, code])| HeldPaper {
                quad,
                confidence,
                lines,
                handwritten,
                username,
                date,
                other_date: None,
                purpose,
                code,
            }),
            ..held()
        }
    })
}

proptest! {
    #[test]
    fn whatever_was_measured_the_hints_come_in_the_order_of_causes(photos in prop::collection::vec(any_facts(), 0..4)) {
        let order: Vec<&str> = crate::reason::registry().iter().map(|reason| reason.code.as_str()).collect();
        let found = hints(&photos, &asked(), &Policy::default());
        let places: Vec<usize> =
            found.iter().map(|hint| order.iter().position(|code| *code == hint.code()).unwrap()).collect();
        prop_assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", found);
        prop_assert!(found.iter().all(|hint| hint.effect() == Effect::Hint));
        prop_assert!(found.iter().all(|hint| matches!(hint.evidence(), Evidence::Held | Evidence::Statement)));
    }
}
