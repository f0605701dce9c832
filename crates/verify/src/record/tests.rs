use super::*;
use crate::decision::decide;
use crate::sample::{self, ON};
use ed25519_dalek::{Signer as _, SigningKey};
use proptest::prelude::*;

struct Key(SigningKey);

impl Signer for Key {
    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

fn key(seed: u8) -> Key {
    Key(SigningKey::from_bytes(&[seed; 32]))
}

fn signed(salt: u8) -> (SignedRecord, Opening) {
    let (mut claim, facts, policy) = (sample::claim(), sample::passport(), sample::policy());
    claim.family_name = "ERIKSON".into();
    let case = Case { claim: &claim, facts: &facts, policy: &policy, on: ON };
    let engine = Engine { version: "0.1.0".into(), models: [("mrz_locator".to_owned(), "ab".repeat(32))].into() };
    write(&case, &decide(&case), &engine, [salt; 32], Some(&key(1)))
}

#[test]
fn a_record_verifies_under_its_key_and_no_other() {
    let (record, _) = signed(7);
    assert_eq!(record.verify(&key(1).public_key()), Ok(()));
    assert_eq!(record.verify(&key(2).public_key()), Err(RecordError::Signature));
    let unsigned = SignedRecord { signature: None, ..record };
    assert_eq!(unsigned.verify(&key(1).public_key()), Err(RecordError::Unsigned));
}

#[test]
fn no_text_of_a_person_stands_in_a_record() {
    let text = serde_json::to_string(&signed(7).0).unwrap();
    for word in ["ERIKSON", "ERIKSSON", "ANNA", "L898902C3", "1974", "740812", "2222222222"] {
        assert!(!text.contains(word), "{word}");
    }
    for word in ["data.name_char_diff", "passport", "needs_resubmission"] {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn a_record_is_decided_again_from_its_opening() {
    let (record, opening) = signed(7);
    assert_eq!(record.replay(&opening).unwrap().outcome, Outcome::NeedsResubmission);
    let other = signed(8).1;
    assert!(matches!(record.replay(&other), Err(RecordError::Opening { .. })));
    let mut missing = opening.clone();
    missing.texts.remove("claim/family_name");
    assert_eq!(record.replay(&missing).unwrap_err(), RecordError::Opening { place: "claim/family_name".into() });
    let mut more = opening.clone();
    more.texts.insert("claim/nickname".into(), "X".into());
    assert!(record.replay(&more).is_err());
    let mut outcome = record.clone();
    outcome.record["outcome"] = "approved".into();
    assert!(matches!(outcome.replay(&opening), Err(RecordError::Replay { what: "outcome", .. })));
}

#[test]
fn what_the_applicant_gets_holds_nothing_internal() {
    let (claim, mut facts, policy) = (sample::claim(), sample::passport(), sample::policy());
    facts.face_score = Some(0.1);
    let case = Case { claim: &claim, facts: &facts, policy: &policy, on: ON };
    let copy = serde_json::to_value(for_applicant(&decide(&case), ON)).unwrap();
    assert_eq!(copy["findings"][0]["code"], "face.mismatch");
    assert!(copy["findings"][0].get("value").is_none() && copy["findings"][0].get("limit").is_none());
}

proptest! {
    #[test]
    fn any_changed_byte_is_found(place in 0usize..100_000, change in 1u8..=255) {
        let (record, _) = signed(7);
        let mut bytes = serde_json::to_vec(&record).unwrap();
        let place = place % bytes.len();
        bytes[place] ^= change;
        let found = match std::str::from_utf8(&bytes).map(SignedRecord::parse) {
            Ok(Ok(changed)) => changed.verify(&key(1).public_key()).is_err()
                // Capitals of hexadecimal digits and other spellings of one value are the same value.
                || changed == record || changed.signature.map(|s| s.value.to_lowercase()) == record.signature.map(|s| s.value),
            _ => true,
        };
        prop_assert!(found, "{place} {change}");
    }

    #[test]
    fn no_record_and_no_opening_panics(text in "\\PC{0,200}") {
        let _ = SignedRecord::parse(&text);
        prop_assert!(unhex(&text).is_none_or(|bytes| hex(&bytes) == text.trim().to_lowercase()));
    }
}
