//! Texts that were bent so that they are read in one way here and in another by a person, a browser or a telephone.

use super::super::{App, ChannelList, Hidden, Method, Verdict, check};
use super::corpus::list;

/// The answer on `what` and how it imitates, where the list has `domain`.
fn held(domain: &str, what: &str) -> (Verdict, Option<Method>) {
    let answer = check(&list(domain), what).unwrap();
    (answer.answer, answer.method)
}

fn said(what: &str) -> Verdict {
    held("utopia.example", what).0
}

/// A list with these apps and numbers beside `utopia.example`.
fn with(apps: &[&str], phones: &[&str]) -> ChannelList {
    let app = |package: &&str| App {
        name: "Utopia".into(),
        package: (*package).into(),
        certificates: vec!["ab".repeat(32)],
        stores: vec![],
    };
    let phones = phones.iter().map(|phone| (*phone).to_owned()).collect();
    ChannelList::new(vec!["utopia.example".into()], apps.iter().map(app).collect(), phones, vec![]).unwrap()
}

#[test]
fn links_that_follow_one_another_without_a_space_are_each_judged() {
    for joined in [
        "请打开https://utopia.example/help。人工客服点https://evil.test/kf",
        "https://utopia.example/,https://evil.test",
        "https://utopia.example/help;http://evil.test",
        "(https://utopia.example/)(https://evil.test)",
        "https://utopia.example/help。evil.test/kf",
        "https://utopia.example/help人工客服evil.test/kf",
        "https://utopia.example/help点evil@evil.test",
    ] {
        assert_eq!(said(joined), Verdict::NotOfficial, "{joined}");
    }
    // Where the whole is worse than its parts, it is the whole that counts.
    assert_eq!(said("https://evil.test/,https://utopia.example"), Verdict::LooksLike);
    for own in [
        "请打开https://utopia.example/help。如有问题，请看https://www.utopia.example/kf。",
        "https://utopia.example/,https://www.utopia.example",
        "https://utopia.example/login?next=https://evil.test",
        "https://utopia.example/帮助/page.html",
        "https://utopia。example/a",
    ] {
        assert_eq!(said(own), Verdict::Official, "{own}");
    }
}

#[test]
fn a_link_with_a_break_in_it_is_read_as_a_browser_does_too() {
    for broken in [
        "https:\\\\utopia.co\nm/x",
        "https:utopia.co\nm/x",
        "https://utopia.co\r\nm/a b",
        "https://utopia.co\tm/a and more",
        "utopia.co\nm/x",
    ] {
        assert_eq!(held("utopia.co", broken), (Verdict::LooksLike, Some(Method::OtherSuffix)), "{broken:?}");
    }
    for two in
        ["https://utopia.example/\nevil.test/x", "utopia.example/\nevil.test", "https://utopia.example\n@evil.test/ a"]
    {
        assert_ne!(said(two), Verdict::Official, "{two:?}");
    }
    for own in [
        "https://utopia.example/a/long/pa\nth.html?x=1",
        "https://utopia.example\nThank you",
        "https://utopia.example\nThanks",
        "utopia.example\nhelp@utopia.example\n+442079460123",
        "Utopia.\nhttps://utopia.example/help\nThank you",
        "utopia.exam\nple/x",
    ] {
        assert_eq!(said(own), Verdict::Official, "{own:?}");
    }
}

#[test]
fn a_number_is_all_that_is_dialled() {
    for foreign in [
        "please call +1 2079460123",
        "please call 001 2079460123 now",
        "please call +1, 2079460123",
        "please call +1 (US) 2079460123",
        "call 1 2079460123",
        "+(0)442079460123",
        "+44(0)20(0)79460123",
    ] {
        assert_ne!(said(foreign), Verdict::Official, "{foreign}");
    }
    for own in [
        "please call +44 (0)20 7946 0123 24 hours",
        "please call 020 7946 0123, thank you",
        "call +442079460123 or 020 7946 0123",
        "请拨打+442079460123。",
        "0044 (0) 20 7946 0123",
    ] {
        assert_eq!(said(own), Verdict::Official, "{own}");
    }
    assert_eq!(said("https://utopia.example/help or 95588"), Verdict::NotOfficial);
    // More numbers than are looked at are no answer, rather than one about the first of them.
    assert!(check(&list("utopia.example"), &format!("{} +1 5550100199", "+442079460123 or ".repeat(20))).is_err());
    // The code of the country is the country's, and not some digits.
    let sheffield = with(&[], &["+441632960123", "+390669812345"]);
    assert_eq!(check(&sheffield, "01632 960123").unwrap().answer, Verdict::Official);
    assert_eq!(check(&sheffield, "06 698 12345").unwrap().answer, Verdict::Official);
    assert_ne!(check(&sheffield, "632960123").unwrap().answer, Verdict::Official);
}

