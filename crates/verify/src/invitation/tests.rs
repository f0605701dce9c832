use super::*;
use crate::ledger::Rate;
use proptest::prelude::*;
use std::collections::BTreeMap;

pub(crate) fn programme() -> Programme {
    let text = |title: &str| Text { title: title.into(), text: "A share of each fee.\nFor a year.".into() };
    let rates = |owner, invited| Rates { owner: Rate::parse(owner).unwrap(), invited: Rate::parse(invited).unwrap() };
    Programme {
        name: "Autumn".into(),
        payer: "Utopia Exchange".into(),
        texts: [("en".into(), text("Invite")), ("zh-CN".into(), text("邀请"))].into(),
        rates: [("spot".into(), rates("0.20", "0.10")), ("perp".into(), rates("0.333333", "0"))].into(),
        currencies: [("USDT".into(), 6), ("JPY".into(), 0)].into(),
        starts_at: "2026-01-01T00:00:00Z".parse().unwrap(),
        ends_at: Some("2027-01-01T00:00:00Z".parse().unwrap()),
        earns_days: Some(365),
        cap: BTreeMap::new(),
        zone: "UTC".into(),
    }
}

#[test]
fn a_code_is_read_as_people_write_it() {
    let code = Code::new([0x12, 0x34, 0x56, 0x78, 0x9a]);
    let shown = code.to_string();
    assert_eq!((shown.len(), shown.as_bytes()[4]), (9, b'-'));
    let spaced = format!("  {}\u{2013}{} ", shown[..4].to_lowercase(), &shown[5..]);
    assert_eq!(Code::read(&spaced), Ok(code));
    let ones = Code::new([0; 5]);
    assert_eq!(Code::read("oOoO-0000"), Ok(ones));
    assert_eq!(Code::read("iLl1"), Err(CodeError::Length));
    assert_eq!(Code::read("0000000U"), Err(CodeError::Letter('U')));
    assert_eq!(Code::read("<script>"), Err(CodeError::Letter('<')));
    assert_eq!(Code::read(""), Err(CodeError::Length));
    assert_eq!(Code::read(&"-".repeat(1_000_000)), Err(CodeError::Length));
}

proptest! {
    #[test]
    fn one_wrong_letter_and_two_exchanged_are_found(random: [u8; 5], place in 0usize..8, other in 0usize..32) {
        const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let code = Code::new(random);
        prop_assert_eq!(Code::read(&code.to_string()), Ok(code.clone()));
        let mut wrong = code.letters().as_bytes().to_vec();
        wrong[place] = LETTERS[other];
        let text = String::from_utf8(wrong).unwrap();
        prop_assert_eq!(Code::read(&text).is_ok(), text == code.letters());
        let mut swapped = code.letters().as_bytes().to_vec();
        swapped.swap(place, (place + 1) % 8);
        let text = String::from_utf8(swapped).unwrap();
        // First and last are no neighbours, and still found: x^7 is not 1 in this field.
        prop_assert_eq!(Code::read(&text).is_ok(), text == code.letters());
    }

    #[test]
    fn whatever_is_typed_is_a_code_or_an_error(text in ".{0,80}") {
        if let Ok(code) = Code::read(&text) {
            prop_assert_eq!(Code::read(code.letters()), Ok(code));
        }
    }
}

#[test]
fn what_is_wrong_with_a_programme_is_named() {
    programme().check().unwrap();
    let field = |change: fn(&mut Programme)| {
        let mut programme = programme();
        change(&mut programme);
        programme.check().unwrap_err().field
    };
    assert_eq!(field(|it| it.name = "<script>alert(1)</script>".into()), "name");
    assert_eq!(field(|it| it.payer = "Utopia\u{202e}".into()), "payer");
    assert_eq!(field(|it| it.name = "two\nlines".into()), "name");
    assert_eq!(field(|it| it.texts.get_mut("en").unwrap().text = "<b>x</b>".into()), "texts.en.text");
    assert_eq!(
        field(|it| {
            it.texts.remove("zh-CN");
        }),
        "texts"
    );
    assert_eq!(field(|it| it.rates.clear()), "rates");
    assert_eq!(field(|it| it.rates.get_mut("spot").unwrap().owner = Rate::parse("0.95").unwrap()), "rates.spot");
    assert_eq!(
        field(|it| {
            it.rates.insert("=SUM".into(), it.rates["spot"]);
        }),
        "rates.=SUM"
    );
    assert_eq!(
        field(|it| {
            it.currencies.insert("usd".into(), 2);
        }),
        "currencies.usd"
    );
    assert_eq!(
        field(|it| {
            it.currencies.insert("ETH".into(), 18);
        }),
        "currencies.ETH"
    );
    assert_eq!(
        field(|it| {
            it.cap.insert("EUR".into(), crate::ledger::Amount::ZERO);
        }),
        "cap.EUR"
    );
    assert_eq!(
        field(|it| {
            it.cap.insert("JPY".into(), crate::ledger::Amount::kept("0.5").unwrap());
        }),
        "cap.JPY"
    );
    assert_eq!(field(|it| it.ends_at = Some(it.starts_at)), "ends_at");
    assert_eq!(field(|it| it.earns_days = Some(0)), "earns_days");
    assert_eq!(field(|it| it.zone = "Mars/Olympus".into()), "zone");
    for rate in ["1.1", "-0.1", "1e-1", "NaN", "0.1234567", "", ".5", "0,2"] {
        assert!(serde_json::from_value::<Rate>(rate.into()).is_err(), "{rate}");
    }
}

#[test]
fn the_hash_of_the_terms_is_of_what_is_shown() {
    let terms = programme().terms();
    let mut renamed = programme();
    renamed.name = "Winter".into();
    assert_eq!(renamed.terms().sha256(), terms.sha256());
    let mut cheaper = programme();
    cheaper.rates.get_mut("spot").unwrap().owner = Rate::parse("0.19").unwrap();
    assert_ne!(cheaper.terms().sha256(), terms.sha256());
    let shown = serde_json::to_value(&terms).unwrap();
    assert_eq!(shown["rates"][1], serde_json::json!({ "product_line": "spot", "owner": "0.2", "invited": "0.1" }));
}

#[test]
fn a_code_may_be_bound_in_its_time_by_somebody_else() {
    let programme = programme();
    let begins = programme.starts_at.as_millisecond();
    let ends = programme.ends_at.unwrap().as_millisecond();
    let may = |closed, who, now| may_bind(&programme, closed, "acc_owner", who, now);
    assert_eq!(may(false, Some("acc_other"), begins), Ok(()));
    assert_eq!(may(false, None, ends - 1), Ok(()));
    assert_eq!(may(false, None, begins - 1), Err(NotBound::NotBegun));
    assert_eq!(may(false, None, ends), Err(NotBound::Expired));
    assert_eq!(may(true, None, begins), Err(NotBound::Closed));
    assert_eq!(may(false, Some("acc_owner"), begins), Err(NotBound::Own));
}
