//! People who register with Candor itself.

use crate::support::{Answer, House};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use store::{Change, Mode, Step};

pub(crate) const PASSWORD: &str = "seven quiet herons";
pub(crate) const WORD: &str = "lighthouse at noon";

/// A relying party where people register, with its documents.
pub(crate) async fn open() -> (House, String) {
    open_at("").await
}

/// The same, which people reach at `public_url`.
pub(crate) async fn open_at(public_url: &str) -> (House, String) {
    let house = House::with(|config| {
        config.public_url = public_url.into();
        config.codes_per_hour = 100_000;
        config.requests_per_minute_of_address = 100_000;
        config.trusted_proxies = vec![serde_json::from_value(json!("127.0.0.0/8")).unwrap()];
    })
    .await;
    let party = opens(&house, Mode::Test).await;
    agreed_to(&house).await;
    (house, party)
}

/// Lets people register with the first relying party, which is given.
pub(crate) async fn opens(house: &House, mode: Mode) -> String {
    let row = house.service.store.party(&house.party().await).await.unwrap().unwrap();
    let row = store::RelyingParty { registration: Some(mode), ..row };
    let party = row.id.clone();
    let change = Change { relying_party: party.clone(), at: 0, steps: vec![Step::PutParty(row)] };
    house.service.store.commit(change).await.unwrap();
    party
}

/// Puts what everybody agrees to into force.
pub(crate) async fn agreed_to(house: &House) {
    for kind in ["terms", "risk"] {
        assert_eq!(document(house, kind, "1", "the text").await.status, 204);
    }
}

pub(crate) async fn document(house: &House, kind: &str, version: &str, text: &str) -> Answer {
    let one =
        |language: &str| json!({ "title": format!("{kind} {language}"), "text": format!("{kind} {language} {text}") });
    let body = json!({ "version": version, "texts": { "en": one("en"), "zh-CN": one("zh-CN") } });
    house.json(Method::PUT, &format!("/v1/documents/{kind}"), &house.key, &body).await
}