#[test]
fn percent_signs_are_read_once_for_what_is_official() {
    assert_eq!(
        held("utopia.example", "https%3A%2F%2Futopia.example%252F%40evil.test%2Flogin"),
        (Verdict::LooksLike, Some(Method::Userinfo))
    );
    assert_eq!(said("https%3A%2F%2Futopia.example%2Fa%3Fb%3Dc%2520d"), Verdict::Official);
    assert_ne!(said("mailto:help%2540utopia.example"), Verdict::Official);
}

#[test]
fn a_mail_is_judged_by_everybody_whom_it_goes_to() {
    for name in ["to", "cc", "Bcc", "%74o"] {
        let what = format!("mailto:help@utopia.example?subject=a&{name}=evil@evil.test");
        assert_eq!(said(&what), Verdict::NotOfficial, "{what}");
    }
    assert_eq!(said("mailto:help@utopia.example,evil@evil.test"), Verdict::NotOfficial);
    assert_eq!(said("mailto:?to=help@utopia.example&body=to@evil.test"), Verdict::Official);
}

#[test]
fn an_app_whose_id_is_an_address_too_is_said_to_be_read_as_an_id() {
    let list = with(&["com.utopia.app", "utopia.app", "example.utopia.wallet"], &[]);
    let honest = check(&list, "com.utopia.app").unwrap();
    assert_eq!((honest.answer, honest.hidden.contains(&Hidden::ReadAsApp)), (Verdict::Official, true));
    assert_eq!(check(&list, "utopia.app").unwrap().answer, Verdict::LooksLike);
    let plain = check(&list, "example.utopia.wallet").unwrap();
    assert_eq!((plain.answer, plain.hidden.contains(&Hidden::ReadAsApp)), (Verdict::Official, false));
}

#[test]
fn letters_that_join_others_belong_to_the_name_of_a_machine() {
    for joiner in ['\u{200c}', '\u{200d}'] {
        for what in [format!("https://uto{joiner}pia.example/x"), format!("help@uto{joiner}pia.example")] {
            assert_ne!(said(&what), Verdict::Official, "{what:?}");
        }
        assert_eq!(said(&format!("https://utopia.example/a{joiner}b")), Verdict::Official);
        assert_eq!(said(&format!("+44 20{joiner} 7946 0123")), Verdict::Official);
    }
    // In a script that needs it, it is a letter.
    let name = "क्\u{200d}ष.example";
    let own = ChannelList::new(vec![name.into()], vec![], vec![], vec![]).unwrap();
    assert_eq!(check(&own, &format!("https://{name}/")).unwrap().answer, Verdict::Official);
    assert_ne!(check(&own, "https://क्ष.example/").unwrap().answer, Verdict::Official);
}

#[test]
fn a_store_at_the_root_of_a_machine_is_no_other_page_and_no_other_port() {
    let app = |package: &str, store: &str| App {
        name: "Utopia".into(),
        package: package.into(),
        certificates: vec![],
        stores: vec![store.into()],
    };
    let apps =
        vec![app("example.utopia.a", "https://host.test/?app=x"), app("example.utopia.b", "https://port.test:8443/b")];
    let list = ChannelList::new(vec![], apps, vec![], vec![]).unwrap();
    let said = |what: &str| check(&list, what).unwrap().answer;
    for own in ["https://host.test/?app=x", "http://host.test/?app=x&hl=en", "https://port.test:8443/b/c"] {
        assert_eq!(said(own), Verdict::Official, "{own}");
    }
    for other in ["https://host.test/evil?app=x", "https://host.test:444/?app=x", "https://port.test/b"] {
        assert_ne!(said(other), Verdict::Official, "{other}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may look at the clock")]
fn a_long_text_is_held_against_a_long_list_within_a_second() {
    let domains = (0..500).map(|number| format!("utopia-number-{number}.example")).collect();
    let list = ChannelList::new(domains, vec![], vec![], vec![]).unwrap();
    let text = format!("https://evil.test/{}", "utopia/".repeat(1100));
    let since = std::time::Instant::now();
    check(&list, &text).unwrap();
    assert!(since.elapsed().as_secs_f64() < 1.0, "{:?}", since.elapsed());
}
