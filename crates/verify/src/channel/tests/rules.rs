use super::super::link::is_code;
use super::super::{
    Answer, App, AppFile, ChannelList, Hidden, Kind, Method, Verdict, check, check_app, check_other_file,
};
use super::corpus::{Random, list};
use proptest::prelude::*;

fn utopia() -> ChannelList {
    list("utopia.example")
}

fn asked(what: &str) -> Answer {
    check(&utopia(), what).unwrap()
}

fn said(what: &str) -> (Verdict, Option<Method>) {
    let answer = asked(what);
    (answer.answer, answer.method)
}

#[test]
fn a_link_is_official_by_its_host_alone_and_what_is_not_seen_is_said() {
    let answer = asked("http://www.utopia.example:8080/a?token=secret");
    assert_eq!((answer.answer, answer.kind), (Verdict::Official, Kind::Link));
    assert_eq!(answer.hidden, [Hidden::Http, Hidden::Port]);
    assert_eq!(answer.shown, "http://www.utopia.example:8080/a?...");
    for not in [
        "https://utopia.example.evil.test/",
        "https://notutopia.example/",
        "ftp://utopia.example/",
        "javascript:utopia.example",
        "https://example/",
    ] {
        assert_ne!(asked(not).answer, Verdict::Official, "{not}");
    }
    // Of several, the worst.
    assert_eq!(
        said("https://utopia.example and https://utopia.example@evil.test/"),
        (Verdict::LooksLike, Some(Method::Userinfo))
    );
    assert_eq!(said("https://evil.test\\@utopia.example/"), (Verdict::LooksLike, Some(Method::Path)));
    assert!(check(&utopia(), "hello").is_err() && check(&utopia(), "").is_err());
}

#[test]
fn a_store_is_official_for_its_app_and_no_other() {
    assert_eq!(said("https://store.example/apps/details?id=example.utopia.wallet&hl=en"), (Verdict::Official, None));
    for other in ["example.utopia.wallet.pro", "example.utopla.wallet", "example.utopia.wallet&id=example.evil.wallet"]
    {
        assert_ne!(said(&format!("https://store.example/apps/details?id={other}")).0, Verdict::Official, "{other}");
    }
    assert_eq!(said("market://details?id=example.utopla.wallet").1, Some(Method::PackageLookAlike));
    assert_eq!(
        said("https://other-store.test/app/example.utopia.wallet"),
        (Verdict::LooksLike, Some(Method::AppOutsideStores))
    );
    assert_eq!(said("https://evil.test/setup.exe"), (Verdict::NotOfficial, Some(Method::AppOutsideStores)));
}

#[test]
fn mail_is_judged_by_its_address_and_not_by_the_name_before_it() {
    assert_eq!(said("Utopia Help <HELP@Utopia.Example>"), (Verdict::Official, None));
    assert_eq!(said("mailto:help@utopia.example?subject=hello"), (Verdict::Official, None));
    assert_eq!(said("\"Utopia Support\" <anna@evil.test>"), (Verdict::LooksLike, Some(Method::DisplayName)));
    assert_eq!(said("utopia.support@evil.test"), (Verdict::LooksLike, Some(Method::DisplayName)));
    let typo = asked("help@utopla.example");
    assert_eq!(
        (typo.answer, typo.method, typo.entry.as_deref()),
        (Verdict::LooksLike, Some(Method::Typo), Some("help@utopia.example"))
    );
    let other = asked("anna@utopia.example");
    assert_eq!((other.answer, other.hidden.as_slice()), (Verdict::NotOfficial, &[Hidden::OfficialDomain][..]));
    assert_eq!(said("anna@nowhere.test"), (Verdict::NotOfficial, None));
}