/// The text of the newest letter to `to` whose subject begins so.
pub(crate) async fn letter(house: &House, to: &str, subject: &str) -> String {
    for _ in 0..200 {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(house.folder.path().join("data/outbox")).into_iter().flatten() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            if text.contains(&format!("To: {to}")) && text.contains(&format!("Subject: {subject}")) {
                found.push((path, text));
            }
        }
        found.sort();
        if let Some((path, text)) = found.pop() {
            while house.service.store.waiting("letter").await.unwrap() > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            std::fs::remove_file(path).unwrap();
            return text;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no letter {subject} to {to}");
}

pub(crate) async fn code(house: &House, to: &str) -> String {
    let text = letter(house, to, "Your code: ").await;
    let (_, after) = text.split_once("Subject: Your code: ").unwrap();
    after[..6].to_owned()
}

pub(crate) fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

pub(crate) async fn begun(house: &House, party: &str, email: &str) -> String {
    let answer = house.post("/v1/accounts", "", &json!({ "relying_party": party, "email": email })).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    answer.body["id"].as_str().unwrap().to_owned()
}

/// A yes to everything that is in force.
pub(crate) async fn consents(house: &House, party: &str) -> Value {
    let read = house.get(&format!("/v1/accounts/registration/{party}"), "").await;
    let all = read.body["documents"].as_array().unwrap().clone();
    let english = all.iter().filter(|one| one["language"] == "en");
    english
        .map(|one| json!({ "kind": one["kind"], "version": one["version"], "language": "en", "sha256": one["sha256"] }))
        .collect()
}

pub(crate) async fn proven(house: &House, party: &str, email: &str) -> (String, String) {
    let id = begun(house, party, email).await;
    let code = code(house, email).await;
    let path = format!("/v1/accounts/registrations/{id}/code");
    let refused = house.post(&path, "", &json!({ "code": wrong(&code) })).await;
    assert_eq!(refused.code(), "account.refused");
    let answer = house.post(&path, "", &json!({ "code": code })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(house.post(&path, "", &json!({ "code": code })).await.code(), "account.refused", "it works once");
    (id, answer.body["registration_token"].as_str().unwrap().to_owned())
}

pub(crate) async fn registered(house: &House, party: &str, email: &str) -> Answer {
    let (id, token) = proven(house, party, email).await;
    let body = json!({ "registration_token": token, "username": "Ada", "password": PASSWORD, "consents": consents(house, party).await, "word": WORD });
    let path = format!("/v1/accounts/registrations/{id}/complete");
    let answer = house.post(&path, "", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(house.post(&path, "", &body).await.code(), "account.refused", "one account from one code");
    answer
}

pub(crate) async fn signs_in(house: &House, party: &str, email: &str, password: &str, more: Value) -> Answer {
    let mut body = json!({ "relying_party": party, "email": email, "password": password });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    house.post("/v1/accounts/sign-ins", "", &body).await
}

pub(crate) fn text<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.body[name].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_registers_signs_in_recovers_and_leaves() {
    let (house, party) = open().await;
    let first = registered(&house, &party, "ada@example.org").await;
    let welcome = letter(&house, "ada@example.org", "Your account with").await;
    assert!(welcome.contains(WORD) && welcome.contains("proves nothing"), "{welcome}");
    let me = house.get("/v1/account", text(&first, "token")).await;
    assert_eq!((me.body["username"].as_str(), me.body["word"].as_str()), (Some("Ada"), Some(WORD)), "{}", me.text);
    assert!(!me.text.contains("ada@example.org"), "{}", me.text);
    assert_eq!((&me.body["verification"]["state"], &me.body["full"]), (&json!("none"), &json!(true)));
    assert_eq!(me.body["consents"].as_array().unwrap().len(), 2);
    // What is registered already gets a word instead of a code, and whoever asks gets the same answer.
    begun(&house, &party, "Ada@Example.org").await;
    // It goes where the account is reached: another spelling may be somebody else's mailbox.
    assert!(letter(&house, "ada@example.org", "You are registered").await.contains(WORD));
    // A device that is known needs no code, and shows the word; any other shows nothing.
    let device = text(&first, "device");
    let seen = |device: &str| json!({ "relying_party": party, "device": device });
    assert_eq!(house.post("/v1/accounts/recognised", "", &seen(device)).await.body["word"], WORD);
    assert_eq!(
        house.post("/v1/accounts/recognised", "", &seen("device_x")).await.body,
        json!({ "word": null, "username": null })
    );
    let known = signs_in(&house, &party, "ada@example.org", PASSWORD, json!({ "device": device })).await;
    assert_eq!((text(&known, "next"), &known.body["full"]), ("in", &json!(false)));
    // What matters needs the last factor.
    let word = json!({ "word": "another word" });
    let refused = house.json(Method::PUT, "/v1/account/word", text(&known, "token"), &word).await;
    assert_eq!(refused.code(), "account.full_sign_in");
    let asked = signs_in(&house, &party, "ada@example.org", PASSWORD, json!({})).await;
    assert_eq!(text(&asked, "next"), "code");
    assert!(asked.body["token"].is_null() && asked.body["word"].is_null(), "{}", asked.text);
    let path = format!("/v1/accounts/sign-ins/{}/code", text(&asked, "id"));
    let code_now = code(&house, "ada@example.org").await;
    let full = house.post(&path, "", &json!({ "code": code_now })).await;
    assert_eq!(full.status, 200, "{}", full.text);
    assert_eq!(house.post(&path, "", &json!({ "code": code_now })).await.code(), "account.refused", "it works once");
    assert_eq!(house.json(Method::PUT, "/v1/account/word", text(&full, "token"), &word).await.status, 204);
    let told = letter(&house, "ada@example.org", "Your anti-phishing word was changed").await;
    assert!(told.contains(WORD), "the word that was: {told}");
    house.clock.0.store(601_000, Ordering::SeqCst);
    assert_eq!(house.json(Method::PUT, "/v1/account/word", text(&full, "token"), &word).await.status, 403);
    house.clock.0.store(0, Ordering::SeqCst);
    // Another contact, which both confirm. What is not registered yet does not learn the word.
    let token = text(&full, "token");
    let asked = house.post("/v1/account/contact", token, &json!({ "email": "new@example.org" })).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let (old, new) = (code(&house, "ada@example.org").await, code(&house, "new@example.org").await);
    let path = format!("/v1/account/contact/{}", text(&asked, "id"));
    for (old, new) in [(wrong(&old), new.as_str()), (old.as_str(), wrong(&new)), (new.as_str(), old.as_str())] {
        let half = house.post(&path, token, &json!({ "old_code": old, "new_code": new })).await;
        assert!(half.status == 403 || old == new, "{}", half.text);
    }
    let both = house.post(&path, token, &json!({ "old_code": old, "new_code": new })).await;
    assert_eq!(both.status, 204, "{}", both.text);
    letter(&house, "ada@example.org", "The contact of your account").await;
    assert_eq!(signs_in(&house, &party, "ada@example.org", PASSWORD, json!({})).await.code(), "account.refused");
    // The password is forgotten: everybody is out, and no device is known.
    let asked =
        house.post("/v1/accounts/recoveries", "", &json!({ "relying_party": party, "email": "new@example.org" })).await;
    let code_now = code(&house, "new@example.org").await;
    let path = format!("/v1/accounts/recoveries/{}", text(&asked, "id"));
    let short = house.post(&path, "", &json!({ "code": code_now, "password": "short" })).await;
    assert_eq!(short.code(), "account.password");
    let other = "a kite above the bay";
    assert_eq!(house.post(&path, "", &json!({ "code": code_now, "password": other })).await.status, 204);
    letter(&house, "new@example.org", "The password of your account").await;
    assert_eq!(house.get("/v1/account", token).await.status, 401);
    assert_eq!(signs_in(&house, &party, "new@example.org", PASSWORD, json!({})).await.code(), "account.refused");
    let asked = signs_in(&house, &party, "new@example.org", other, json!({ "device": device })).await;
    assert_eq!(text(&asked, "next"), "code", "the device is forgotten");
    let path = format!("/v1/accounts/sign-ins/{}/code", text(&asked, "id"));
    let last = house.post(&path, "", &json!({ "code": code(&house, "new@example.org").await })).await;
    // A new version of the terms waits to be agreed to; what was agreed to stays.
    assert_eq!(document(&house, "terms", "2", "another text").await.status, 204);
    assert_eq!(document(&house, "terms", "2", "yet another text").await.code(), "document.version");
    let me = house.get("/v1/account", text(&last, "token")).await;
    assert_eq!(me.body["documents_to_accept"].as_array().unwrap().len(), 2, "in both languages");
    let agreed = json!({ "consents": consents(&house, &party).await });
    assert_eq!(house.post("/v1/account/consents", text(&last, "token"), &agreed).await.status, 204);
    let me = house.get("/v1/account", text(&last, "token")).await;
    assert_eq!(
        (me.body["documents_to_accept"].as_array().unwrap().len(), me.body["consents"].as_array().unwrap().len()),
        (0, 3)
    );
    // Closed: nothing of the person is left, and the contact may register anew.
    let id = text(&last, "account").to_owned();
    assert_eq!(
        house.post("/v1/account/close", text(&last, "token"), &json!({ "password": PASSWORD })).await.status,
        403
    );
    assert_eq!(house.post("/v1/account/close", text(&last, "token"), &json!({ "password": other })).await.status, 204);
    letter(&house, "new@example.org", "Your account is closed").await;
    let row = house.service.store.account(&id).await.unwrap().unwrap();
    assert_eq!((row.sealed, row.contact, row.password), (None, None, None));
    assert!(house.service.data_key(&id).await.unwrap().is_none());
    assert_eq!(house.get("/v1/account", text(&last, "token")).await.status, 401);
    registered(&house, &party, "new@example.org").await;
    let listed = house.get("/v1/accounts", &house.key).await;
    assert_eq!(listed.body["accounts"].as_array().unwrap().len(), 2);
    assert!(!listed.text.contains("example.org") && !listed.text.contains("Ada"), "{}", listed.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_verified_by_its_own_session() {
    let (house, party) = open().await;
    let first = registered(&house, &party, "ada@example.org").await;
    let token = text(&first, "token");
    let begun = house.post("/v1/account/verification", token, &json!({})).await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let session = text(&begun, "session").to_owned();
    let again = house.post("/v1/account/verification", token, &json!({})).await;
    assert_eq!(text(&again, "session"), session, "one that goes on is gone on with");
    let client = text(&again, "url").split_once('#').unwrap().1.to_owned();
    let said = json!({ "processing": true, "face": true, "version": "1" });
    assert_eq!(house.post("/v1/applicant/consent", &client, &said).await.status, 204);
    let seen = house.get("/v1/applicant/session", &client).await;
    assert!(text(&seen, "return_url").ends_with(&format!("/account/{party}")), "{}", seen.text);
    assert_eq!(house.get("/v1/account", token).await.body["verification"]["state"], "begun");
    let read = house.get(&format!("/v1/accounts/{}", text(&first, "account")), &house.key).await;
    assert_eq!(read.body["verification"]["state"], "begun");
    let live = house.another_key(&party, Mode::Live, &[server::Scope::Read]).await;
    assert_eq!(house.get(&format!("/v1/accounts/{}", text(&first, "account")), &live).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_registered_is_said() {
    let (house, party) = open().await;
    let (id, token) = proven(&house, &party, "ada@example.org").await;
    let path = format!("/v1/accounts/registrations/{id}/complete");
    let yes = consents(&house, &party).await;
    let right = json!({ "registration_token": token, "username": "Ada", "password": PASSWORD, "consents": yes });
    for (member, value, code) in [
        ("username", json!("<script>alert(1)</script>"), "account.username"),
        ("username", json!("a"), "account.username"),
        ("username", json!("..."), "account.username"),
        ("password", json!("short"), "account.password"),
        ("password", json!("password1234"), "account.password"),
        ("word", json!("see https://evil.example"), "account.word"),
        ("word", json!("a\nb c"), "account.word"),
        ("consents", json!([]), "account.consent"),
        ("consents", json!([yes[0]]), "account.consent"),
        ("consents", json!([{ "kind": "terms", "version": "0", "language": "en", "sha256": "" }]), "account.document"),
        ("registration_token", json!("registration_x"), "account.refused"),
    ] {
        let mut body = right.clone();
        body[member] = value;
        let answer = house.post(&path, "", &body).await;
        assert_eq!(answer.code(), code, "{member} {}", answer.text);
    }
    assert_eq!(house.post(&path, "", &right).await.status, 201, "none of that used it up");
    for body in [json!({}), json!({ "email": "no address" }), json!({ "email": "a@b.example", "phone": "+4799999999" })]
    {
        let mut body = body;
        body["relying_party"] = json!(party);
        assert_eq!(house.post("/v1/accounts", "", &body).await.code(), "account.contact", "{body}");
    }
    let nowhere = json!({ "relying_party": "rp_none", "email": "a@b.example" });
    assert_eq!(house.post("/v1/accounts", "", &nowhere).await.status, 404);
    let spoken = json!({ "relying_party": party, "email": "a@b.example", "locale": "fr" });
    assert_eq!(house.post("/v1/accounts", "", &spoken).await.code(), "account.locale");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_registrations_from_one_address_end_soon() {
    let house = House::with(|config| config.codes_per_hour = 20).await;
    let party = opens(&house, Mode::Test).await;
    agreed_to(&house).await;
    let mut taken = 0;
    for number in 0..10_000 {
        let body = json!({ "relying_party": party, "email": format!("nobody{number}@example.org") });
        taken += u32::from(house.post("/v1/accounts", "", &body).await.status == 202);
    }
    assert_eq!(taken, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_a_password_ends_alike_for_everybody() {
    let (house, party) = open().await;
    let first = registered(&house, &party, "ada@example.org").await;
    for email in ["ada@example.org", "nobody@example.org"] {
        let mut answers = Vec::new();
        for _ in 0..11 {
            answers.push(signs_in(&house, &party, email, "not the password", json!({})).await.status.as_u16());
        }
        assert_eq!((&answers[..10], answers[10]), (&[403; 10][..], 429), "{email}");
    }
    assert_eq!(signs_in(&house, &party, "ada@example.org", PASSWORD, json!({})).await.code(), "account.locked");
    // Whoever holds a device that is known gets in all the same.
    let device = json!({ "device": text(&first, "device") });
    assert_eq!(signs_in(&house, &party, "ada@example.org", PASSWORD, device).await.status, 200);
}

/// How often a number of `one` is larger than one of `other`: 0.5 when nothing tells them apart (area under the curve).
fn area(one: &[f64], other: &[f64]) -> f64 {
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (one, other)));
    let above: f64 = pairs
        .map(|(one, other)| {
            if one > other {
                1.0
            } else if one == other {
                0.5
            } else {
                0.0
            }
        })
        .sum();
    above / (one.len() * other.len()) as f64
}

/// `CANDOR_TRIES=1000 cargo test --release -p server --test service nothing_tells_an_address -- --nocapture`
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "it measures how long answers take")]
async fn nothing_tells_an_address_that_is_registered() {
    let (house, party) = open().await;
    let tries: usize = std::env::var("CANDOR_TRIES").map_or(150, |text| text.parse().unwrap());
    registered(&house, &party, "known@example.org").await;
    // Fewer tries scatter more: four standard deviations of what chance does.
    let most = (4.0 * (1.0 / (6.0 * tries as f64)).sqrt()).max(0.05);
    let mut from = 0_u32;
    for (path, status) in [("/v1/accounts", 202), ("/v1/accounts/sign-ins", 403), ("/v1/accounts/recoveries", 202)] {
        let mut times = [Vec::new(), Vec::new()];
        let mut shapes = Vec::new();
        for number in 0..2 * tries {
            // In turn, and each from an address of its own.
            let known = (number + number / 2) % 2 == 0;
            let email = if known { "known@example.org" } else { "other@example.org" };
            let mut body = json!({ "relying_party": party, "email": email });
            if path.ends_with("sign-ins") {
                body["password"] = json!("not the password");
                // The lock after ten is the same for both; here it is lifted.
                if number % 8 == 0 {
                    house.service.store.forget_account_traces(i64::MAX, 0).await.unwrap();
                }
            }
            from += 1;
            let address = format!("10.{}.{}.{}", from >> 16 & 255, from >> 8 & 255, from & 255);
            let headers = [("content-type", "application/json"), ("x-forwarded-for", &*address)];
            let began = Instant::now();
            let answer = house.send(Method::POST, path, "", &headers, Some(serde_json::to_vec(&body).unwrap())).await;
            times[usize::from(known)].push(began.elapsed().as_secs_f64());
            let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            names.sort();
            shapes.push((answer.status.as_u16(), names, answer.text.len()));
            while house.service.store.waiting("letter").await.unwrap() > 0 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        assert!(shapes.iter().all(|shape| *shape == shapes[0] && shape.0 == status), "{path} {:?}", shapes[0]);
        let area = area(&times[1], &times[0]);
        println!("{path}: known against unknown, {tries} tries each: area {area:.3}");
        assert!((area - 0.5).abs() <= most, "{path} {area}");
    }
}
