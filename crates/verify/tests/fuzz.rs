//! No text from outside makes the reading of claims, policies, calendars, records and names panic, and what is read is written back the
//! same. `make soak` runs each target for minutes, `make test` for seconds (`BOLERO_RANDOM_TEST_TIME_MS`).

use jiff::civil::date;
use verify::checks::Case;
use verify::claim::Claim;
use verify::decision::decide;
use verify::facts::Facts;
use verify::names;
use verify::policy::Policy;
use verify::record::{self, Engine, Opening, SignedRecord};

const CLAIM: &str = r#"{"family_name":"ERIKSSON","given_names":"ANNA MARIA","native_name":"林秀文","birth_date":"1974-08-12",
"birth_country":"UTO","nationality":"UTO","sex":"F","address":"1 Harbour Road","document":{"type":"passport",
"number":"L898902C3","issuing_country":"UTO","expires":"2030-04-15"}}"#;

/// `seed` with bytes of it changed, cut out or put in as the fuzzer's bytes say; or those bytes alone.
fn damaged(seed: &str, bytes: &[u8]) -> String {
    let Some((&choice, rest)) = bytes.split_first() else { return seed.to_owned() };
    if choice % 8 == 0 {
        return String::from_utf8_lossy(rest).into_owned();
    }
    let mut text = seed.as_bytes().to_vec();
    for change in rest.chunks_exact(4) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % text.len().max(1);
        match change[2] % 4 {
            0 => drop(text.drain(place..text.len().min(place + usize::from(change[3] % 16)))),
            1 => text.insert(place, change[3]),
            _ => text[place] = change[3],
        }
        if text.is_empty() {
            break;
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn claims() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let Ok(claim) = Claim::parse(&damaged(CLAIM, bytes)) else { return };
        let written = serde_json::to_string(&claim).unwrap();
        assert_eq!(Claim::parse(&written).as_ref(), Ok(&claim), "{written}");
        // Whatever is claimed can be judged, with nothing photographed.
        let policy = Policy::default();
        let case = Case { claim: &claim, facts: &Facts::default(), policy: &policy, on: date(2026, 11, 23) };
        assert!(!decide(&case).findings.is_empty());
    });
}

#[test]
fn policies() {
    let seed = Policy::default().to_toml();
    assert!(Policy::parse(&seed).is_ok());
    bolero::check!().for_each(|bytes: &[u8]| match Policy::parse(&damaged(&seed, bytes)) {
        Ok(policy) => {
            let again = Policy::parse(&policy.to_toml());
            assert_eq!(again.map(|again| again.hash()), Ok(policy.hash()));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    });
}

#[cfg(feature = "calendars")]
#[test]
fn calendars() {
    use jiff::Timestamp;
    use verify::business::Calendar;
    let seed = Calendar::shipped_text("cn").unwrap();
    assert!(Calendar::parse(seed).is_ok());
    bolero::check!().for_each(|bytes: &[u8]| match Calendar::parse(&damaged(seed, bytes)) {
        Ok(calendar) => {
            let submitted = Timestamp::from_second(1_795_000_000).unwrap();
            assert!(calendar.due(submitted, 3) > submitted);
            let risk = calendar.before_opening(submitted, 14_400_000);
            assert_eq!(calendar.opening_between(risk, submitted), 14_400_000);
        }
        Err(error) => assert_eq!(error.to_string().lines().count(), 1),
    });
}

#[test]
fn records() {
    let claim = Claim::parse(CLAIM).unwrap();
    let (facts, policy) = (Facts::default(), Policy::default());
    let case = Case { claim: &claim, facts: &facts, policy: &policy, on: date(2026, 11, 23) };
    let engine = Engine { version: "0".into(), models: [("a".to_owned(), "b".to_owned())].into() };
    let (signed, opening) = record::write(&case, &decide(&case), &engine, [7; 32], None);
    assert!(signed.replay(&opening).is_ok());
    let (signed, opening) = (serde_json::to_string(&signed).unwrap(), serde_json::to_string(&opening).unwrap());
    bolero::check!().for_each(|bytes: &[u8]| {
        let (first, second) = bytes.split_at(bytes.len() / 2);
        let Ok(record) = SignedRecord::parse(&damaged(&signed, first)) else { return };
        let Ok(opening) = serde_json::from_str::<Opening>(&damaged(&opening, second)) else { return };
        let _ = record.engine();
        assert!(record.verify(&[1; 32]).is_err());
        if let (Ok(judged), Ok(decision)) = (record.judged(&opening), record.replay(&opening)) {
            assert_eq!(decide(&judged.case()).full(), decision.full());
        }
    });
}

#[test]
fn names_of_any_script() {
    const SEEDS: [&str; 8] = [
        "MÜLLER, Anna-Maria",
        "Иванова Мария Петровна",
        "Παπαδόπουλος Γιώργος",
        "عبد الرحمن بن محمد",
        "欧阳吕女",
        "김민준",
        "O'Brien-Smith née van der Berg",
        "ERIKSSON<<ANNA<MARIA",
    ];
    bolero::check!().for_each(|bytes: &[u8]| {
        let [which, other, ..] = bytes else { return };
        let (one, other) = (SEEDS[usize::from(which % 8)], SEEDS[usize::from(other % 8)]);
        let (first, second) = bytes.split_at(bytes.len() / 2);
        let (one, other) = (damaged(one, first), damaged(other, second));
        let there = names::compare(&one, &other);
        assert_eq!(there.outcome, names::compare(&other, &one).outcome, "{one:?} {other:?}");
        assert!(there.accepted.len() <= 6);
        let itself = names::compare(&one, &one);
        // Modifier letters that stand for an apostrophe are none.
        let is_letter = |letter: char| letter.is_alphabetic() && !('\u{2b0}'..='\u{2ff}').contains(&letter);
        assert!(itself.outcome == names::Outcome::Same || !one.chars().any(is_letter), "{one:?}");
    });
}
