use super::*;
use crate::decision::{Outcome, decide};
use crate::reading::{DocumentKind, FieldName, QualityCheck, Side};
use crate::sample::{self, ON, spoil};
use proptest::prelude::*;

/// Outcome and codes of the sample passport after `change`.
fn judged(change: impl FnOnce(&mut Facts, &mut Claim, &mut Policy)) -> (Outcome, Vec<&'static str>) {
    judged_from(sample::passport(), change)
}

fn judged_from(
    mut facts: Facts,
    change: impl FnOnce(&mut Facts, &mut Claim, &mut Policy),
) -> (Outcome, Vec<&'static str>) {
    let (mut claim, mut policy) = (sample::claim(), sample::policy());
    change(&mut facts, &mut claim, &mut policy);
    let decision = decide(&Case { claim: &claim, facts: &facts, policy: &policy, on: ON });
    (decision.outcome, decision.findings.iter().map(AnyFinding::code).collect())
}

fn front(facts: &mut Facts) -> &mut SideFacts {
    facts.front.as_mut().unwrap()
}

#[test]
fn what_is_in_order_is_approved() {
    assert_eq!(judged(|_, _, _| {}), (Outcome::Approved, vec![]));
    assert_eq!(
        judged_from(sample::card(), |_, claim, _| claim.document.kind = crate::claim::DocumentType::IdCard),
        (Outcome::Approved, vec![])
    );
}

#[test]
fn each_cause_of_a_bad_photo_has_its_code_and_nothing_is_read_into_it() {
    for (check, value, code) in [
        (QualityCheck::Blurry, 0.05, "img.blurry"),
        (QualityCheck::Motion, 0.1, "img.blurry"),
        (QualityCheck::Glare, 0.4, "img.glare"),
        (QualityCheck::TooDark, 30.0, "img.too_dark"),
        (QualityCheck::Overexposed, 0.6, "img.overexposed"),
        (QualityCheck::Shadow, 0.9, "img.shadow"),
        (QualityCheck::LowResolution, 3.0, "img.low_resolution"),
        (QualityCheck::NotColour, 0.5, "img.not_colour"),
        (QualityCheck::Skewed, 40.0, "img.skewed"),
        (QualityCheck::LowContrastBackground, 2.0, "doc.low_contrast_background"),
    ] {
        let (outcome, codes) = judged(|facts, _, _| {
            spoil(facts, check, value);
            // What a bad photo makes of the print: nothing, and a wrong letter.
            let front = front(facts);
            front.mrz = None;
            front.fields = [(FieldName::FamilyName, sample::field("ER1KSON"))].into();
        });
        assert_eq!(outcome, Outcome::NeedsResubmission);
        assert_eq!(codes.first(), Some(&code), "{codes:?}");
        assert!(codes[1..].iter().all(|code| *code == "sys.check_not_run"), "{codes:?}");
    }
}