#[test]
fn numbers_are_one_in_every_spelling() {
    for same in [
        "+44 20 7946 0123",
        "0044 (20) 7946-0123",
        "tel:+442079460123",
        "+44 (0)20 7946 0123",
        "442079460123",
        "＋４４ 20 7946 0123",
    ] {
        assert_eq!(said(same), (Verdict::Official, None), "{same}");
    }
    assert_eq!(said("please call +44 20 7946 0123 now"), (Verdict::Official, None));
    assert_eq!(
        said("see utopia.example or call +44 20 7946 0132"),
        (Verdict::LooksLike, Some(Method::NumberLookAlike))
    );
    let national = asked("020 7946 0123");
    assert_eq!(
        (national.answer, national.shown.as_str(), national.hidden.as_slice()),
        (Verdict::Official, "+442079460123", &[Hidden::CountryAssumed][..])
    );
    for like in ["+44 20 7946 0132", "+44 20 7946 0223", "+1 20 7946 0123", "+44 20 7946 01233"] {
        assert_eq!(said(like), (Verdict::LooksLike, Some(Method::NumberLookAlike)), "{like}");
    }
    assert_eq!(said("+1 555 010 0199"), (Verdict::NotOfficial, None));
}

#[test]
fn an_app_is_official_by_its_id_and_every_signer() {
    let of = |package: &str, certificates: &[&str]| {
        let certificates = certificates.iter().map(|one| one.repeat(32)).collect();
        let answer = check_app(&utopia(), &AppFile { package: package.into(), certificates });
        (answer.answer, answer.method, answer.hidden.contains(&Hidden::OfficialSigner))
    };
    assert_eq!(of("example.utopia.wallet", &["ab"]), (Verdict::Official, None, false));
    for signers in [&["cd"][..], &["ab", "cd"], &[]] {
        assert_eq!(of("example.utopia.wallet", signers), (Verdict::LooksLike, Some(Method::OtherCertificate), false));
    }
    for like in [
        "example.utopla.wallet",
        "example.utopia.wallet.pro",
        "com.utopia.bonus",
        "example.wallet.utopia",
        "ехаmple.utopia.wallet",
    ] {
        assert_eq!(of(like, &["cd"]), (Verdict::LooksLike, Some(Method::PackageLookAlike), false), "{like}");
    }
    assert_eq!(of("org.other.reader", &["ab"]), (Verdict::NotOfficial, None, true));
    assert_eq!(of("example.other.wallet", &["cd"]), (Verdict::NotOfficial, None, false));
    assert_eq!(check_other_file(&utopia(), "Utopia Wallet.exe").answer, Verdict::LooksLike);
    assert_eq!(check_other_file(&utopia(), "setup.exe").answer, Verdict::NotOfficial);
    let alone = asked("example.utopia.wallet");
    assert_eq!((alone.answer, alone.hidden.as_slice()), (Verdict::Official, &[Hidden::CertificateUnseen][..]));
}

#[test]
fn only_what_is_written_as_a_code_is_one() {
    for code in ["K7M29QXD", "k7m2-9qxd", "K7M2 9QXD"] {
        assert!(is_code(code), "{code}");
    }
    for other in ["homepage", "20261129", "ABCDEFGH", "K7M29QX", "K7M29QXDA", "k7m-29qxd", "K7U29QXD"] {
        assert!(!is_code(other), "{other}");
    }
}