#[test]
fn each_wrong_entry_has_its_code_and_no_other() {
    type Change = fn(&mut Facts, &mut Claim, &mut Policy);
    let cases: [(Change, &str, Outcome); 17] = [
        (|_, claim, _| claim.family_name = "ERIKSON".into(), "data.name_char_diff", Outcome::NeedsResubmission),
        (|_, claim, _| claim.family_name = "ÉRIKSÖN".into(), "data.name_char_diff", Outcome::NeedsResubmission),
        (
            |_, claim, _| {
                claim.family_name = "单".into();
                claim.given_names = "文清".into();
            },
            "data.name_pinyin_diff",
            Outcome::NeedsResubmission,
        ),
        (
            |_, claim, _| std::mem::swap(&mut claim.family_name, &mut claim.given_names),
            "data.name_order",
            Outcome::NeedsResubmission,
        ),
        (
            |_, claim, _| claim.birth_date = "1974-12-08".parse().unwrap(),
            "data.dob_mismatch",
            Outcome::NeedsResubmission,
        ),
        (|_, claim, _| claim.document.number = "L898902C8".into(), "data.number_mismatch", Outcome::NeedsResubmission),
        (|_, claim, _| claim.sex = Some(crate::claim::Sex::M), "data.sex_mismatch", Outcome::NeedsResubmission),
        (
            |_, claim, _| claim.document.expires = "2031-04-15".parse().ok(),
            "data.expiry_mismatch",
            Outcome::NeedsResubmission,
        ),
        (
            |_, claim, _| claim.document.issuing_country = "XXA".into(),
            "doc.country_mismatch",
            Outcome::NeedsResubmission,
        ),
        (
            |_, _, policy| policy.countries.refused = ["UTO".to_owned()].into(),
            "doc.country_not_accepted",
            Outcome::Declined,
        ),
        (|_, _, policy| policy.test_mode = false, "auth.specimen", Outcome::NeedsResubmission),
        (|_, _, policy| policy.age.minimum_years = 60, "policy.under_age", Outcome::Declined),
        (|facts, _, _| facts.face_score = Some(0.1), "face.mismatch", Outcome::InReview),
        (|facts, _, _| facts.face_score = Some(0.3), "face.inconclusive", Outcome::InReview),
        (|facts, _, _| front(facts).screen = 1.0, "auth.screen_recapture", Outcome::InReview),
        (
            |facts, _, _| {
                front(facts).fields.insert(FieldName::BirthDate, sample::field("1985-01-30"));
            },
            "data.mrz_viz_mismatch",
            Outcome::InReview,
        ),
        (
            |facts, _, _| {
                front(facts).fields.insert(FieldName::IssueDate, sample::field("1970-01-01"));
            },
            "doc.dates_illogical",
            Outcome::InReview,
        ),
    ];
    for (change, code, wanted) in cases {
        assert_eq!(judged(change), (wanted, vec![code]), "{code}");
    }
}

#[test]
fn documents_must_be_valid_on_the_day() {
    let expires = |zone: &'static str, printed: &'static str| {
        judged(move |facts, claim, _| {
            claim.document.expires = None;
            front(facts).mrz.as_mut().unwrap().expiry_date = zone.into();
            front(facts).fields.insert(FieldName::ExpiryDate, sample::field(printed));
        })
    };
    assert_eq!(expires("261122", "2026-11-22"), (Outcome::NeedsResubmission, vec!["doc.expired"]));
    assert_eq!(expires("261123", "2026-11-23"), (Outcome::Approved, vec!["doc.expiring_soon"]));
    assert_eq!(expires("270221", "2027-02-21"), (Outcome::Approved, vec![]));
}

#[test]
fn sides_that_are_missing_or_mixed_up_are_named() {
    let card = |change: fn(&mut Facts)| {
        judged_from(sample::card(), |facts, claim, _| {
            claim.document.kind = crate::claim::DocumentType::IdCard;
            change(facts);
        })
        .1
    };
    assert_eq!(card(|facts| facts.back = None), ["doc.back_missing"]);
    assert_eq!(card(|facts| facts.back = facts.front.clone())[0], "doc.same_side_twice");
    let swapped = card(|facts| std::mem::swap(&mut facts.front, &mut facts.back));
    assert_eq!(swapped[..2], ["doc.wrong_side"; 2]);
    let codes = judged(|facts, _, _| front(facts).document.as_mut().unwrap().corners_outside = vec![1]).1;
    assert_eq!(codes[0], "doc.corner_cut");
    let codes = judged(|facts, _, _| front(facts).document.as_mut().unwrap().covered = 0.2).1;
    assert_eq!(codes[0], "doc.covered");
    assert_eq!(judged(|facts, _, _| front(facts).document = None).1[0], "doc.not_found");
    assert_eq!(judged(|_, claim, _| claim.document.kind = crate::claim::DocumentType::IdCard).1, ["doc.type_mismatch"]);
    let visa = judged(|facts, claim, _| {
        claim.document.kind = crate::claim::DocumentType::Visa;
        front(facts).document.as_mut().unwrap().kind = DocumentKind::Visa;
        front(facts).document.as_mut().unwrap().side = Side::Front;
    });
    assert_eq!(visa.1, ["doc.type_not_accepted"]);
    let unknown = judged(|facts, _, _| front(facts).document.as_mut().unwrap().kind = DocumentKind::Unknown);
    assert_eq!(unknown, (Outcome::InReview, vec!["doc.unrecognised"]));
}

#[test]
fn what_cannot_be_read_is_no_difference() {
    let codes = judged_from(sample::card(), |facts, claim, _| {
        claim.document.kind = crate::claim::DocumentType::IdCard;
        front(facts).fields.clear();
    });
    assert_eq!(codes.1, ["read.name", "read.dob", "read.number", "read.dates"]);
    let unsure = judged_from(sample::card(), |facts, claim, _| {
        claim.document.kind = crate::claim::DocumentType::IdCard;
        let mut name = sample::field("ERIKSON");
        name.confidence = 0.5;
        front(facts).fields.insert(FieldName::FamilyName, name);
    });
    assert!(!unsure.1.contains(&"data.name_char_diff"), "{unsure:?}");
    assert_eq!(unsure.1, ["read.name"]);
    let zone = judged(|facts, _, _| {
        let zone = front(facts).mrz.as_mut().unwrap();
        zone.valid = false;
        zone.failing = vec!["document_number".into()];
    });
    assert_eq!(zone.1, ["mrz.checksum"]);
    assert_eq!(judged(|facts, _, _| front(facts).mrz = None).1, ["mrz.not_found"]);
    let codes = judged(|facts, _, _| {
        front(facts).faces.clear();
        facts.face_score = None;
    });
    assert_eq!(codes.1, ["read.portrait", "sys.check_not_run"]);
}

#[test]
fn selfies_are_judged_by_cause() {
    let selfie = |change: fn(&mut SideFacts)| judged(|facts, _, _| change(facts.selfie.as_mut().unwrap())).1;
    fn set(side: &mut SideFacts, name: &str, value: f64) {
        side.faces[0].measurements.insert(name.into(), value);
    }
    for (change, code) in [
        ((|side| set(side, "light", 30.0)) as fn(&mut SideFacts), "face.too_dark"),
        (|side| set(side, "sharpness", 0.05), "face.blurry"),
        (|side| set(side, "eye_distance", 30.0), "face.too_small_or_cropped"),
        (|side| set(side, "margin", -0.2), "face.too_small_or_cropped"),
        (
            |side| {
                set(side, "eye_open_left", 0.1);
                set(side, "eye_open_right", 0.1);
            },
            "face.eyes_closed",
        ),
        (|side| side.faces[0].pose.as_mut().unwrap().yaw = 50.0, "face.pose"),
        (|side| side.faces.push(sample::face()), "face.multiple"),
    ] {
        assert_eq!(selfie(change), [code, "sys.check_not_run"], "{code}");
    }
    assert_eq!(selfie(|side| side.faces.clear()), ["face.not_found"]);
    assert_eq!(judged(|facts, _, _| facts.selfie = facts.front.clone()).1, ["face.document_as_selfie"]);
    assert_eq!(selfie(|side| set(side, "glasses", 1.0)), ["face.glasses"], "a hint alone");
}

#[test]
fn findings_come_in_the_order_of_causes_and_all_at_once() {
    let (_, codes) = judged(|facts, claim, _| {
        facts.selfie.as_mut().unwrap().faces[0].measurements.insert("light".into(), 20.0);
        claim.birth_date = "1980-01-01".parse().unwrap();
        claim.document.number = "X1".into();
        spoil(facts, QualityCheck::Shadow, 0.9);
    });
    assert_eq!(
        codes,
        ["img.shadow", "data.number_mismatch", "data.dob_mismatch", "face.too_dark", "sys.check_not_run"]
    );
}

proptest! {
    #[test]
    fn whatever_is_measured_is_judged_without_a_panic_and_alike(
        value in -1.0f64..300.0, check in 0usize..11, name in "\\PC{0,20}", zone in "[0-9<A-Z]{0,6}", score in proptest::option::of(-1.0f64..1.0),
    ) {
        let change = |facts: &mut Facts, claim: &mut Claim, _: &mut Policy| {
            spoil(facts, QualityCheck::ALL[check], value);
            claim.family_name = name.clone();
            front(facts).mrz.as_mut().unwrap().birth_date = zone.clone();
            facts.face_score = score;
        };
        let first = judged(change);
        prop_assert_eq!(&first, &judged(change));
        let only_hints = first.1.iter().all(|code| ["doc.expiring_soon", "img.compressed"].contains(code));
        prop_assert_eq!(first.0 == Outcome::Approved, only_hints, "{:?}", first);
    }
}