#[test]
fn a_list_that_cannot_be_used_says_which_entry_and_what_to_write() {
    let app = |package: &str, certificate: &str, store: &str| App {
        name: "Utopia".into(),
        package: package.into(),
        certificates: vec![certificate.into()],
        stores: vec![store.into()],
    };
    let good = ("example.utopia.wallet", "AB:".repeat(32), "https://store.example/a");
    let with = |domains: &[&str], apps: Vec<App>, phones: &[&str], mailboxes: &[&str]| {
        let all = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        ChannelList::new(all(domains), apps, all(phones), all(mailboxes))
    };
    let kept = with(
        &["UTOPIA.example.", "utopia.example"],
        vec![app(good.0, &good.1, good.2)],
        &["0044 20 7946 0123"],
        &["Help@Utopia.example"],
    )
    .unwrap();
    assert_eq!(
        (kept.domains(), kept.phones(), kept.mailboxes()),
        (
            &["utopia.example".to_owned()][..],
            &["+442079460123".to_owned()][..],
            &["help@utopia.example".to_owned()][..]
        )
    );
    assert_eq!(kept.apps()[0].certificates, ["ab".repeat(32)]);
    for (refused, names) in [
        (with(&["utopia.example", "https://utopia.example/"], vec![], &[], &[]), "domains[1]"),
        (with(&["co.uk"], vec![], &[], &[]), "domains[0]"),
        (with(&["127.0.0.1"], vec![], &[], &[]), "domains[0]"),
        (with(&["github.io"], vec![], &[], &[]), "domains[0]"),
        (with(&[], vec![app("wallet", &good.1, good.2)], &[], &[]), "apps[0].package"),
        (with(&[], vec![app(good.0, "ab", good.2)], &[], &[]), "apps[0].certificates[0]"),
        (with(&[], vec![app(good.0, &good.1, "https://store.example")], &[], &[]), "apps[0].stores[0]"),
        (with(&[], vec![], &["020 7946 0123"], &[]), "phones[0]"),
        (with(&[], vec![], &[], &["help"]), "mailboxes[0]"),
        (with(&[], vec![], &[], &[]), "the list"),
    ] {
        let said = refused.unwrap_err().to_string();
        assert!(said.contains(names) && said.contains("; write"), "{said}");
    }
    assert!(ChannelList::parse_toml("domains = [\"utopia.example\"]\nlinks = []\n").is_err());
}

/// The hosts of which a text can be official.
fn listed(shown: &str) -> bool {
    let rest = shown.split_once("://").map_or(shown, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
    host == "utopia.example" || host.ends_with(".utopia.example") || host == "store.example"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_text_is_answered_and_nothing_unlisted_is_official(
        pieces in prop::collection::vec(prop_oneof![
            Just("https://".to_owned()), Just("utopia.example".to_owned()), Just("utopia".to_owned()), Just("@".to_owned()), Just(".".to_owned()),
            Just("evil.test".to_owned()), Just("/".to_owned()), Just("\\".to_owned()), Just("%2e".to_owned()), Just("。".to_owned()),
            Just("?ref=".to_owned()), Just("K7M29QXD".to_owned()), Just("+4420".to_owned()), Just("\t".to_owned()), Just(" ".to_owned()),
            Just("xn--".to_owned()), Just("[".to_owned()), Just("]".to_owned()), Just("(".to_owned()), Just("<".to_owned()), Just(":".to_owned()),
            Just("#".to_owned()), Just("-".to_owned()), Just("\u{202e}".to_owned()), Just("example.utopia.wallet".to_owned()), ".{0,12}", "[a-z0-9.-]{0,20}",
        ], 0..9)
    ) {
        let text = pieces.concat();
        if let Ok(answer) = check(&utopia(), &text) {
            prop_assert!(answer.shown.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && answer.shown.len() <= 120);
            if answer.answer == Verdict::Official && answer.kind == Kind::Link {
                prop_assert!(listed(&answer.shown), "{text:?} {answer:?}");
            }
            prop_assert!(answer.answer != Verdict::LooksLike || answer.method.is_some());
        }
    }

    #[test]
    fn no_host_outside_the_list_is_official(host in "[a-z0-9-]{1,12}(\\.[a-z0-9-]{1,12}){0,3}", rest in "[ -~]{0,40}") {
        let text = format!("https://{host}/{rest}").replace(' ', "");
        if let Ok(answer) = check(&utopia(), &text) {
            prop_assert!(answer.answer != Verdict::Official || listed(&answer.shown), "{text:?} {answer:?}");
        }
    }
}

#[test]
fn bytes_of_any_kind_are_answered() {
    let mut random = Random(31);
    for _ in 0..20_000 {
        let bytes: Vec<u8> = (0..random.below(60)).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
        let _ = check(&utopia(), &String::from_utf8_lossy(&bytes));
    }
    assert!(check(&utopia(), &"a.".repeat(10_000)).is_err());
}