#[test]
fn rarer_causes_are_named_too() {
    fn set(facts: &mut Facts, name: &str, value: f64) {
        facts.selfie.as_mut().unwrap().faces[0].measurements.insert(name.into(), value);
    }
    type Change = fn(&mut Facts, &mut Claim, &mut Policy);
    let cases: [(Change, &str); 12] = [
        (|facts, _, _| facts.front = None, "doc.front_missing"),
        (
            |facts, _, _| {
                front(facts).fields.insert(FieldName::IssueDate, sample::field("2027-01-01"));
            },
            "doc.not_yet_valid",
        ),
        (
            |facts, _, _| {
                front(facts).fields.insert(FieldName::BirthCountry, sample::field("XXA"));
            },
            "data.birth_country_mismatch",
        ),
        (
            |facts, claim, _| {
                claim.address = Some("2 OTHER STREET".into());
                front(facts).fields.insert(FieldName::Address, sample::field("1 STATION ROAD"));
            },
            "data.address_mismatch",
        ),
        (
            |facts, _, _| {
                let front = front(facts);
                front.mrz = None;
                front.document.as_mut().unwrap().kind = DocumentKind::Licence;
                front.barcode = Some([(FieldName::Number, "Q777777C3".to_owned())].into());
            },
            "data.barcode_viz_mismatch",
        ),
        (|facts, _, _| front(facts).printed_copy = 1.0, "auth.printed_copy"),
        (|facts, _, _| spoil(facts, QualityCheck::Compressed, 2.0), "img.compressed"),
        (|facts, _, _| set(facts, "light_evenness", 0.1), "face.uneven_light"),
        (|facts, _, _| set(facts, "mouth_covered", 1.0), "face.covered"),
        (|facts, _, _| set(facts, "head_covering", 1.0), "face.head_covering"),
        (|facts, _, _| set(facts, "live", 0.0), "live.not_confirmed"),
        (
            |facts, _, _| {
                front(facts).faces[0].measurements.insert("eye_distance".into(), 9.0);
            },
            "face.document_portrait_poor",
        ),
    ];
    for (change, code) in cases {
        let codes = judged(change).1;
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    let native = judged_from(sample::card(), |facts, claim, _| {
        claim.document.kind = crate::claim::DocumentType::IdCard;
        let front = front(facts);
        front.fields.remove(&FieldName::FamilyName);
        front.fields.remove(&FieldName::GivenNames);
        front.fields.insert(FieldName::NativeName, sample::field("王文清"));
    });
    assert_eq!(native.1, ["data.name_script"]);
    let number = judged_from(sample::card(), |facts, claim, _| {
        claim.document.kind = crate::claim::DocumentType::IdCard;
        claim.document.number = "110105194912310021".into();
        let front = front(facts);
        front.document.as_mut().unwrap().kind = DocumentKind::ChineseCard;
        front.fields.insert(FieldName::Number, sample::field("110105194912310021"));
    });
    assert_eq!(number.1, ["doc.number_checksum"]);
}

#[test]
fn what_is_known_from_before_is_named() {
    let history = |change: fn(&mut Facts)| judged(|facts, _, _| change(facts));
    let unreadable = |facts: &mut Facts| {
        facts.front = None;
        facts.face_score = None;
        let code = "file.corrupt".to_owned();
        facts.history.unreadable.push(crate::facts::Unreadable { evidence: Evidence::Front, code });
    };
    let (outcome, codes) = history(unreadable);
    assert_eq!((outcome, codes[0]), (Outcome::NeedsResubmission, "file.corrupt"));
    assert!(!codes.contains(&"doc.front_missing"), "{codes:?}");
    let repeated = history(|facts| facts.history.repeated = vec![Evidence::Front]);
    assert_eq!(repeated, (Outcome::NeedsResubmission, vec!["file.already_failed"]));
    let alike = |bits| crate::facts::Alike { evidence: Evidence::Front, bits };
    let good = judged(|facts, _, _| facts.history.alike = vec![alike(0)]);
    assert_eq!(good, (Outcome::Approved, vec![]), "a good photo is good");
    for (bits, wanted) in [(0, true), (5, true), (6, false)] {
        let codes = judged_from(sample::passport(), |facts, _, _| {
            spoil(facts, QualityCheck::Shadow, 0.9);
            facts.history.alike = vec![alike(bits)];
        });
        assert_eq!(codes.1.contains(&"file.already_failed"), wanted, "{bits} {codes:?}");
    }
    let used = history(|facts| facts.history.used_by_another = true);
    assert_eq!(used, (Outcome::InReview, vec!["policy.identity_already_used"]));
    let stranger = history(|facts| {
        facts.history.used_by_another = true;
        facts.face_score = Some(0.1);
    });
    assert_eq!(stranger.1, ["face.mismatch"], "a stranger learns nothing of the document's owner");
    let faceless = history(|facts| {
        facts.history.without_face = true;
        (facts.selfie, facts.face_score) = (None, None);
        front(facts).faces.clear();
    });
    assert_eq!(
        faceless,
        (Outcome::InReview, vec!["sys.check_not_run"]),
        "without consent to the face check a person decides"
    );
}

#[test]
fn what_a_person_struck_goes_to_a_person_and_the_rest_refuses() {
    let struck = |facts: &mut Facts| facts.history.struck = ["img.shadow".to_owned()].into();
    let shadow = judged(|facts, _, _| {
        spoil(facts, QualityCheck::Shadow, 0.9);
        struck(facts);
    });
    assert_eq!(shadow, (Outcome::InReview, vec!["img.shadow"]));
    let both = judged(|facts, _, _| {
        spoil(facts, QualityCheck::Shadow, 0.9);
        spoil(facts, QualityCheck::LowResolution, 3.0);
        struck(facts);
    });
    assert_eq!(both.0, Outcome::NeedsResubmission, "{both:?}");
    assert_eq!(judged(|facts, _, _| struck(facts)), (Outcome::Approved, vec![]));
}

#[test]
fn a_device_leaves_no_face_to_the_server_where_nobody_may_look_for_it() {
    use crate::reading::Stage::{Document, Mrz, Quality, Text};
    let (claim, mut facts, policy) = (sample::claim(), sample::passport(), sample::policy());
    let left = |facts: &Facts| {
        run_on_device(&Case { claim: &claim, facts, policy: &policy, on: ON }, &[Quality, Document, Mrz, Text], true).1
    };
    assert_eq!(left(&facts), ["portrait", "face"]);
    facts.history.without_face = true;
    assert!(left(&facts).is_empty());
}

#[test]
fn a_precheck_tells_nothing_that_an_attacker_could_tune_against() {
    let (claim, policy) = (Claim { family_name: "ERIKSON".into(), ..sample::claim() }, Policy::default());
    let mut facts = sample::passport();
    facts.face_score = Some(0.1);
    facts.history =
        crate::facts::History { repeated: vec![Evidence::Front], used_by_another: true, ..Default::default() };
    front(&mut facts).screen = 1.0;
    front(&mut facts).fields.insert(FieldName::BirthDate, sample::field("1985-01-30"));
    facts.selfie.as_mut().unwrap().faces.clear();
    // A person looks at dates in the wrong order: nothing that another photo mends.
    front(&mut facts).fields.insert(FieldName::IssueDate, sample::field("1970-01-01"));
    assert!(
        decide(&Case { claim: &claim, facts: &facts, policy: &policy, on: ON })
            .findings
            .iter()
            .any(|finding| finding.code() == "doc.dates_illogical")
    );
    let case = Case { claim: &claim, facts: &facts, policy: &policy, on: ON };
    let told = crate::decision::precheck(&case);
    assert_eq!(told.iter().map(|finding| finding.code().to_owned()).collect::<Vec<_>>(), ["data.name_char_diff"]);
    assert!(decide(&case).findings.len() > 4);
}

#[test]
fn a_clip_is_judged_by_what_is_done_in_it() {
    use crate::liveness::Action::{self, Blink, Nod, TurnLeft, TurnRight};
    let with = |done: &[Action], asked: &[Action]| {
        let live = sample::live(done, asked);
        judged(move |facts, _, _| facts.live = Some(live))
    };
    let asked = [TurnLeft, Nod, Blink];
    assert_eq!(with(&asked, &asked), (Outcome::Approved, vec![]));
    for done in [&[TurnLeft, Blink, Nod][..], &[TurnRight, Nod, Blink], &[TurnLeft, Nod], &[]] {
        assert_eq!(with(done, &asked), (Outcome::NeedsResubmission, vec!["live.action_missed"]), "{done:?}");
    }
    let (outcome, codes) = judged(|facts, _, _| {
        let mut live = sample::live(&asked, &asked);
        live.seconds = 5;
        facts.live = Some(live);
    });
    assert_eq!((outcome, codes), (Outcome::NeedsResubmission, vec!["live.timeout"]));
    let live = sample::live(&[TurnLeft], &asked);
    let told = crate::decision::clip_precheck(&live, &sample::policy());
    assert_eq!(told[0].measured().value, Some("nod".into()));
    let said = crate::texts::tell(crate::texts::Language::Chinese, &told[0]);
    assert!(said.saw.contains("点头"), "{said:?}");
}

#[test]
fn what_speaks_against_a_person_before_a_camera_goes_to_one_and_is_not_told() {
    use crate::facts::LiveFacts;
    use crate::liveness::Action::{Blink, Nod, TurnLeft};
    type Change = fn(&mut LiveFacts);
    let cases: [(Change, &str); 11] = [
        (|live| live.replayed = true, "live.injection"),
        (|live| live.clip.again = 1, "live.injection"),
        (|live| live.clip.held = 0.5, "live.injection"),
        (|live| live.clip.frames.swap(3, 4), "live.injection"),
        (
            |live| {
                for (index, frame) in (0..).zip(&mut live.clip.frames) {
                    frame.ms = index * 125;
                }
            },
            "live.injection",
        ),
        (|live| live.clip.one_face = Some(0.1), "live.not_confirmed"),
        (|live| live.clip.selfie_score = Some(0.1), "live.not_confirmed"),
        (|live| live.clip.portrait_score = Some(0.1), "live.not_confirmed"),
        (|live| live.clip.live = Some(0.0), "live.not_confirmed"),
        (
            |live| {
                for frame in &mut live.clip.frames[30..] {
                    frame.head.as_mut().unwrap().x += 150.0;
                }
            },
            "live.not_confirmed",
        ),
        (
            |live| {
                for frame in &mut live.clip.frames {
                    frame.head.as_mut().unwrap().depth = Some(0.01);
                }
            },
            "live.not_confirmed",
        ),
    ];
    for (index, (change, code)) in cases.into_iter().enumerate() {
        let mut live = sample::live(&[TurnLeft, Nod, Blink], &[TurnLeft, Nod, Blink]);
        change(&mut live);
        assert!(crate::decision::clip_precheck(&live, &sample::policy()).is_empty(), "{index}");
        let (outcome, codes) = judged(|facts, _, _| facts.live = Some(live));
        assert_eq!((outcome, codes), (Outcome::InReview, vec![code]), "{index}");
    }
}

#[test]
fn a_clip_that_shows_too_little_says_so_and_one_that_was_given_up_goes_to_a_person() {
    use crate::liveness::Action::{Blink, Nod};
    let with = |change: fn(&mut crate::facts::LiveFacts)| {
        let mut live = sample::live(&[Nod, Blink, Nod], &[Nod, Blink, Nod]);
        change(&mut live);
        judged(|facts, _, _| facts.live = Some(live))
    };
    let nobody = with(|live| live.clip.frames.iter_mut().skip(10).for_each(|frame| frame.head = None));
    assert_eq!(nobody, (Outcome::NeedsResubmission, vec!["face.not_found"]));
    let two = with(|live| live.clip.frames[5..8].iter_mut().for_each(|frame| frame.faces = 2));
    assert_eq!(two, (Outcome::NeedsResubmission, vec!["face.multiple"]));
    let short = with(|live| live.clip.frames.truncate(5));
    assert_eq!(short, (Outcome::InReview, vec!["live.undetermined"]));
    let given_up = judged(|facts, _, _| facts.history.without_liveness = true);
    assert_eq!(given_up, (Outcome::InReview, vec!["sys.check_not_run"]));
    let without = judged(|facts, _, policy| {
        facts.history.without_face = true;
        policy.face.selfie_needed = false;
    });
    assert_eq!(without, (Outcome::InReview, vec!["sys.check_not_run"]));
    let dark = with(|live| (live.clip.live, live.clip.light) = (Some(0.0), Some(30.0)));
    assert_eq!(dark, (Outcome::Approved, vec![]));
    let needless = judged(|facts, _, policy| {
        facts.live = Some(sample::live(&[], &[Nod]));
        policy.face.liveness_needed = false;
    });
    assert_eq!(needless, (Outcome::Approved, vec![]));
}
